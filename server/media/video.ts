import type { AudioStream, Ffmpeg, MediaFile, Probe, VideoStream } from './ffmpeg.ts';
import type { FormatId } from './formats.ts';
import { contrast, fromPixels, type Pixels } from './image.ts';
import { type AcceptedInspection, MediaError } from './types.ts';

export interface Size {
  width: number;
  height: number;
}

/** As shown: upright, with square pixels. */
export function shownSize({ width, height, pixelAspect, rotationDegrees }: VideoStream): Size {
  const squared = { width: Math.max(1, Math.round(width * pixelAspect)), height };
  return rotationDegrees % 180 === 0 ? squared : { width: squared.height, height: squared.width };
}

/** Shrinks to fit into the box, upright or lying, with even sides; never enlarges. */
export function fitInto(size: Size, { longest, shortest }: { longest: number; shortest: number }): Size {
  const { width, height } = size;
  const scale = Math.min(1, longest / Math.max(width, height), shortest / Math.min(width, height));
  const even = (side: number) => Math.max(2, Math.round((side * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

/** H.264, 8 bits, 4:2:0, in the profiles that browsers decode. */
function isPlayableH264({ codec, profile, pixelFormat }: VideoStream): boolean {
  return (
    codec === 'h264' &&
    /^(?:Constrained Baseline|Baseline|Main|High|Constrained High|Progressive High)$/u.test(profile) &&
    /^yuvj?420p$/u.test(pixelFormat)
  );
}

export function isPlayableVideo(video: VideoStream): boolean {
  const { codec, pixelFormat } = video;
  if (codec === 'av1') return /^yuv420p(?:10le)?$/u.test(pixelFormat);
  return isPlayableH264(video) || ((codec === 'vp8' || codec === 'vp9') && pixelFormat === 'yuv420p');
}

/** AAC of the newer kinds (xHE) and AAC Main are not for browsers. */
export function isPlayableAudio({ codec, profile }: AudioStream): boolean {
  if (codec === 'aac') return /^(?:LC|HE-AAC|HE-AACv2|-1|unknown|)$/u.test(profile);
  return codec === 'mp3' || codec === 'opus' || codec === 'vorbis';
}

const boxes = {
  mp4: { video: ['h264', 'vp9', 'av1'], audio: ['aac', 'mp3', 'opus'] },
  webm: { video: ['vp8', 'vp9', 'av1'], audio: ['opus', 'vorbis'] },
} as const satisfies Record<string, { video: string[]; audio: string[] }>;

export type Box = keyof typeof boxes;

function holds(box: Box, { video, audio }: Probe): boolean {
  const { video: videos, audio: audios }: { video: readonly string[]; audio: readonly string[] } = boxes[box];
  return videos.includes(video?.codec ?? '') && (audio === null || audios.includes(audio.codec));
}

/** The box in which browsers play these streams as they are; null where they must be converted. */
export function boxFor(probe: Probe): Box | null {
  if (probe.video === null || !isPlayableVideo(probe.video)) return null;
  if (probe.audio !== null && !isPlayableAudio(probe.audio)) return null;
  if (holds('mp4', probe)) return 'mp4';
  return holds('webm', probe) ? 'webm' : null;
}

const boxOfFormat: Partial<Record<FormatId, Box>> = { mp4: 'mp4', m4v: 'mp4', webm: 'webm' };

export function playability(probe: Probe, format: FormatId): AcceptedInspection['playable'] {
  const box = boxOfFormat[format];
  if (boxFor(probe) === null) return 'transcode';
  return box !== undefined && holds(box, probe) ? 'as-is' : 'remux';
}

/** Opens a video; throws a MediaError for one in which there is nothing to see. */
export async function probeVideo(
  file: MediaFile,
  ffmpeg: Ffmpeg | null,
): Promise<Probe & { video: VideoStream }> {
  if (ffmpeg === null) throw new MediaError('no-ffmpeg', 'neither on the PATH nor installed');
  const probe = await ffmpeg.probe(file);
  const { video } = probe;
  if (video === null) throw new MediaError('no-video-stream', 'only sound, or nothing');
  if (video.encrypted) throw new MediaError('encrypted', 'protected by its seller');
  if (video.width <= 0 || video.height <= 0) throw new MediaError('unreadable', 'a video without a size');
  return { ...probe, video };
}

export async function inspectVideo(
  path: string,
  format: FormatId,
  ffmpeg: Ffmpeg | null,
): Promise<Partial<AcceptedInspection>> {
  const probe = await probeVideo({ path, format }, ffmpeg);
  return {
    ...shownSize(probe.video),
    durationMs: probe.durationMs,
    codecs: { container: probe.container, video: probe.video.codec, audio: probe.audio?.codec ?? null },
    playable: playability(probe, format),
    reason: null,
    probe,
  };
}

const posterBox = { longest: 1280, shortest: 1280 };
const survey = { framesPerSecond: 2, seconds: 20, side: 32 };
/** Brightness of a blank frame varies less than this, of 255: black, white, a plain colour, or noise upon one. */
const blankBelow = 6;

/** The first frame, or, where it is nearly blank, the first that isn't. Throws a MediaError where none decodes. */
export async function posterOf(file: MediaFile, video: VideoStream, ffmpeg: Ffmpeg): Promise<Pixels> {
  const size = fitInto(shownSize(video), posterBox);
  const frameAt = async (atSeconds: number): Promise<Pixels | null> => {
    const data = await ffmpeg.frame(file, { ...size, atSeconds, video });
    return data === null ? null : { data, ...size, channels: 3 };
  };
  const first = await frameAt(0);
  if (first !== null && (await contrast(fromPixels(first))) >= blankBelow) return first;
  const seconds = await firstSightSeconds(file, video, ffmpeg);
  const later = seconds === null ? null : await frameAt(seconds);
  const poster = later ?? first;
  if (poster === null) throw new MediaError('unreadable', 'no frame could be decoded');
  return poster;
}

async function firstSightSeconds(
  file: MediaFile,
  video: VideoStream,
  ffmpeg: Ffmpeg,
): Promise<number | null> {
  const { side, framesPerSecond } = survey;
  const frames = await ffmpeg.survey(file, { ...survey, video });
  for (const [i, data] of frames.entries()) {
    const pixels: Pixels = { data, width: side, height: side, channels: 1 };
    if ((await contrast(fromPixels(pixels))) >= blankBelow) return i / framesPerSecond;
  }
  return null;
}
