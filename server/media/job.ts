import type { Ffmpeg } from './ffmpeg.ts';
import type { FormatId } from './formats.ts';
import type { Note } from './worker-protocol.ts';

/** One file's work in the worker. */
export interface Job {
  path: string;
  /** Where what is derived goes. */
  outDir: string;
  format: FormatId;
  /** The original stays as its sender made it. */
  keepMetadata: boolean;
  ffmpeg: Ffmpeg | null;
  notify: (note: Note) => void;
}
