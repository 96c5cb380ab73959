import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { probeAudio, type SoundBox, soundBoxFor, soundPlayability } from './audio.ts';
import { deriveThumbs } from './derive-image.ts';
import type { AudioStream, CopyRequest, Ffmpeg, MediaFile, Probe } from './ffmpeg.ts';
import { partSuffix } from './files.ts';
import { type FormatId, formats } from './formats.ts';
import { fromPixels, webp } from './image.ts';
import type { Job } from './job.ts';
import { listen } from './listen.ts';
import { copyMp3Frames } from './mp3-frames.ts';
import { publish, publishBytes, together } from './renditions.ts';
import { type Derived, MediaError, type Poster, type Rendition, unknownFacts } from './types.ts';
import { fitInto, shownSize } from './video.ts';
import { blankVorbisComments } from './vorbis-comments.ts';

type Seen = Probe & { audio: AudioStream };

/** The writers that may put each format's sound back into its own box, the one to try first in front. */
const muxers: Partial<Record<FormatId, readonly string[]>> = {
  mp3: ['mp3'],
  // What a camera or an old phone put there, MP4 itself doesn't always take.
  m4a: ['mp4', 'mov'],
  aac: ['adts'],
  oga: ['ogg'],
  weba: ['webm', 'matroska'],
  mka: ['matroska'],
  flac: ['flac'],
  wav: ['wav'],
  aiff: ['aiff'],
  amr: ['amr'],
  wma: ['asf'],
  avia: ['avi'],
  flva: ['flv'],
};

/** Their index may stand at the end, or be missing, until they are written anew. */
const indexed = new Set<FormatId>(['m4a', 'weba']);

export async function deriveAudio(job: Job): Promise<Derived> {
  const { ffmpeg } = job;
  let cleaned: Rendition[] = [];
  try {
    const probe = await probeAudio(job, ffmpeg);
    if (ffmpeg === null) throw new MediaError('no-ffmpeg', 'not found');
    // Each is a program of its own where FFmpeg is the system's: side by side they take half the time.
    const [own, play, heard, cover] = await together([
      job.keepMetadata ? [] : cleanWith(job, probe, ffmpeg),
      rebox(job, probe, ffmpeg),
      listen({ file: job, audio: probe.audio, ffmpeg }, probe.durationMs),
      deriveCover(job, probe, ffmpeg),
    ]);
    cleaned = own;
    if (heard === null) throw new MediaError('unreadable', 'nothing of the sound could be decoded');
    const isPlayable = play.length > 0 || isAsIs(probe, job, cleaned);
    return {
      ...unknownFacts,
      renditions: [...cleaned, ...play, ...cover.renditions],
      durationMs: heard.durationMs ?? (await lengthOf(job, cleaned[0], ffmpeg)) ?? probe.durationMs,
      waveform: heard.waveform,
      thumbhash: cover.thumbhash,
      state: 'ready',
      reason: isPlayable ? null : 'not-playable-yet',
    };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    if (cleaned.length === 0 && !job.keepMetadata) cleaned = await cleanAudio(job);
    return { ...unknownFacts, renditions: cleaned, state: 'failed', reason: error.code };
  }
}

function isAsIs({ audio }: Seen, { format, keepMetadata }: Job, cleaned: Rendition[]): boolean {
  return soundPlayability(audio, format) === 'as-is' && (keepMetadata || cleaned.length > 0);
}

/** AAC, which every browser plays, of what none does; the slow part, to be asked for after `deriveAudio`. */
export async function convertAudio({ ffmpeg, outDir, notify, ...file }: Job): Promise<Rendition> {
  const probe = await probeAudio(file, ffmpeg);
  if (ffmpeg === null) throw new MediaError('no-ffmpeg', 'not found');
  return publish({ outDir, variant: 'play', ext: 'm4a', mime: 'audio/mp4' }, (to) =>
    ffmpeg.convert(file, {
      to,
      probe: { ...probe, video: null },
      ...{ width: 0, height: 0, copyVideo: false, copyAudio: false },
      onProgress: (fraction) => notify({ type: 'progress', fraction }),
    }),
  );
}

/** The original without metadata, in its own box; nothing where FFmpeg can't write what the file holds. */
export async function cleanAudio(job: Omit<Job, 'notify'>): Promise<Rendition[]> {
  const { ffmpeg } = job;
  if (ffmpeg === null) return [];
  const [probe] = await whereReadable(() => ffmpeg.probe(job));
  return probe === undefined || probe.audio === null ? [] : cleanWith(job, probe, ffmpeg);
}

