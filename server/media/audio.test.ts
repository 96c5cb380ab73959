import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import * as fixtures from '../../test/support/fixtures.ts';
import { headless, recording, sound, sounds, withCover } from '../../test/support/sounds.ts';
import { findFfmpeg } from './ffmpeg.ts';
import type { AcceptedInspection, Variant } from './types.ts';
import { createEnvelope, toWaveform } from './waveform.ts';
import { createMediaWorkers, type DeriveInput } from './workers.ts';

const partDir = join(import.meta.dirname, '../../parts/ffmpeg');
const fromNpm = { ffmpegPath: '/nowhere/ffmpeg', ffmpegPartDir: partDir };
const hasModule = (await findFfmpeg({ ffmpegPath: '/nowhere/ffmpeg', partDirs: [partDir] })) !== null;
const backends = [
  ['the system’s FFmpeg', {}] as const,
  ...(hasModule ? [['FFmpeg from npm', fromNpm] as const] : []),
];

interface Probed {
  format: { format_name: string; duration?: string };
  streams: { codec_type: string; codec_name: string; sample_rate?: string }[];
}

async function ffprobe(path: string): Promise<Probed> {
  const args = ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', path];
  return JSON.parse((await promisify(execFile)('ffprobe', args)).stdout) as Probed;
}

/** Seconds of sound that come out of a file, and what the decoder complained of. */
async function decoded(path: string): Promise<{ seconds: number; complaints: string }> {
  const args = ['-v', 'error', '-i', path, '-map', '0:a:0', '-ac', '1', '-ar', '8000', '-f', 's16le', '-'];
  const options = { encoding: 'buffer', maxBuffer: 64e6 } as const;
  const { stdout, stderr } = await promisify(execFile)('ffmpeg', args, options);
  return { seconds: stdout.length / 16_000, complaints: stderr.toString() };
}

/** What every browser plays: codec and box, as ffprobe names them. */
const everywhere = [
  ['mp3', 'mp3'],
  ['aac', 'mov'],
  ['flac', 'flac'],
  ['opus', 'matroska'],
  ['vorbis', 'matroska'],
  ['pcm_u8', 'wav'],
  ['pcm_s16le', 'wav'],
  ['pcm_s24le', 'wav'],
  ['pcm_f32le', 'wav'],
].map((pair) => pair.join(' in '));

