import { join } from 'node:path';
import { deriveThumbs } from './derive-image.ts';
import type { ConvertRequest, Ffmpeg, MediaFile, Probe, VideoStream } from './ffmpeg.ts';
import { type FormatId, formats } from './formats.ts';
import { growingStream } from './growing-stream.ts';
import { checkHealth } from './health.ts';
import { fromPixels, webp } from './image.ts';
import type { Job } from './job.ts';
import { publish, publishBytes, together } from './renditions.ts';
import { type Derived, MediaError, type Poster, type Rendition, unknownFacts } from './types.ts';
import {
  boxFor,
  fitInto,
  isPlayableAudio,
  isPlayableVideo,
  playability,
  posterOf,
  probeVideo,
  shownSize,
} from './video.ts';
import { blankVorbisComments } from './vorbis-comments.ts';

/** The writer that puts each format's streams back into its own box. Telemetry hides in the text streams of some. */
const muxers: Partial<Record<FormatId, { muxer: string; subtitles: boolean }>> = {
  mp4: { muxer: 'mp4', subtitles: false },
  m4v: { muxer: 'mp4', subtitles: false },
  mov: { muxer: 'mov', subtitles: false },
  webm: { muxer: 'webm', subtitles: true },
  mkv: { muxer: 'matroska', subtitles: true },
  ogv: { muxer: 'ogg', subtitles: false },
  avi: { muxer: 'avi', subtitles: false },
  wmv: { muxer: 'asf', subtitles: false },
  flv: { muxer: 'flv', subtitles: false },
};

type Seen = Probe & { video: VideoStream };

export async function deriveVideo(job: Job): Promise<Derived> {
  const { ffmpeg, format } = job;
  let probe: Seen;
  let poster: Poster;
  try {
    probe = await probeVideo(job, ffmpeg);
    if (ffmpeg === null) throw new MediaError('no-ffmpeg', 'not found');
    poster = await derivePoster(job, probe.video, ffmpeg);
  } catch (error) {
    return failedVideo(job.keepMetadata ? [] : await cleanVideo(job), error);
  }
  job.notify({ type: 'poster', poster });
  const sound = await soundOf(job, probe, ffmpeg);
  // Browsers give up on a film whose sound breaks off: it is shown without, or its sound is written anew.
  const heard = sound === 'broken' ? { ...probe, audio: null } : probe;
  const how =
    sound === 'fine' ? playability(probe, format) : sound === 'broken' ? boxing(heard) : 'transcode';
  if (how !== 'transcode') {
    const sick = await sicknessOf(job, probe.video, ffmpeg);
    if (sick !== null) return failedVideo(job.keepMetadata ? [] : await cleanVideo(job), sick);
  }
  // Whoever waits for a conversion shall not wait for this as well: it is asked for after that.
  const cleaned = job.keepMetadata || how === 'transcode' ? [] : await cleanVideo(job);
  // An original that stays as it was may have its index at its end: players get a copy that begins with it.
  const play =
    how === 'remux' || (how === 'as-is' && job.keepMetadata) ? await remux(job, heard, ffmpeg) : [];
  const isPlayable = play.length > 0 || (how === 'as-is' && cleaned.length > 0);
  return {
    ...unknownFacts,
    renditions: [...cleaned, ...play, ...poster.renditions],
    ...shownSize(probe.video),
    durationMs: probe.durationMs ?? (await durationOf(job, play[0] ?? cleaned[0], ffmpeg)),
    thumbhash: poster.thumbhash,
    state: 'ready',
    reason: isPlayable ? null : 'not-playable-yet',
  };
}

const largest = { longest: 1920, shortest: 1080 };
/** A sound that begins later than this begins with silence, which a copy can't add. */
const lateMs = 40;

/**
 * Re-encodes what browsers can't play; the slow part, to be asked for after `deriveVideo`. It grows in fragments under the
 * name that is told by a note and can be watched meanwhile; what comes back is the same with its index in front.
 */
export async function convertVideo(job: Job): Promise<Rendition> {
  const { ffmpeg, outDir } = job;
  const found = await probeVideo(job, ffmpeg);
  if (ffmpeg === null) throw new MediaError('no-ffmpeg', 'not found');
  const sound = await soundOf(job, found, ffmpeg);
  const probe = sound === 'broken' ? { ...found, audio: null } : found;
  const { video, audio } = probe;
  // Pictures that need nothing are copied where only the sound stood in the way; AVI keeps no times to copy by.
  const asIs = sound === 'fine' && audio !== null && isPlayableAudio(audio);
  const soundOnly = audio !== null && !asIs && job.format !== 'avi';
  const request: Conversion = {
    ...fitInto(shownSize(video), largest),
    probe,
    copyVideo: soundOnly && video.codec === 'h264' && isPlayableVideo(video) && video.startMs < lateMs,
    copyAudio: asIs && audio.codec === 'aac' && Math.abs(audio.startMs) < lateMs,
    onProgress: (fraction: number) => job.notify({ type: 'progress', fraction }),
  };
  const path = await convertOpenly(job, request, ffmpeg);
  const written: MediaFile = { path, format: 'mp4' };
  return publish({ outDir, variant: 'play', ext: 'mp4', mime: 'video/mp4' }, async (to) =>
    ffmpeg.copy(written, {
      to,
      probe: await ffmpeg.probe(written),
      ...{ muxer: 'mp4', subtitles: false, keepTimes: true },
    }),
  );
}

type Conversion = Omit<ConvertRequest, 'to'>;

