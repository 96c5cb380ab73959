import type { FfmpegTool } from './ffmpeg.ts';
import type { MediaLimits } from './limits.ts';
import type { AcceptedInspection, Derived, Inspection, MediaReason, Poster, Rendition } from './types.ts';

/** What a worker is told at its start, as JSON in its only argument. */
export interface WorkerConfig {
  ffmpeg: FfmpegTool | null;
  limits: MediaLimits;
}

export type Task =
  | { type: 'inspect'; path: string }
  | { type: 'derive'; path: string; outDir: string; mime: string }
  /** Only what takes personal metadata away: what is left to do when `derive` failed. */
  | { type: 'clean'; path: string; outDir: string; mime: string }
  /** The slow part of a video that browsers can't play, after `derive`. */
  | { type: 'convert'; path: string; outDir: string; mime: string }
  | { type: 'avatar'; path: string; outDir: string };

export interface Results {
  inspect: Inspection;
  derive: Derived;
  clean: Rendition[];
  convert: Rendition;
  avatar: Rendition;
}

export interface Request {
  id: number;
  task: Task;
}

/** What a worker says while it works on a task. */
export type Note =
  | { type: 'sniffed'; inspection: AcceptedInspection }
  | { type: 'poster'; poster: Poster }
  | { type: 'progress'; fraction: number };

export type Reply =
  | { type: 'ready' }
  | { type: 'note'; id: number; note: Note }
  | { type: 'done'; id: number; result: Results[Task['type']] }
  | { type: 'failed'; id: number; code: MediaReason | null; message: string };
