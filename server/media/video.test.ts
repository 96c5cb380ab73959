import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import * as fixtures from '../../test/support/fixtures.ts';
import { findFfmpeg } from './ffmpeg.ts';
import type { AcceptedInspection, Variant } from './types.ts';
import { createMediaWorkers, type DeriveInput } from './workers.ts';

const partDir = join(import.meta.dirname, '../../parts/ffmpeg');
const fromNpm = { ffmpegPath: '/nowhere/ffmpeg', ffmpegPartDir: partDir };
const hasModule = (await findFfmpeg({ ffmpegPath: '/nowhere/ffmpeg', partDirs: [partDir] })) !== null;
/** Both must say and make the same. The second one is there only where its part was installed. */
const backends = [
  ['the system’s FFmpeg', {}] as const,
  ...(hasModule ? [['FFmpeg from npm', fromNpm] as const] : []),
];

interface Probed {
  format: { format_name: string; duration: string };
  streams: {
    codec_type: string;
    codec_name: string;
    width?: number;
    height?: number;
    pix_fmt?: string;
    profile?: string;
    duration?: string;
    channels?: number;
  }[];
}

async function ffprobe(path: string): Promise<Probed> {
  const { stdout } = await promisify(execFile)('ffprobe', [
    '-v',
    'error',
    '-of',
    'json',
    '-show_format',
    '-show_streams',
    path,
  ]);
  return JSON.parse(stdout) as Probed;
}

/** Decodes it to its end: how many frames came out, and what the decoders complained of. */
async function decode(path: string): Promise<{ frames: number; complaints: string }> {
  const args = [
    '-v',
    'error',
    '-count_frames',
    '-select_streams',
    'v:0',
    '-show_entries',
    'stream=nb_read_frames',
    '-of',
    'csv=p=0',
    path,
  ];
  const { stdout, stderr } = await promisify(execFile)('ffprobe', args);
  return { frames: Number.parseInt(stdout, 10), complaints: stderr };
}

