import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as fixtures from '../../../test/support/fixtures.ts';
import type { FormatId } from '../formats.ts';
import { scrub } from './scrub.ts';
import { Source } from './source.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bungaacord-scrub-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function scrubbed(path: string, format: FormatId): Promise<Buffer | null> {
  const source = new Source(path);
  try {
    const pieces = scrub(source, format);
    if (pieces === null) return null;
    source.writeTo(join(folder, 'out'), pieces);
    return await readFile(join(folder, 'out'));
  } finally {
    source.close();
  }
}

const marks = Object.values(fixtures.marks);
const film = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
const aac = ['-c:a', 'aac'];

const boxes: [FormatId, string, string[], string[]][] = [
  ['mp4', 'mp4', film, aac],
  ['mov', 'mov', film, aac],
  ['avi', 'avi', ['-c:v', 'mpeg4'], ['-c:a', 'libmp3lame']],
  ['wmv', 'wmv', ['-c:v', 'wmv2'], ['-c:a', 'wmav2']],
  ['mkv', 'mkv', film, aac],
];

describe.each(boxes)('%s', (format, ext, video, audio) => {
  const make = () => fixtures.clip({ name: `telling.${ext}`, video, audio, seconds: 1 });

  test('whole: what tells of somebody is blanked, the rest stays byte for byte, and it plays', async () => {
    const path = await make();
    const before = await readFile(path);
    const after = await scrubbed(path, format);
    const isIn = (bytes: Buffer | null, mark: string) =>
      bytes?.includes(mark) === true || bytes?.includes(Buffer.from(mark, 'utf16le')) === true;
    expect(marks.some((mark) => isIn(before, mark))).toBe(true);
    expect(marks.filter((mark) => isIn(after, mark))).toEqual([]);
    expect(after?.length).toBe(before.length);
    const changed = before.reduce((sum, byte, at) => sum + (byte === after?.[at] ? 0 : 1), 0);
    expect(changed).toBeLessThan(before.length / 10);
    await fixtures.ffmpeg(['-xerror', '-i', join(folder, 'out'), '-f', 'null', '-']);
  });

  test('cut off anywhere: nothing that tells of somebody is left', async () => {
    const whole = await make();
    for (const share of [0.1, 0.5, 0.97, 0.995]) {
      const after = await scrubbed(await fixtures.truncated(whole, `telling-${share}.${ext}`, share), format);
      expect(after).not.toBeNull();
      for (const mark of marks) {
        expect(after?.includes(mark)).toBe(false);
        expect(after?.includes(Buffer.from(mark, 'utf16le'))).toBe(false);
      }
    }
  });
});

test('what could tell of somebody where this does not look is not promised to be clean', async () => {
  const exif = await fixtures.file('telling-exif.mp4', `\0\0\0\x08ftypisom Exif\0\0 GPS`);
  expect(await scrubbed(exif, 'mp4')).toBeNull();
  const position = await fixtures.file('telling-place.mp4', `\0\0\0\x08ftyp ${fixtures.marks.location}`);
  expect(await scrubbed(position, 'mp4')).toBeNull();
  const packed = await fixtures.file('scrub-packed.pdf', '%PDF-1.7 /ObjStm /Author (Anna)');
  expect(await scrubbed(packed, 'pdf')).toBeNull();
  expect(await scrubbed(await fixtures.file('scrub-any.mp3', 'ID3 Anna'), 'mp3')).toBeNull();
});

test('lengths that lie are nobody’s harm', async () => {
  const lies = await fixtures.file(
    'lies.mkv',
    Buffer.from('1254c367ff1549a966017fffffffffffff7ba9ff', 'hex'),
  );
  expect(await scrubbed(lies, 'mkv')).toHaveLength(20);
  const box = await fixtures.file('scrub-lies.mp4', Buffer.from('00000001756474610000', 'hex'));
  expect(await scrubbed(box, 'mp4')).toHaveLength(10);
});
