import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import * as fixtures from '../../test/support/fixtures.ts';
import { findFfmpeg } from './ffmpeg.ts';
import { createMediaWorkers } from './workers.ts';

const partDir = join(import.meta.dirname, '../../parts/ffmpeg');
const fromNpm = { ffmpegPath: '/nowhere/ffmpeg', ffmpegPartDir: partDir };
const hasModule = (await findFfmpeg({ ffmpegPath: '/nowhere/ffmpeg', partDirs: [partDir] })) !== null;
const backends = [
  ['the system’s FFmpeg', {}] as const,
  ...(hasModule ? [['FFmpeg from npm', fromNpm] as const] : []),
];

/** Lays noise over the bytes of each chunk or box whose name is given, and leaves its header and the index alone. */
async function noisy(source: string, name: string): Promise<string> {
  const bytes = Buffer.from(await readFile(source));
  let state = 4711;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
  if (name.endsWith('.avi')) {
    const begin = bytes.indexOf('movi') + 4;
    for (let at = begin; bytes.toString('latin1', at + 2, at + 4) === 'dc' || bytes[at + 2] === 0x77; ) {
      const size = bytes.readUInt32LE(at + 4);
      for (let i = at + 8; i < at + 8 + size; i++) bytes[i] = random();
      at += 8 + size + (size % 2);
    }
  } else {
    const at = bytes.indexOf('mdat');
    const size = bytes.readUInt32BE(at - 4);
    for (let i = at + 4; i < at - 4 + size; i++) bytes[i] = random();
  }
  return fixtures.file(name, bytes);
}

/** When the picture turns white and when the tone begins, in seconds from the beginning. */
async function flashAndBeep(path: string): Promise<{ flash: number; beep: number }> {
  const raw = (args: string[]) =>
    promisify(execFile)('ffmpeg', ['-v', 'error', '-i', path, ...args, 'pipe:1'], {
      encoding: 'buffer',
      maxBuffer: 1 << 26,
    });
  const pictures = await raw(['-vf', 'fps=50:start_time=0,scale=1:1', '-f', 'rawvideo', '-pix_fmt', 'gray']);
  const sound = await raw(['-af', 'aresample=8000:async=1:first_pts=0', '-ac', '1', '-f', 's16le']);
  const samples = new Int16Array(new Uint8Array(sound.stdout).buffer);
  return {
    flash: pictures.stdout.findIndex((grey) => grey > 128) / 50,
    beep: samples.findIndex((sample) => Math.abs(sample) > 2000) / 8000,
  };
}

describe.each(backends)('%s', (_name, options) => {
  const workers = createMediaWorkers(options);
  afterAll(() => workers.stop());

  async function derive(path: string) {
    const outDir = await mkdtemp(join(tmpdir(), 'truth-'));
    const inspection = await workers.inspect({ path, name: path, deadlineMs: 20_000 });
    if (inspection.outcome === 'refused') throw new Error(`refused: ${inspection.found}`);
    const derived = await workers.derive({ path, outDir, inspection });
    const play = derived.renditions.find(({ variant }) => variant === 'play');
    return { derived, playPath: join(outDir, play?.file ?? 'none') };
  }

  test('a sound of which little can be decoded is written anew, and does not stop the film', async () => {
    const path = await fixtures.cached('sound-noise.mkv', async (to) => {
      const clip = await fixtures.clips.mp4();
      const noise = ['-c', 'copy', '-bsf:a', 'noise=amount=40', '-f', 'matroska'];
      await fixtures.ffmpeg(['-i', clip, ...noise, to]);
    });
    const broken = await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-']);
    expect(broken.stderr).toMatch(/\[aac/u);
    const { derived, playPath } = await derive(path);
    expect(derived.state).toBe('ready');
    const whole = await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', playPath, '-f', 'null', '-']);
    expect(whole.stderr).toBe('');
  });

  test('noise in a box that is right is a file, never a film', async () => {
    for (const [clip, name] of [
      ['avi', 'noise.avi'],
      ['mp4', 'noise.mp4'],
    ] as const) {
      const { derived } = await derive(await noisy(await fixtures.clips[clip](), name));
      expect([name, derived.state, derived.reason]).toEqual([name, 'failed', 'unreadable']);
      expect(derived.renditions.filter(({ variant }) => variant === 'play')).toEqual([]);
    }
  });

  test('a film that breaks off plays as far as it goes', async () => {
    const { derived, playPath } = await derive(
      await fixtures.truncated(await fixtures.clips.avi(), 'broken-off.avi', 0.6),
    );
    expect(derived).toMatchObject({ state: 'ready', reason: null });
    const show = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', playPath];
    const seconds = Number((await promisify(execFile)('ffprobe', show)).stdout);
    expect(seconds).toBeGreaterThan(0.5);
    expect(seconds).toBeLessThan(1.9);
  });

  test('sound that begins late, and pictures that do, stay together', async () => {
    const flash = "color=black:size=160x120:rate=50:duration=3,drawbox=t=fill:c=white:enable='gte(t,2)'";
    const tone = (start: number) => `aevalsrc='if(gte(t,${2 - start}),0.5*sin(2000*t),0)':d=${3 - start}`;
    const lateSound = await made('late-sound.mkv', [
      ...['-f', 'lavfi', '-i', flash, '-itsoffset', '1', '-f', 'lavfi', '-i', tone(1)],
    ]);
    const latePictures = await made('late-pictures.mkv', [
      ...['-itsoffset', '1', '-f', 'lavfi', '-i', flash.replace('gte(t,2)', 'gte(t,1)')],
      ...['-f', 'lavfi', '-i', tone(0)],
    ]);
    for (const path of [lateSound, latePictures]) {
      const { playPath } = await derive(path);
      const { flash: seen, beep } = await flashAndBeep(playPath);
      expect(Math.abs(seen - 2), `${path} ${seen}`).toBeLessThan(0.06);
      expect(Math.abs(beep - 2), `${path} ${beep}`).toBeLessThan(0.06);
    }
  });

  test('what names other files or addresses gets nothing', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked++;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.ts`;
    for (const [name, text] of [
      ['playlist.mp4', `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n${address}\n#EXT-X-ENDLIST\n`],
      ['list.mp4', `ffconcat version 1.0\nfile '/etc/passwd'\nfile '${address}'\n`],
      ['description.mp4', `<?xml version="1.0"?><MPD><BaseURL>${address}</BaseURL></MPD>`],
    ] as const) {
      const path = await fixtures.file(`refers-${(server.address() as AddressInfo).port}-${name}`, text);
      const inspection = await workers.inspect({ path, name });
      const isFilm = inspection.outcome === 'accepted' && inspection.kind === 'video';
      expect([name, isFilm]).toEqual([name, false]);
    }
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toBe(0);
  });
});

async function made(name: string, inputs: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'made-'));
  const path = join(folder, name);
  await fixtures.ffmpeg([...inputs, '-c:v', 'mpeg4', '-q:v', '3', '-c:a', 'mp2', '-f', 'matroska', path]);
  return path;
}
