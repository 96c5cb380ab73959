import type { FfmpegTool, Probe } from './ffmpeg.ts';
import type { MediaLimits } from './limits.ts';
import type { AcceptedInspection, Derived, Inspection, MediaReason, Poster, Rendition } from './types.ts';

/** What a worker is told at its start, as JSON in its only argument. */
export interface WorkerConfig {
  ffmpeg: FfmpegTool | null;
  limits: MediaLimits;
  /** How far this process steps back for others: 0 to 19, as `nice` counts. */
  niceness: number;
}

/** One file of an accepted type. */
export interface FileTask {
  path: string;
  outDir: string;
  mime: string;
  /** The original stays as it is, so nothing `clean` is made. */
  keepMetadata: boolean;
  /** What its inspection found; null where that is not known. */
  probe: Probe | null;
}

export type Task =
  /** `name` is the sender's; it tells texts from one another. */
  | { type: 'inspect'; path: string; name: string }
  | ({ type: 'derive' } & FileTask)
  /** Only what takes personal metadata away: what is left to do when `derive` failed. */
  | ({ type: 'clean' } & FileTask)
  /** The slow part of a video that browsers can't play, after `derive`. */
  | ({ type: 'convert' } & FileTask)
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
  | { type: 'progress'; fraction: number }
  /** The first fragment of a conversion can be watched; the file grows on. Another one takes its place after a retry. */
  | { type: 'stream'; rendition: Rendition };

export type Reply =
  | { type: 'ready' }
  | { type: 'note'; id: number; note: Note }
  | { type: 'done'; id: number; result: Results[Task['type']] }
  | { type: 'failed'; id: number; code: MediaReason | null; message: string };