async function convertOpenly(job: Job, request: Conversion, ffmpeg: Ffmpeg): Promise<string> {
  try {
    return await growingStream(job, (to) => ffmpeg.convert(job, { to, ...request }));
  } catch (error) {
    const mayCopy = request.copyVideo || request.copyAudio;
    if (!mayCopy || !(error instanceof MediaError) || error.code !== 'unreadable') throw error;
    // MP4 doesn't take every stream as it is, e.g. AAC whose description is missing.
    const afresh = { ...request, copyVideo: false, copyAudio: false };
    return growingStream(job, (to) => ffmpeg.convert(job, { to, ...afresh }));
  }
}

const examinedSeconds = 2;
const examinedRate = 8000;
/** Of what there should be: with less it is broken; with less than the other, it may be. */
const shares = { broken: 0.2, doubtful: 0.75 };

/** How much of a film's sound can be decoded, by its beginning. */
async function soundOf(
  job: Job,
  { audio, durationMs }: Seen,
  ffmpeg: Ffmpeg,
): Promise<'fine' | 'doubtful' | 'broken'> {
  if (audio === null) return 'fine';
  let samples = 0;
  const onSamples = (some: Int16Array) => {
    samples += some.length;
    return true;
  };
  const request = { audio, rate: examinedRate, fromSeconds: 0, seconds: examinedSeconds, onSamples };
  try {
    await ffmpeg.samples(job, request);
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
  }
  const late = Math.max(0, audio.startMs) / 1000;
  const length = durationMs === null ? examinedSeconds : durationMs / 1000;
  const expected = (Math.min(examinedSeconds, length) - late) * examinedRate;
  if (expected <= 0 || samples >= expected * shares.doubtful) return 'fine';
  return samples >= expected * shares.broken ? 'doubtful' : 'broken';
}

/** What must be done with the pictures alone. */
const boxing = (probe: Seen): 'remux' | 'transcode' => (boxFor(probe) === null ? 'transcode' : 'remux');

/** What is handed out as it is would show its noise to people; a conversion finds out by itself. */
async function sicknessOf(job: Job, video: VideoStream, ffmpeg: Ffmpeg): Promise<MediaError | null> {
  try {
    checkHealth(await ffmpeg.health(job, { video, seconds: examinedSeconds }));
    return null;
  } catch (error) {
    if (error instanceof MediaError) return error;
    throw error;
  }
}

function failedVideo(renditions: Rendition[], error: unknown): Derived {
  if (!(error instanceof MediaError)) throw error;
  return { ...unknownFacts, renditions, state: 'failed', reason: error.code };
}

async function derivePoster(
  job: MediaFile & { outDir: string },
  video: VideoStream,
  ffmpeg: Ffmpeg,
): Promise<Poster> {
  const { outDir } = job;
  const pixels = await posterOf(job, video, ffmpeg);
  const output = { outDir, variant: 'poster', ext: 'webp', mime: 'image/webp' } as const;
  const [poster, thumbs] = await together([
    webp(fromPixels(pixels)).then((bytes) => publishBytes(output, bytes)),
    deriveThumbs(fromPixels(pixels), outDir),
  ]);
  return { renditions: [poster, ...thumbs.renditions], thumbhash: thumbs.thumbhash };
}

/** The original without metadata, in its own box; nothing where FFmpeg can't write what the file holds. */
export async function cleanVideo(job: Omit<Job, 'notify'>): Promise<Rendition[]> {
  const { ffmpeg, format, outDir } = job;
  const box = muxers[format];
  if (ffmpeg === null || box === undefined) return [];
  const { ext, mime } = formats[format];
  // A name for iTunes that browsers don't know.
  const shownMime = format === 'm4v' ? formats.mp4.mime : mime;
  return whereWritable(async () => {
    const probe = await ffmpeg.probe(job);
    return publish({ outDir, variant: 'clean', ext, mime: shownMime }, async (to) => {
      await ffmpeg.copy(job, { to, probe, ...box });
      await blankSoundsComments(to, probe, box.muxer);
    });
  });
}

async function remux(job: Job, probe: Seen, ffmpeg: Ffmpeg): Promise<Rendition[]> {
  const box = boxFor(probe);
  if (box === null) return [];
  return whereWritable(() =>
    publish({ outDir: job.outDir, variant: 'play', ext: box, mime: `video/${box}` }, async (to) => {
      await ffmpeg.copy(job, { to, probe, muxer: box, subtitles: false });
      await blankSoundsComments(to, probe, box);
    }),
  );
}

/** Vorbis carries tags of its own into every box; the writer of Ogg makes them anew. */
async function blankSoundsComments(path: string, { audio }: Probe, muxer: string): Promise<void> {
  if (audio?.codec === 'vorbis' && muxer !== 'ogg') await blankVorbisComments(path);
}

async function whereWritable(make: () => Promise<Rendition>): Promise<Rendition[]> {
  try {
    return [await make()];
  } catch (error) {
    if (error instanceof MediaError) return [];
    throw error;
  }
}

/** Recordings of browsers tell their length only once they are written anew. */
async function durationOf(
  { outDir, format }: Job,
  rendition: Rendition | undefined,
  ffmpeg: Ffmpeg,
): Promise<number | null> {
  if (rendition === undefined) return null;
  const written = rendition.variant === 'clean' ? format : rendition.mime === 'video/webm' ? 'webm' : 'mp4';
  const probe = await ffmpeg.probe({ path: join(outDir, rendition.file), format: written });
  return probe.durationMs;
}
