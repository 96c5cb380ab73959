import { deriveFilm } from './animation.ts';
import { formats } from './formats.ts';
import {
  fromPixels,
  openPicture,
  type Picture,
  type Pixels,
  photo,
  png,
  shrink,
  square,
  thumbhash,
  webp,
} from './image.ts';
import type { Job } from './job.ts';
import { maxFrames } from './limits.ts';
import { type Output, publish, publishBytes, together } from './renditions.ts';
import { canStrip, strip } from './strip.ts';
import { type Derived, MediaError, type Rendition, unknownFacts } from './types.ts';

const webpOut = { ext: 'webp', mime: 'image/webp' };
/** Twice as high as wide at most: a long screenshot must not become a wall. */
const boxes = { 400: { width: 400, height: 800 }, 800: { width: 800, height: 1600 } };

type ImageJob = Pick<Job, 'path' | 'outDir' | 'format'>;
type DeriveJob = ImageJob & Pick<Job, 'keepMetadata' | 'ffmpeg'> & Partial<Pick<Job, 'notify'>>;

export async function deriveImage(job: DeriveJob): Promise<Derived> {
  const cleaned = job.keepMetadata ? [] : await cleanImage(job);
  try {
    const picture = await openPicture(job.path, job.format);
    const thumbs = await deriveThumbs(await picture.open(), job.outDir);
    // There is something to see while the rest takes its seconds.
    if (picture.isSlow || picture.frames > 1) job.notify?.({ type: 'poster', poster: thumbs });
    const play = await derivePlay(job, picture, cleaned);
    const animated = picture.frames > 1 && picture.frames <= maxFrames;
    return {
      ...unknownFacts,
      renditions: [...cleaned, ...play, ...thumbs.renditions],
      width: picture.width,
      height: picture.height,
      animated,
      thumbhash: thumbs.thumbhash,
      state: 'ready',
      reason: null,
    };
  } catch (error) {
    // Its metadata is gone all the same, so that it can be handed out as a file.
    return failedImage(cleaned, error);
  }
}

function failedImage(renditions: Rendition[], error: unknown): Derived {
  if (isDiskTrouble(error)) throw error;
  const reason = error instanceof MediaError ? error.code : 'unreadable';
  return { ...unknownFacts, renditions, state: 'failed', reason };
}

function isDiskTrouble(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

export async function cleanImage({ path, outDir, format }: ImageJob): Promise<Rendition[]> {
  if (!canStrip(format)) return [];
  const { ext, mime } = formats[format];
  return [
    await publish({ outDir, variant: 'clean', ext, mime }, (part) => strip({ from: path, to: part, format })),
  ];
}

/** The whole picture for browsers, where the clean original isn't there or isn't fit for them. */
async function derivePlay(job: DeriveJob, picture: Picture, cleaned: Rendition[]): Promise<Rendition[]> {
  const { path, format, outDir } = job;
  const output = (ext: string, mime: string): Output => ({ outDir, variant: 'play', ext, mime });
  if (format === 'bmp' || format === 'svg') {
    return [await publishBytes(output('png', 'image/png'), await png(await picture.open()))];
  }
  if (format === 'heic' || picture.isSlow) {
    const { bytes, ext } = await photo(await picture.open());
    return [await publishBytes(output(ext, ext === 'jpg' ? 'image/jpeg' : 'image/webp'), bytes)];
  }
  const film = await deriveFilm(job, picture);
  if (film !== null) return [film];
  if (cleaned.length > 0) return [];
  // The original keeps its metadata because its sender wants so; whoever only looks gets none of it.
  const { ext, mime } = formats[format];
  return [await publish(output(ext, mime), (part) => strip({ from: path, to: part, format }))];
}

/** Thumbnails and placeholder of a picture or a poster; it is decoded once. */
export async function deriveThumbs(
  picture: Parameters<typeof shrink>[0],
  outDir: string,
): Promise<{ renditions: Rendition[]; thumbhash: string }> {
  const large = await shrink(picture, boxes[800]);
  const small = await shrink(fromPixels(large), boxes[400]);
  const [hash, ...renditions] = await together([
    thumbhash(fromPixels(small)),
    thumb(small, outDir, 'thumb-400'),
    ...(large.width > small.width ? [thumb(large, outDir, 'thumb-800')] : []),
  ]);
  return { renditions, thumbhash: hash };
}

async function thumb(pixels: Pixels, outDir: string, variant: 'thumb-400' | 'thumb-800'): Promise<Rendition> {
  return publishBytes({ outDir, variant, ...webpOut }, await webp(fromPixels(pixels)));
}

const avatarPixels = 128;

export async function deriveAvatar({ path, outDir, format }: ImageJob): Promise<Rendition> {
  const picture = await openPicture(path, format);
  const bytes = await webp(square(await picture.open(), avatarPixels));
  return publishBytes({ outDir, variant: 'avatar-128', ...webpOut }, bytes);
}