describe.each(backends)('%s', (_name, options) => {
  const workers = createMediaWorkers(options);
  afterAll(() => workers.stop());

  async function inspect(path: string): Promise<AcceptedInspection> {
    const inspection = await workers.inspect({ path, name: 'any', deadlineMs: 10_000 });
    if (inspection.outcome === 'refused') throw new Error(`refused: ${inspection.found}`);
    return inspection;
  }

  async function derive(path: string, more: Partial<DeriveInput> = {}) {
    const outDir = await mkdtemp(join(tmpdir(), 'audio-'));
    const derived = await workers.derive({ path, outDir, inspection: await inspect(path), ...more });
    const find = (variant: Variant) => derived.renditions.find((each) => each.variant === variant);
    const pathOf = (variant: Variant) => join(outDir, find(variant)?.file ?? `no-${variant}`);
    return { derived, find, pathOf };
  }

  test.each([
    ['mp3', 'audio/mpeg', 'mp3', 'as-is'],
    ['m4a', 'audio/mp4', 'aac', 'as-is'],
    ['mov', 'audio/mp4', 'aac', 'as-is'],
    ['adts', 'audio/aac', 'aac', 'remux'],
    ['vorbis', 'audio/ogg', 'vorbis', 'remux'],
    ['opus', 'audio/ogg', 'opus', 'remux'],
    ['oggFlac', 'audio/ogg', 'flac', 'transcode'],
    ['speex', 'audio/ogg', 'speex', 'transcode'],
    ['weba', 'audio/webm', 'opus', 'as-is'],
    ['mkaVorbis', 'audio/x-matroska', 'vorbis', 'remux'],
    ['mkaAac', 'audio/x-matroska', 'aac', 'remux'],
    ['mkaAc3', 'audio/x-matroska', 'ac3', 'transcode'],
    ['mkaDts', 'audio/x-matroska', 'dts', 'transcode'],
    ['flac', 'audio/flac', 'flac', 'as-is'],
    ['alac', 'audio/mp4', 'alac', 'transcode'],
    ['wav', 'audio/wav', 'pcm_s16le', 'as-is'],
    ['wav8', 'audio/wav', 'pcm_u8', 'as-is'],
    ['wav24', 'audio/wav', 'pcm_s24le', 'as-is'],
    ['wav32', 'audio/wav', 'pcm_s32le', 'transcode'],
    ['wavFloat', 'audio/wav', 'pcm_f32le', 'as-is'],
    ['wavDouble', 'audio/wav', 'pcm_f64le', 'transcode'],
    ['wavAdpcm', 'audio/wav', 'adpcm_ms', 'transcode'],
    ['wavAlaw', 'audio/wav', 'pcm_alaw', 'transcode'],
    ['wavMp3', 'audio/wav', 'mp3', 'remux'],
    ['highRate', 'audio/aiff', 'pcm_s24be', 'transcode'],
    ['aiff', 'audio/aiff', 'pcm_s16be', 'transcode'],
    ['wma', 'audio/x-ms-wma', 'wmav2', 'transcode'],
    ['avi', 'audio/x-avi', 'mp3', 'remux'],
    ['flv', 'audio/x-flv', 'aac', 'remux'],
    ['amr', 'audio/amr', 'amr_nb', 'transcode'],
  ] as const)(
    '%s is heard in every browser, and tells nothing of its owner',
    async (name, mime, codec, how) => {
      const source = await sounds[name]();
      const found = await inspect(source);
      expect(found).toMatchObject({ kind: 'audio', mime, playable: how, reason: null });
      expect(found.codecs).toMatchObject({ video: null, audio: codec });
      const { derived, find, pathOf } = await derive(source);
      expect(derived).toMatchObject({ state: 'ready', reason: null, width: null });
      expect(Math.abs((derived.durationMs ?? 0) - 2000)).toBeLessThan(100);
      expect(find('clean')?.mime).toBe(mime);
      for (const { variant } of derived.renditions) {
        expect(leaks(await readFile(pathOf(variant))), variant).toEqual([]);
      }
      const original = await ffprobe(pathOf('clean'));
      expect(original.streams.map((stream) => stream.codec_name)).toEqual([codec]);
      const shown = how === 'as-is' ? 'clean' : 'play';
      const { streams, format } = await ffprobe(pathOf(shown));
      const box = format.format_name.split(',')[0] ?? '';
      expect(everywhere).toContain(`${streams[0]?.codec_name} in ${box}`);
      expect(Number(streams[0]?.sample_rate)).toBeLessThanOrEqual(48_000);
      expect(Math.abs(Number(format.duration) - 2)).toBeLessThan(0.15);
      const { seconds, complaints } = await decoded(pathOf(shown));
      expect([Math.abs(seconds - 2) < 0.15, complaints]).toEqual([true, '']);
      const wave = waveOf(derived.waveform);
      expect(wave.length).toBeGreaterThan(90);
      if (name !== 'amr') expectShape(wave);
    },
  );

  test.each(['mp3', 'm4a', 'vorbis', 'flac', 'wav', 'wma', 'weba', 'mkaVorbis'] as const)(
    'the marks of %s are there to be found',
    async (name) => {
      expect(leaks(await readFile(await sounds[name]()))).not.toEqual([]);
    },
  );

  test('a recording without a length gets its real one, and can be sought in', async () => {
    const source = await recording();
    expect((await ffprobe(source)).format.duration).toBeUndefined();
    const { derived, pathOf } = await derive(source);
    expect(Math.abs((derived.durationMs ?? 0) - 3000)).toBeLessThan(100);
    expect(Math.abs(Number((await ffprobe(pathOf('clean'))).format.duration) - 3)).toBeLessThan(0.1);
  });

  test('an MP3 that doesn’t tell its length is counted', async () => {
    const source = await headless();
    const { derived } = await derive(source);
    expect(Math.abs((derived.durationMs ?? 0) - 8000)).toBeLessThan(150);
  });

  test('what its sender wants to keep is kept, and plays', async () => {
    const { derived, find, pathOf } = await derive(await sounds.m4a(), { keepMetadata: true });
    expect(derived).toMatchObject({ state: 'ready', reason: null });
    expect(find('clean')).toBeUndefined();
    const bytes = await readFile(pathOf('play'));
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    expect(leaks(bytes)).toEqual([]);
  });

  test('a cover is shown, drawn anew', async () => {
    const source = await withCover();
    expect(leaks(await readFile(source))).not.toEqual([]);
    const { derived, pathOf } = await derive(source);
    expect(derived.thumbhash).not.toBeNull();
    expect(await sharp(pathOf('poster')).metadata()).toMatchObject({ width: 800, height: 534 });
    for (const { variant } of derived.renditions) {
      expect(leaks(await readFile(pathOf(variant))), variant).toEqual([]);
    }
  });

  test('a conversion tells how far it is', async () => {
    const fractions: number[] = [];
    const path = await sound({ name: 'long.wma', codec: ['-c:a', 'wmav2'], muxer: 'asf', seconds: 120 });
    const { derived } = await derive(path, { onProgress: (fraction) => fractions.push(fraction) });
    expect(derived).toMatchObject({ state: 'ready', reason: null });
    expect(fractions.length).toBeGreaterThan(0);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.every((fraction) => fraction > 0 && fraction <= 1)).toBe(true);
  });

  test('ten hours are looked at in places, and look like what they are', async () => {
    const path = await sound({
      name: 'ten-hours.wav',
      codec: ['-c:a', 'pcm_u8'],
      rate: 1000,
      muxer: 'wav',
      seconds: 36_000,
    });
    const { derived } = await derive(path);
    expect(derived).toMatchObject({ state: 'ready', durationMs: 36_000_000 });
    const wave = waveOf(derived.waveform);
    // As many as there was time for.
    expect([16, 32, 64]).toContain(wave.length);
    expectShape(wave);
  });

  test.each([
    ['noise', 'noise.mp3', 'unreadable'],
    ['nothing but a beginning', 'cut.m4a', 'unreadable'],
  ] as const)('%s is told truthfully', async (_what, name, reason) => {
    const { derived } = await derive(await broken[name]());
    expect(derived).toMatchObject({ state: 'failed', reason, waveform: null });
    expect(derived.renditions.filter(({ variant }) => variant !== 'clean')).toEqual([]);
  });
});

