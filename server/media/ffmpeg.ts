import { readFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { openSystemFfmpeg } from './ffmpeg-system.ts';
import type { FormatId } from './formats.ts';
import type { MediaLimits } from './limits.ts';
import { runProgram } from './run-program.ts';

/** Which FFmpeg does the work: two programs of the system, or the native module from npm. */
export type FfmpegTool =
  | { source: 'system'; ffmpeg: string; ffprobe: string; version: string }
  /** `module`: the file that Node resolved `node-av/api` to. */
  | { source: 'npm'; module: string; version: string };

export interface MediaFile {
  path: string;
  format: FormatId;
}

export interface VideoStream {
  index: number;
  codec: string;
  profile: string;
  /** FFmpeg's name, e.g. `yuv420p`; empty where the codec told none. */
  pixelFormat: string;
  /** As coded: not turned, pixels not squared. */
  width: number;
  height: number;
  /** Width of a pixel by its height. */
  pixelAspect: number;
  /** Clockwise, 0, 90, 180 or 270. */
  rotationDegrees: number;
  /** FFmpeg's names; empty where unknown. */
  transfer: string;
  matrix: string;
  encrypted: boolean;
  /** When its first frame is due, from the file's beginning. */
  startMs: number;
}

export interface AudioStream {
  index: number;
  codec: string;
  profile: string;
  channels: number;
  /** Hz; 0 where unknown. */
  sampleRate: number;
  encrypted: boolean;
  startMs: number;
}

/** The streams that a player would take: pictures of covers and telemetry are left out. */
export interface Probe {
  container: string;
  durationMs: number | null;
  video: VideoStream | null;
  audio: AudioStream | null;
  /** A still picture that comes along, such as the cover of a record. */
  cover: VideoStream | null;
}

export interface FrameRequest {
  atSeconds: number;
  /** Of the picture that comes back, upright. */
  width: number;
  height: number;
  /** The stream that it is of. */
  video: VideoStream;
}

export interface CopyRequest {
  to: string;
  /** FFmpeg's name of the writer. */
  muxer: string;
  probe: Probe;
  /** Text streams too; they are content in some boxes, telemetry in others. */
  subtitles: boolean;
  /** The times are ours and stay as they are, also those before zero, which an edit list hides. */
  keepTimes?: boolean;
}

export interface ConvertRequest {
  to: string;
  probe: Probe;
  /** Of the result, upright with square pixels, even. */
  width: number;
  height: number;
  /** Streams that browsers play already are copied. */
  copyVideo: boolean;
  copyAudio: boolean;
  /**
   * An animated picture: each frame keeps its time, the last one its length too, and the whole is kept in one piece with its
   * index in front. How many frames there are, and how long all of them take.
   */
  loop?: { frames: number; durationMs: number };
  onProgress: (fraction: number) => void;
}

/** All that is asked of FFmpeg. Every call throws a MediaError where the file is at fault. */
export interface Ffmpeg {
  probe(file: MediaFile): Promise<Probe>;
  /** One frame as 8-bit RGB, three bytes a pixel; null where none is there. */
  frame(file: MediaFile, request: FrameRequest): Promise<Buffer | null>;
  /** Frames at a steady rate from the beginning, each `side` × `side` bytes of grey. */
  survey(file: MediaFile, request: SurveyRequest): Promise<Buffer[]>;
  /** Mono sound in pieces; `stopped` where `onSamples` had enough. What was decoded before an error counts. */
  samples(file: MediaFile, request: SamplesRequest): Promise<'ended' | 'stopped'>;
  /** Decodes a video's beginning: how many pictures there are, and how many of them are broken or missing. */
  health(file: MediaFile, request: HealthRequest): Promise<Health>;
  /** The same streams in a new box, without metadata, chapters and data streams; `moov` in front. */
  copy(file: MediaFile, request: CopyRequest): Promise<void>;
  /**
   * H.264 and AAC in MP4, without metadata, in fragments that can be read as soon as they are written. Throws `unreadable`
   * where most of the pictures can't be decoded.
   */
  convert(file: MediaFile, request: ConvertRequest): Promise<void>;
}

export interface SamplesRequest {
  audio: AudioStream;
  /** Of what comes back, Hz. */
  rate: number;
  fromSeconds: number;
  /** At most. */
  seconds: number;
  /** Signed, 16 bits, of no use after the call. False: no more is wanted. */
  onSamples: (samples: Int16Array) => boolean;
}

export interface HealthRequest {
  video: VideoStream;
  /** How much of it to look at. */
  seconds: number;
}

export interface Health {
  frames: number;
  damaged: number;
}

export interface SurveyRequest {
  video: VideoStream;
  framesPerSecond: number;
  seconds: number;
  side: number;
  /** How opaque it is instead of how bright. */
  alpha?: boolean;
}

/** The programs that are configured, else those on the PATH, else the module in one of `partDirs`; null where there is none. */
export async function findFfmpeg({
  ffmpegPath,
  partDirs = [],
}: {
  /** An `ffmpeg`; `ffprobe` is looked for beside it. */
  ffmpegPath?: string | undefined;
  /** Folders whose `node_modules` may hold node-av. */
  partDirs?: string[];
}): Promise<FfmpegTool | null> {
  const ffmpeg = ffmpegPath ?? (await onPath('ffmpeg'));
  if (ffmpeg !== null) {
    const ffprobe = ffmpeg.replace(/ffmpeg(\.exe)?$/u, 'ffprobe$1');
    const version = await versionOf(ffmpeg);
    if (version !== null && (await versionOf(ffprobe)) !== null) {
      return { source: 'system', ffmpeg, ffprobe, version };
    }
  }
  return partDirs.map(findModule).find((tool) => tool !== null) ?? null;
}

async function onPath(name: string): Promise<string | null> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    try {
      await access(join(folder, file));
      return join(folder, file);
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

async function versionOf(program: string): Promise<string | null> {
  try {
    const { stdout } = await runProgram({ program, args: ['-version'], timeoutMs: 10_000 });
    return /version (\S+)/u.exec(stdout.toString('utf8'))?.[1] ?? 'unknown';
  } catch {
    return null;
  }
}

function findModule(partDir: string): FfmpegTool | null {
  try {
    const module = createRequire(join(partDir, 'package.json')).resolve('node-av');
    // Its `exports` hide its package.json from `require`.
    const described = readFileSync(join(dirname(module), '../package.json'), 'utf8');
    const { version } = JSON.parse(described) as { version: string };
    return { source: 'npm', module, version: `node-av ${version}` };
  } catch {
    return null;
  }
}

export async function openFfmpeg(tool: FfmpegTool, limits: MediaLimits): Promise<Ffmpeg> {
  if (tool.source === 'system') return openSystemFfmpeg(tool, limits);
  const { openNodeAv } = await import('./ffmpeg-node-av.ts');
  return openNodeAv(tool.module, limits);
}