async function cleanWith(job: Omit<Job, 'notify'>, probe: Probe, ffmpeg: Ffmpeg): Promise<Rendition[]> {
  const { format, outDir } = job;
  const { ext, mime } = formats[format];
  for (const muxer of muxers[format] ?? []) {
    const made = await whereReadable(() =>
      publish({ outDir, variant: 'clean', ext, mime }, (to) => copySound({ job, probe, muxer, to }, ffmpeg)),
    );
    if (made.length > 0) return made;
  }
  return [];
}

/** The same sound in the box where browsers take it, if it isn't in that already. */
async function rebox(job: Job, probe: Seen, ffmpeg: Ffmpeg): Promise<Rendition[]> {
  const { format, outDir, keepMetadata } = job;
  const how = soundPlayability(probe.audio, format);
  const box: SoundBox | null = soundBoxFor(probe.audio);
  if (box === null || (how === 'as-is' && !(keepMetadata && indexed.has(format)))) return [];
  const { muxer, ...delivered } = box;
  return whereReadable(() =>
    publish({ outDir, variant: 'play', ...delivered }, (to) => copySound({ job, probe, muxer, to }, ffmpeg)),
  );
}

interface Copy {
  job: MediaFile;
  probe: Probe;
  muxer: string;
  to: string;
}

async function copySound({ job, probe, muxer, to }: Copy, ffmpeg: Ffmpeg): Promise<void> {
  const request = { to, muxer, probe: { ...probe, video: null }, subtitles: false };
  if (job.format === 'mp3') await copyFrames(job.path, request, ffmpeg);
  else await ffmpeg.copy(job, request);
  if (probe.audio?.codec === 'vorbis' && muxer !== 'ogg') await blankVorbisComments(to);
}

/** FFmpeg passes on what stands between frames; and its writer is wanted, for the header that tells the length. */
async function copyFrames(from: string, request: CopyRequest, ffmpeg: Ffmpeg): Promise<void> {
  const path = `${request.to}.frames${partSuffix}`;
  try {
    if ((await copyMp3Frames(from, path)) === 0) throw new MediaError('unreadable', 'no frame of MP3');
    const file = { path, format: 'mp3' } as const;
    await ffmpeg.copy(file, { ...request, probe: { ...(await ffmpeg.probe(file)), video: null } });
  } finally {
    await rm(path, { force: true });
  }
}

const coverBox = { longest: 800, shortest: 800 };

/** The picture of a record, drawn anew; a broken one is no reason to be silent. */
async function deriveCover(job: Job, { cover }: Seen, ffmpeg: Ffmpeg): Promise<Poster> {
  const none: Poster = { renditions: [], thumbhash: null };
  if (cover === null || cover.width < 2 || cover.height < 2) return none;
  const { outDir } = job;
  const size = fitInto(shownSize(cover), coverBox);
  const [poster] = await whereReadable(async () => {
    // Before the beginning: a sound may begin a little late, and the cover doesn't wait for it.
    const data = await ffmpeg.frame(job, { ...size, atSeconds: -1, video: cover });
    if (data === null) return none;
    const pixels = fromPixels({ data, ...size, channels: 3 });
    const whole = await publishBytes(
      { outDir, variant: 'poster', ext: 'webp', mime: 'image/webp' },
      await webp(pixels),
    );
    const thumbs = await deriveThumbs(pixels, outDir);
    return { renditions: [whole, ...thumbs.renditions], thumbhash: thumbs.thumbhash };
  });
  return poster ?? none;
}

async function whereReadable<T>(make: () => Promise<T>): Promise<T[]> {
  try {
    return [await make()];
  } catch (error) {
    if (error instanceof MediaError) return [];
    throw error;
  }
}

/** Recordings of browsers, and MP3 without a header, tell their length only once they are written anew. */
async function lengthOf(
  { outDir, format }: Job,
  rendition: Rendition | undefined,
  ffmpeg: Ffmpeg,
): Promise<number | null> {
  if (rendition === undefined || rendition.variant !== 'clean') return null;
  const [probe] = await whereReadable(() => ffmpeg.probe({ path: join(outDir, rendition.file), format }));
  return probe?.durationMs ?? null;
}
