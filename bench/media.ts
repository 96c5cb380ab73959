import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { findFfmpeg, openFfmpeg } from '../server/media/ffmpeg.ts';
import { convertArgs, mp4Options } from '../server/media/ffmpeg-options.ts';
import { defaultLimits } from '../server/media/limits.ts';
import type { AcceptedInspection } from '../server/media/types.ts';
import { createMediaWorkers, type MediaWorkers } from '../server/media/workers.ts';
import * as fixtures from '../test/support/fixtures.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { inTurns, type Pair, spread } from './support/pairs.ts';
import { ms, spreadText, table } from './support/table.ts';

const maxTranscodeRatio = 1.15;
const maxExtraMs = 50;

/** One thing that is measured: what of ours is timed, and the bare program that makes the same output of the same file. */
interface Case {
  name: string;
  path: string;
  beside: string;
  ours(use: Use): Promise<number>;
  bare(use: Use): Promise<void>;
  goal: 'ratio' | 'extra' | null;
}

interface Use {
  workers: MediaWorkers;
  path: string;
  inspection: AcceptedInspection;
  folder: string;
}

export const bench: Bench = {
  about: 'transcode, remux, poster and thumbnails by our warm worker, beside bare ffmpeg and bare sharp',
  run: async (options) => {
    const workers = createMediaWorkers();
    const folder = await mkdtemp(join(tmpdir(), 'bungaacord-bench-'));
    try {
      return await measureAll(workers, folder, options);
    } finally {
      await workers.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measureAll(workers: MediaWorkers, folder: string, options: BenchOptions): Promise<Goal[]> {
  const pairs = Math.max(5, numberSetting(options, 'pairs', 5));
  const only = options.settings.get('only') ?? '';
  options.say(
    `Ours: ${await workers.ffmpeg()}, files flushed to the disk. ${pairs} pairs in turns after one that is not counted.\n`,
  );
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const each of (await cases()).filter(({ name }) => name.includes(only))) {
    const inspection = await workers.inspect({ path: each.path, name: each.path, deadlineMs: 30_000 });
    if (inspection.outcome === 'refused') throw new Error(`${each.path} is refused: ${inspection.found}`);
    const use = async () => {
      const out = await mkdtemp(join(folder, 'run-'));
      return { workers, path: each.path, inspection, folder: out };
    };
    const measured = await inTurns({
      pairs,
      ours: async () => each.ours(await use()),
      theirs: async () => each.bare(await use()),
    });
    rows.push(rowOf(each, measured));
    const met = goalOf(each, measured);
    if (met) goals.push(met);
    options.say(`${each.name}: done`);
  }
  options.say(`\n${table(['What', 'Beside', 'Ours', 'Bare', 'Ratio', 'Difference', 'CPU ratio'], rows)}`);
  return goals;
}

function rowOf({ name, beside }: Case, pairs: readonly Pair[]): string[] {
  const ratio = (value: number) => `${value.toFixed(2)}x`;
  return [
    name,
    beside,
    spreadText(spread(pairs.map(({ ours }) => ours.ms)), ms),
    spreadText(spread(pairs.map(({ theirs }) => theirs.ms)), ms),
    spreadText(spread(pairs.map(({ ours, theirs }) => ours.ms / theirs.ms)), ratio),
    spreadText(spread(pairs.map(({ ours, theirs }) => ours.ms - theirs.ms)), ms),
    spreadText(spread(pairs.map(({ ours, theirs }) => ours.cpuSeconds / theirs.cpuSeconds)), ratio),
  ];
}

function goalOf({ name, goal }: Case, pairs: readonly Pair[]): Goal | null {
  if (goal === null) return null;
  if (goal === 'ratio') {
    const { median } = spread(pairs.map(({ ours, theirs }) => ours.ms / theirs.ms));
    const over = Math.round((maxTranscodeRatio - 1) * 100);
    return {
      goal: `${name}: at most ${over} % over bare ffmpeg`,
      measured: `${Math.round((median - 1) * 100)} %`,
      isMet: median <= maxTranscodeRatio,
    };
  }
  const { median } = spread(pairs.map(({ ours, theirs }) => ours.ms - theirs.ms));
  return {
    goal: `${name}: at most ${maxExtraMs} ms over bare`,
    measured: ms(median),
    isMet: median <= maxExtraMs,
  };
}

/** The whole job, from the call to its answer. */
async function wholeJob({ workers, path, inspection, folder }: Use): Promise<number> {
  const startedAt = performance.now();
  const derived = await workers.derive({ path, inspection, outDir: folder });
  if (derived.state !== 'ready') throw new Error(`${path}: ${derived.reason}`);
  return performance.now() - startedAt;
}

/** From the call to the moment when the poster and its thumbnails can be shown. */
async function untilPoster({ workers, path, inspection, folder }: Use): Promise<number> {
  const startedAt = performance.now();
  let posterMs = Number.NaN;
  const onPoster = () => {
    if (Number.isNaN(posterMs)) posterMs = performance.now() - startedAt;
  };
  await workers.derive({ path, inspection, outDir: folder, onPoster });
  return posterMs;
}

/** Only the encoding, which is a job of its own. */
async function conversion({ workers, path, inspection, folder }: Use): Promise<number> {
  const derived = await workers.prepare({ path, inspection, outDir: folder });
  if (derived.reason !== 'not-playable-yet')
    throw new Error(`${path} needs no conversion: ${derived.reason}`);
  const startedAt = performance.now();
  await workers.convert({ path, inspection, outDir: folder });
  return performance.now() - startedAt;
}

const ffmpeg = async (args: string[]): Promise<void> => {
  await promisify(execFile)('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', '-y', ...args]);
};

async function cases(): Promise<Case[]> {
  const film = await fixtures.clip({
    name: 'bench-film.avi',
    video: ['-c:v', 'mpeg4', '-q:v', '4'],
    audio: ['-c:a', 'pcm_s16le'],
    seconds: 30,
    size: '640x480',
  });
  const boxed = await fixtures.clip({
    name: 'bench-boxed.mkv',
    video: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    audio: ['-c:a', 'aac'],
    seconds: 30,
    size: '1280x720',
  });
  const photo = await photoOf(4000, 3000);
  return [
    {
      name: 'Transcode, 30 s of 640x480 MPEG-4 in AVI',
      path: film,
      beside: 'ffmpeg with the same settings',
      ours: conversion,
      bare: bareTranscode,
      goal: 'ratio',
    },
    {
      name: 'The same, poster and clean original included',
      path: film,
      beside: 'ffmpeg, encoding only',
      ours: wholeJob,
      bare: bareTranscode,
      goal: null,
    },
    {
      name: 'Remux, 30 s of 720p H.264 in MKV',
      path: boxed,
      beside: 'ffmpeg, two copies (MKV clean, MP4)',
      ours: wholeJob,
      bare: async ({ path, folder }) => {
        await ffmpeg(['-i', path, '-map_metadata', '-1', '-c', 'copy', join(folder, 'clean.mkv')]);
        await ffmpeg([
          '-i',
          path,
          '-map_metadata',
          '-1',
          '-c',
          'copy',
          '-movflags',
          '+faststart',
          join(folder, 'play.mp4'),
        ]);
      },
      goal: null,
    },
    {
      name: 'Poster and two thumbnails of a film',
      path: boxed,
      beside: 'ffmpeg, one frame, then sharp for the same three',
      ours: untilPoster,
      bare: async ({ path, folder }) => {
        const frame = join(folder, 'frame.rgb');
        const raw = ['-pix_fmt', 'rgb24', '-f', 'rawvideo', frame];
        await ffmpeg(['-i', path, '-frames:v', '1', ...raw]);
        const pixels = sharp(await readFile(frame), { raw: { width: 1280, height: 720, channels: 3 } });
        await pixels.clone().webp({ quality: 80, effort: 3 }).toFile(join(folder, 'poster.webp'));
        await bareThumbnails(pixels, folder);
      },
      goal: 'extra',
    },
    {
      name: 'Two thumbnails of a 12-megapixel photo',
      path: photo,
      beside: 'sharp, the same two sizes',
      ours: wholeJob,
      bare: ({ path, folder }) => bareThumbnails(sharp(path).autoOrient(), folder),
      goal: 'extra',
    },
  ];
}

async function bareThumbnails(picture: Sharp, folder: string): Promise<void> {
  const { data, info } = await picture
    .resize({ width: 800, height: 1600, fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const large = sharp(data, { raw: { width, height, channels: 3 } });
  const small = large.clone().resize({ width: 400, height: 800, fit: 'inside' });
  await large.webp({ quality: 80, effort: 3 }).toFile(join(folder, 'thumb-800.webp'));
  await small.webp({ quality: 80, effort: 3 }).toFile(join(folder, 'thumb-400.webp'));
}

/** With the product's own settings, so that only the way around the encoder differs. */
async function bareTranscode({ path, folder, inspection }: Use): Promise<void> {
  const tool = await findFfmpeg({});
  if (tool?.source !== 'system') throw new Error('this needs the system’s ffmpeg');
  const probe = await (await openFfmpeg(tool, defaultLimits)).probe({ path, format: 'avi' });
  const size = { width: inspection.width ?? 0, height: inspection.height ?? 0 };
  const request = {
    ...size,
    probe,
    to: join(folder, 'play.mp4'),
    copyVideo: false,
    copyAudio: false,
    onProgress: () => undefined,
  };
  const options = Object.entries(mp4Options(request)).flatMap(([name, value]) => [`-${name}`, value]);
  await ffmpeg(['-i', path, ...convertArgs(request), ...options, request.to]);
}

async function photoOf(width: number, height: number): Promise<string> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  const bytes = await sharp({
    create: { width: width / 4, height: height / 4, channels: 3, background: 'teal', noise },
  })
    .resize(width, height)
    .jpeg({ quality: 92 })
    .toBuffer();
  return fixtures.file('bench-photo.jpg', bytes);
}
