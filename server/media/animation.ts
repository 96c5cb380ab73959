import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Ffmpeg, MediaFile } from './ffmpeg.ts';
import { partSuffix } from './files.ts';
import type { Picture } from './image.ts';
import type { Job } from './job.ts';
import { maxFilmPixels, maxFrames } from './limits.ts';
import { pngChunk, pngHeader, pngRows, pngSignature } from './png-writer.ts';
import { publish } from './renditions.ts';
import { uint32be } from './strip/source.ts';
import { MediaError, type Rendition } from './types.ts';
import { fitInto, probeVideo, shownSize } from './video.ts';

/** A film saves little of a small file, and takes a player that costs more than an <img>. */
const heavy = { bytes: 1024 * 1024, frames: 100, leastBytes: 256 * 1024 };
/** Films out of pictures are looked at in passing. */
const largest = { longest: 1280, shortest: 1080 };

type FilmJob = Pick<Job, 'path' | 'outDir' | 'format' | 'ffmpeg'>;
type Animation = Picture & { delaysMs: number[] };

/**
 * A heavy animated picture as a film, if that is smaller: H.264 without sound, each frame for as long as it had. Null where
 * the picture stays as it is: it is light, or see-through, or so large that it would keep others waiting.
 */
export async function deriveFilm(job: FilmJob, picture: Picture): Promise<Rendition | null> {
  const { ffmpeg } = job;
  if (ffmpeg === null || !isAnimation(picture) || picture.frames > maxFrames) return null;
  const { size: bytes } = await stat(job.path);
  const isHeavy = bytes > heavy.bytes || (picture.frames > heavy.frames && bytes > heavy.leastBytes);
  if (!isHeavy || picture.width * picture.height * picture.frames > maxFilmPixels) return null;
  if (!(await (await picture.open()).stats()).isOpaque) return null;
  try {
    return await filmOf(job, picture, ffmpeg);
  } catch (error) {
    // Then it moves as it always did.
    if (error instanceof MediaError) return null;
    throw error;
  }
}

function isAnimation(picture: Picture): picture is Animation {
  return picture.frames > 1 && picture.delaysMs?.length === picture.frames;
}

async function filmOf(job: FilmJob, picture: Animation, ffmpeg: Ffmpeg): Promise<Rendition> {
  if (job.format === 'gif') return convert(job, job, { picture, ffmpeg });
  // FFmpeg reads no animated WebP.
  const path = join(job.outDir, `frames.png${partSuffix}`);
  try {
    await writeFrames(job.path, path, picture);
    return await convert(job, { path, format: 'png' }, { picture, ffmpeg });
  } finally {
    await rm(path, { force: true });
  }
}

async function convert(
  job: FilmJob,
  file: MediaFile,
  { picture, ffmpeg }: { picture: Animation; ffmpeg: Ffmpeg },
): Promise<Rendition> {
  const probe = await probeVideo(file, ffmpeg);
  await checkOpaque(file, probe.video, ffmpeg);
  const durationMs = picture.delaysMs.reduce((sum, delay) => sum + shownMs(delay), 0);
  const { size: most } = await stat(job.path);
  const request = {
    ...fitInto(shownSize(probe.video), largest),
    probe,
    copyVideo: false,
    copyAudio: false,
    loop: { frames: picture.frames, durationMs },
    onProgress: () => undefined,
  };
  return publish({ outDir: job.outDir, variant: 'play', ext: 'mp4', mime: 'video/mp4' }, async (to) => {
    await ffmpeg.convert(file, { to, ...request });
    if ((await stat(to)).size >= most) throw new MediaError('output-too-large', 'the film is no smaller');
  });
}

/** Frames are see-through where they leave the last one as it was: only what all of them amount to can tell. */
async function checkOpaque(
  file: MediaFile,
  video: Parameters<typeof shownSize>[0],
  ffmpeg: Ffmpeg,
): Promise<void> {
  const request = { video, framesPerSecond: 4, seconds: 600, side: 32, alpha: true };
  const frames = await ffmpeg.survey(file, request);
  const isOpaque = frames.length > 0 && frames.every((frame) => frame.every((alpha) => alpha > 250));
  if (!isOpaque) throw new MediaError('unsupported-codec', 'H.264 has no transparency');
}

/** Browsers slow down what is meant to be as fast as the machine. */
function shownMs(delayMs: number): number {
  return delayMs < 20 ? 100 : delayMs;
}

const chunkBytes = 64 * 1024 * 1024;

/** All frames as an animated PNG, barely compressed, some at a time, so that memory is bounded. */
async function writeFrames(
  from: string,
  to: string,
  { width, height, frames, delaysMs }: Animation,
): Promise<void> {
  const atOnce = Math.max(1, Math.floor(chunkBytes / (width * height * 4)));
  const file = await open(to, 'w');
  try {
    await file.write(
      Buffer.concat([pngSignature, pngHeader({ data: Buffer.alloc(0), width, height, channels: 4 })]),
    );
    await file.write(pngChunk('acTL', uint32be(frames), uint32be(0)));
    const sequence = { number: 0 };
    for (let page = 0; page < frames; page += atOnce) {
      const pages = Math.min(atOnce, frames - page);
      const data = await sharp(from, { page, pages, failOn: 'none' }).ensureAlpha().raw().toBuffer();
      const bytes = width * height * 4;
      for (let i = 0; i < pages; i++) {
        const pixels = {
          data: data.subarray(i * bytes, (i + 1) * bytes),
          width,
          height,
          channels: 4,
        } as const;
        await writeFrame(file, pixels, { delayMs: shownMs(delaysMs[page + i] ?? 0), sequence });
      }
    }
    await file.write(pngChunk('IEND'));
  } finally {
    await file.close();
  }
}

async function writeFrame(
  file: FileHandle,
  pixels: Parameters<typeof pngRows>[0],
  { delayMs, sequence }: { delayMs: number; sequence: { number: number } },
): Promise<void> {
  const isFirst = sequence.number === 0;
  const timing = Buffer.alloc(6);
  timing.writeUInt16BE(Math.min(delayMs, 65_535), 0);
  timing.writeUInt16BE(1000, 2);
  const place = [pixels.width, pixels.height, 0, 0].map(uint32be);
  await file.write(pngChunk('fcTL', uint32be(sequence.number++), ...place, timing));
  const rows = await pngRows(pixels, 1);
  await file.write(isFirst ? pngChunk('IDAT', rows) : pngChunk('fdAT', uint32be(sequence.number++), rows));
}