const broken = {
  /** A tag of ID3 says that it is MP3; what follows isn't. */
  'noise.mp3': () => {
    const head = Buffer.from('ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x00', 'latin1');
    return fixtures.file('noise.mp3', Buffer.concat([head, Buffer.alloc(5000, 7)]));
  },
  'cut.m4a': async () => fixtures.truncated(await sounds.m4a(), 'cut.m4a', 0.4),
};

/** Marks of personal data, in the writings that boxes use. */
function leaks(bytes: Buffer): string[] {
  const holds = (mark: string) => bytes.includes(mark) || bytes.includes(Buffer.from(mark, 'utf16le'));
  return Object.values(fixtures.marks).filter(holds);
}

const waveOf = (base64: string | null) => [...Buffer.from(base64 ?? '', 'base64')];

/** Loud, but for its third quarter. */
function expectShape(wave: number[]): void {
  const at = (share: number) => wave[Math.floor(share * wave.length)] ?? -1;
  expect(Math.max(...wave)).toBe(255);
  expect([at(0.1), at(0.3), at(0.9)].every((level) => level > 180)).toBe(true);
  expect(at(0.62)).toBeLessThan(25);
}

describe('the waveform', () => {
  const drawn = (samples: number[], rate = 1000) => {
    const envelope = createEnvelope(rate);
    // In uneven pieces, as a pipe hands them over.
    for (let from = 0; from < samples.length; from += 333)
      envelope.take(Int16Array.from(samples.slice(from, from + 333)));
    return { wave: waveOf(toWaveform(envelope.levels(256))), seconds: envelope.seconds() };
  };

  test('has at most 256 parts, the loudest at the top', () => {
    const { wave, seconds } = drawn(Array.from({ length: 100_000 }, (_, i) => (i < 50_000 ? 1000 : -8000)));
    expect([wave.length, seconds]).toEqual([256, 100]);
    expect([wave[0], wave[255]]).toEqual([54, 255]);
  });

  test('of silence is flat: its noise isn’t blown up', () => {
    expect(new Set(drawn(Array.from({ length: 5000 }, (_, i) => i % 3)).wave)).toEqual(new Set([0]));
  });

  test('of very little is short, of nothing empty', () => {
    expect(drawn([9000]).wave).toEqual([255]);
    expect(drawn([]).wave).toEqual([]);
  });
});