describe.each(backends)('%s', (_name, options) => {
  const workers = createMediaWorkers(options);
  const narrow = createMediaWorkers({ ...options, limits: { maxOutputBytes: 20_000 } });
  const short = createMediaWorkers({ ...options, limits: { maxFilmFrames: 49 } });
  afterAll(() => Promise.all([workers.stop(), narrow.stop(), short.stop()]));

  async function inspect(path: string): Promise<AcceptedInspection> {
    const inspection = await workers.inspect({ path, name: 'any', deadlineMs: 10_000 });
    if (inspection.outcome === 'refused') throw new Error(`refused: ${inspection.found}`);
    return inspection;
  }

  async function derive(path: string, more: Partial<DeriveInput> = {}) {
    const outDir = await mkdtemp(join(tmpdir(), 'video-'));
    const derived = await workers.derive({ path, outDir, inspection: await inspect(path), ...more });
    const find = (variant: Variant) => derived.renditions.find((each) => each.variant === variant);
    const pathOf = (variant: Variant) => join(outDir, find(variant)?.file ?? `no-${variant}`);
    return { derived, find, pathOf };
  }

  test.each([
    ['mp4', 'as-is', 'h264', 'aac'],
    ['m4v', 'as-is', 'h264', 'aac'],
    ['webm', 'as-is', 'vp9', 'opus'],
    ['vp8', 'as-is', 'vp8', 'vorbis'],
    ['silent', 'as-is', 'h264', null],
    ['mov', 'remux', 'h264', 'aac'],
    ['mkv', 'remux', 'h264', 'aac'],
    ['mkvOpus', 'remux', 'vp9', 'opus'],
    ['flvH264', 'remux', 'h264', 'aac'],
    ['mkvAc3', 'transcode', 'h264', 'ac3'],
    ['deep', 'transcode', 'h264', 'aac'],
    ['hevc', 'transcode', 'hevc', 'aac'],
    ['ogv', 'transcode', 'theora', 'vorbis'],
    ['avi', 'transcode', 'mpeg4', 'mp3'],
    ['wmv', 'transcode', 'wmv2', 'wmav2'],
    ['flv', 'transcode', 'flv1', 'mp3'],
  ] as const)('%s is %s, by its codecs', async (name, playable, video, audio) => {
    const found = await inspect(await fixtures.clips[name]());
    expect(found).toMatchObject({ kind: 'video', width: 320, height: 240, playable, reason: null });
    expect(found.codecs).toMatchObject({ video, audio });
    expect(Math.abs((found.durationMs ?? 0) - 2000)).toBeLessThan(150);
  });

  const names = [
    'mp4',
    'm4v',
    'webm',
    'mov',
    'mkv',
    'mkvOpus',
    'flvH264',
    'mkvAc3',
    'deep',
    'ogv',
    'avi',
    'wmv',
    'flv',
  ] as const;
  test.each(names)('%s shows, plays in browsers, and tells nothing of its owner', async (name) => {
    const source = await fixtures.clips[name]();
    const original = await readFile(source);
    expect(leaks(original)).not.toEqual([]);
    const posters: number[] = [];
    const { derived, find, pathOf } = await derive(source, {
      onPoster: ({ renditions }) => posters.push(renditions.length),
    });
    expect(derived).toMatchObject({ state: 'ready', reason: null, width: 320, height: 240 });
    expect(posters[0]).toBe(2);
    for (const { variant } of derived.renditions) {
      expect(leaks(await readFile(pathOf(variant))), variant).toEqual([]);
    }
    const shown = find('play') ?? find('clean');
    expect(shown?.mime).toMatch(/^video\/(?:mp4|webm)$/u);
    const played = await ffprobe(pathOf(shown?.variant ?? 'play'));
    const [video] = played.streams.filter((stream) => stream.codec_type === 'video');
    const [audio] = played.streams.filter((stream) => stream.codec_type === 'audio');
    expect(video?.codec_name).toMatch(/^(?:h264|vp8|vp9)$/u);
    expect(video?.pix_fmt).toBe('yuv420p');
    expect(audio?.codec_name).toMatch(/^(?:aac|mp3|opus|vorbis)$/u);
    expect(Math.abs(Number(played.format.duration) - 2)).toBeLessThan(0.15);
    const { frames, complaints } = await decode(pathOf(shown?.variant ?? 'play'));
    expect([frames >= 49 && frames <= 51, complaints]).toEqual([true, '']);
  });

  test('what the sound’s own codec says of somebody is gone too', async () => {
    const source = await fixtures.commentedWebm();
    const sound = join(await mkdtemp(join(tmpdir(), 'sound-')), 'sound.webm');
    await fixtures.ffmpeg(['-i', source, '-map', '0:a', '-c', 'copy', '-map_metadata', '-1', sound]);
    expect(leaks(await readFile(sound))).not.toEqual([]);
    const { derived, pathOf } = await derive(source);
    expect(derived).toMatchObject({ state: 'ready', reason: null });
    expect(leaks(await readFile(pathOf('clean')))).toEqual([]);
    expect((await decode(pathOf('clean'))).complaints).toBe('');
  });

  test.each(['mp4', 'mov', 'avi'] as const)('%s can be watched from its first bytes on', async (name) => {
    const { find, pathOf } = await derive(await fixtures.clips[name]());
    const bytes = await readFile(pathOf(find('play') === undefined ? 'clean' : 'play'));
    expect(bytes.indexOf('moov')).toBeGreaterThan(0);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });

  test('a conversion tells how far it is', async () => {
    const fractions: number[] = [];
    const path = await fixtures.clip({
      name: 'long.avi',
      video: ['-c:v', 'mpeg4', '-q:v', '4'],
      seconds: 20,
      size: '640x480',
      audio: ['-c:a', 'libmp3lame'],
    });
    const { derived } = await derive(path, { onProgress: (fraction) => fractions.push(fraction) });
    expect(derived).toMatchObject({ state: 'ready', reason: null });
    expect(fractions.length).toBeGreaterThan(1);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.every((fraction) => fraction > 0 && fraction <= 1)).toBe(true);
  });

  test('a sideways recording stands upright', async () => {
    const { derived, pathOf } = await derive(await fixtures.rotatedVideo());
    expect(derived).toMatchObject({ state: 'ready', width: 240, height: 320 });
    expect(await sharp(pathOf('poster')).metadata()).toMatchObject({ width: 240, height: 320 });
    const lying = await derive(await fixtures.clips.mp4());
    const turned = await sharp(lying.pathOf('poster')).rotate(270).raw().toBuffer();
    const standing = await sharp(pathOf('poster')).raw().toBuffer();
    expect(difference(turned, standing)).toBeLessThan(6);
  });

  test('a sideways recording that must be converted is turned once', async () => {
    const { pathOf } = await derive(await fixtures.rotatedDeepVideo());
    const { streams } = await ffprobe(pathOf('play'));
    expect(streams[0]).toMatchObject({ width: 240, height: 320, pix_fmt: 'yuv420p' });
    expect(JSON.stringify(streams)).not.toContain('rotation');
    const still = join(await mkdtemp(join(tmpdir(), 'still-')), 'still.png');
    await fixtures.ffmpeg(['-i', pathOf('play'), '-frames:v', '1', still]);
    const poster = await sharp(pathOf('poster')).raw().toBuffer();
    expect(difference(await sharp(still).raw().toBuffer(), poster)).toBeLessThan(12);
  });

  test('pixels that aren’t square are made so', async () => {
    const { derived, pathOf } = await derive(await fixtures.clips.anamorphic());
    expect(derived).toMatchObject({ width: 427, height: 240 });
    expect((await sharp(pathOf('poster')).metadata()).width).toBe(428);
  });

  test('the poster is the first frame, unless that is blank', async () => {
    const { pathOf } = await derive(await fixtures.clips.lateStart());
    const { channels } = await sharp(pathOf('poster')).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20);
  });

  test('a recording without a length gets its real one', async () => {
    const source = await readFile(await fixtures.clips.webm());
    // The Duration element of its header, made to void.
    const at = source.indexOf(Buffer.from('448988', 'hex'));
    expect(at).toBeGreaterThan(0);
    const endless = Buffer.from(source);
    Buffer.from('ec89', 'hex').copy(endless, at);
    endless.fill(0, at + 2, at + 11);
    const path = await fixtures.file('endless.webm', endless);
    const { derived } = await derive(path);
    expect(Math.abs((derived.durationMs ?? 0) - 2000)).toBeLessThan(150);
  });

  test('a result that outgrows its limit is a failure, and leaves nothing', async () => {
    const path = await fixtures.clips.mkv();
    const outDir = await mkdtemp(join(tmpdir(), 'video-'));
    const derived = await narrow.derive({ path, outDir, inspection: await inspect(path) });
    expect(derived).toMatchObject({ state: 'failed', reason: 'output-too-large' });
    expect((await readdir(outDir)).sort()).toEqual(['clean.mkv', 'poster.webp', 'thumb-400.webp']);
  });

  test('a film of more pictures than its limit is a failure', async () => {
    const path = await fixtures.clips.avi();
    const outDir = await mkdtemp(join(tmpdir(), 'video-'));
    const derived = await short.derive({ path, outDir, inspection: await inspect(path) });
    expect(derived).toMatchObject({ state: 'failed', reason: 'too-complex' });
    expect((await readdir(outDir)).filter((name) => name.startsWith('play'))).toEqual([]);
  });

  test.each([
    [
      'cut off before its index',
      async () => fixtures.truncated(await fixtures.clips.mp4(), 'cut.mp4', 0.5),
      'unreadable',
    ],
    [
      'nothing but a beginning',
      async () => fixtures.truncated(await fixtures.clips.avi(), 'cut.avi', 0.001),
      'unreadable',
    ],
  ] as const)('%s is told truthfully', async (_what, make, reason) => {
    const path = await make();
    expect(await inspect(path)).toMatchObject({ kind: 'video', playable: 'no', reason, width: null });
    const { derived } = await derive(path);
    expect(derived).toMatchObject({ state: 'failed', reason, width: null });
    expect(derived.renditions.filter(({ variant }) => variant !== 'clean')).toEqual([]);
  });
});

/** Marks of personal data, in the writings that boxes use. */
function leaks(bytes: Buffer): string[] {
  const holds = (mark: string) => bytes.includes(mark) || bytes.includes(Buffer.from(mark, 'utf16le'));
  return Object.values(fixtures.marks).filter(holds);
}

function difference(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;
}
