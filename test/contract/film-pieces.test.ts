import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { coveredShare, FragmentIndex } from '../../web/features/player/fragment-index.ts';
import type { Fragment } from '../../web/features/player/mp4-fragment.ts';
import { type Piece, pieceReader } from '../../web/features/player/mp4-reader.ts';
import { growingFilm } from '../support/fixtures.ts';

const run = promisify(execFile);

/** All pieces of a file that arrives in chunks of a size. */
function cut(bytes: Uint8Array, chunkBytes: number): Piece[] {
  const reader = pieceReader(0, null);
  const pieces: Piece[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    pieces.push(...reader.push(bytes.subarray(at, at + chunkBytes)));
  }
  return pieces;
}

const fragmentsOf = (pieces: Piece[]) =>
  pieces.flatMap((piece) => (piece.is === 'fragment' ? [piece.fragment] : []));

/** What FFmpeg says of the pictures: when each is shown, and which are key pictures. */
async function picturesOf(path: string): Promise<{ timeS: number; isKey: boolean }[]> {
  const entries = ['-select_streams', 'v', '-show_entries', 'packet=pts_time,flags'];
  const { stdout } = await run('ffprobe', ['-v', 'error', ...entries, '-of', 'json', path]);
  const { packets } = JSON.parse(stdout) as { packets: { pts_time: string; flags: string }[] };
  return packets.map(({ pts_time: time, flags }) => ({ timeS: Number(time), isKey: flags.startsWith('K') }));
}

describe('a film that grows', () => {
  let path: string;
  let bytes: Uint8Array;
  beforeAll(async () => {
    path = await growingFilm();
    bytes = await readFile(path);
  });

  it.each([1 << 20, 4096, 7])('is cut into the same pieces however it arrives (%i bytes at once)', (size) => {
    const pieces = cut(bytes, size);
    expect(pieces[0]?.is).toBe('init');
    expect(Buffer.concat(pieces.map((piece) => piece.bytes)).equals(bytes)).toBe(true);
    const whole = cut(bytes, bytes.length);
    expect(fragmentsOf(pieces)).toEqual(fragmentsOf(whole));
    let end = pieces[0]?.is === 'init' ? pieces[0].end : 0;
    for (const { offset, sizeBytes } of fragmentsOf(pieces)) {
      expect(offset).toBe(end);
      end += sizeBytes;
    }
    expect(end).toBe(bytes.length);
  });

  it('has fragments of the times at which its pictures are shown', async () => {
    const pictures = await picturesOf(path);
    const fragments = fragmentsOf(cut(bytes, bytes.length));
    expect(fragments.length).toBe(6);
    for (const { startS, endS, isKey } of fragments) {
      const within = pictures.filter(({ timeS }) => timeS >= startS - 1e-3 && timeS < endS - 1e-3);
      expect(Math.min(...within.map(({ timeS }) => timeS))).toBeCloseTo(startS, 3);
      expect(within.find(({ timeS }) => Math.abs(timeS - startS) < 1e-3)?.isKey).toBe(true);
      expect(isKey).toBe(true);
      expect(within.length / 25).toBeCloseTo(endS - startS, 2);
    }
    expect(fragments[0]?.startS).toBeCloseTo(0, 3);
    expect(fragments.at(-1)?.endS).toBeCloseTo(12, 2);
  });

  it('says by which names browsers know its codecs', async () => {
    const [init] = cut(bytes, bytes.length);
    expect(init?.is === 'init' && init.init.mime).toBe('video/mp4; codecs="avc1.64000d,mp4a.40.2"');
    const [silent] = cut(await readFile(await growingFilm(null)), 65_536);
    expect(silent?.is === 'init' && silent.init.mime).toBe('video/mp4; codecs="avc1.64000d"');
  });

  it('can be read on from any fragment, once its beginning is known', () => {
    const [first, ...others] = cut(bytes, bytes.length);
    const known = fragmentsOf(others)[3];
    if (first?.is !== 'init' || !known) throw new Error('no fourth fragment');
    const reader = pieceReader(known.offset, first.init);
    const rest = fragmentsOf(reader.push(bytes.subarray(known.offset, bytes.length - 100)));
    expect(rest).toEqual(fragmentsOf(others).slice(3, -1));
    expect(reader.endOffset()).toBe(bytes.length - 100);
  });

  it('is none where the bytes are something else', () => {
    expect(() => cut(Buffer.from('<!doctype html><p>nothing of the kind'), 16)).toThrow(TypeError);
    expect(() => cut(bytes.subarray(fragmentsOf(cut(bytes, bytes.length))[0]?.offset), 4096)).toThrow(
      TypeError,
    );
  });
});

describe('the index of a film', () => {
  const index = () => {
    const all = new FragmentIndex();
    all.firstOffset = 100;
    for (let n = 0; n < 10; n++) {
      const fragment: Fragment = {
        startS: 2 * n,
        endS: 2 * n + 2,
        isKey: n % 2 === 0,
        offset: 100 + 50 * n,
        sizeBytes: 50,
      };
      all.learn(fragment);
    }
    return all;
  };
  const held = (...numbers: number[]) => {
    const offsets = new Set(numbers.map((n) => 100 + 50 * n));
    return ({ offset }: Fragment) => offsets.has(offset);
  };

  it('learns each fragment once, and none behind a hole', () => {
    const all = index();
    for (const offset of [100, 650]) {
      all.learn({ startS: 0, endS: 2, isKey: true, offset, sizeBytes: 50 });
    }
    expect([all.fragments.length, all.endOffset, all.endS]).toEqual([10, 600, 20]);
  });

  it('tells what is lacking, and how long there is until then', () => {
    expect(index().lack(4.5, held(2, 3, 4))).toEqual({ number: 5, aheadS: 5.5 });
    expect(index().lack(4.5, held(3, 4))).toEqual({ number: 2, aheadS: 0 });
    expect(index().lack(19, held(8, 9))).toEqual({ number: 10, aheadS: 1 });
    expect(index().lack(300, held(8, 9))).toEqual({ number: 10, aheadS: 0 });
  });

  it('goes back to the key picture that what is wanted needs', () => {
    expect(index().lack(7, held(3, 4))).toEqual({ number: 2, aheadS: 0 });
  });

  it('measures how much of a stretch is held', () => {
    const spans = [
      { startS: 0, endS: 3 },
      { startS: 3.5, endS: 9 },
    ];
    expect(coveredShare({ startS: 2, endS: 4 }, spans)).toBe(0.75);
    expect(coveredShare({ startS: 9, endS: 11 }, spans)).toBe(0);
  });
});
