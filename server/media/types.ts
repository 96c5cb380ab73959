import type { Probe } from './ffmpeg.ts';

/** The shapes that pass between the media pipeline and those who use it. All of them survive IPC as JSON. */

export type MediaKind = 'image' | 'video' | 'audio' | 'document';

/** Why a file is not shown or not played; `media-*` are the pipeline's own failures. */
export type MediaReason =
  | 'unreadable'
  | 'too-many-pixels'
  | 'too-complex'
  | 'no-video-stream'
  | 'no-audio-stream'
  | 'encrypted'
  | 'unsupported-codec'
  | 'not-playable-yet'
  | 'no-ffmpeg'
  | 'output-too-large'
  | 'media-timeout'
  | 'media-memory'
  | 'media-worker-died'
  | 'file-missing'
  /** Of errors only, never of a file: the server is ending. */
  | 'media-stopped';

/** Names are those of FFmpeg (`h264`, `aac`); null where there is no such stream. */
export interface Codecs {
  /** The box that holds the streams, e.g. `mp4`, `matroska`; null for pictures. */
  container: string | null;
  video: string | null;
  audio: string | null;
}

export interface RefusedInspection {
  outcome: 'refused';
  /** What the content is, as a media type, e.g. `text/html`. */
  found: string;
}

export interface AcceptedInspection {
  outcome: 'accepted';
  kind: MediaKind;
  mime: string;
  /** The usual extension of the content's type, without a dot. */
  ext: string;
  /** Pixels, upright as shown; null where unknown or not to be shown. */
  width: number | null;
  height: number | null;
  durationMs: number | null;
  animated: boolean;
  /** Base64. */
  thumbhash: string | null;
  codecs: Codecs;
  /** `remux`: right codecs in a wrong box; `no`: nobody can show it, `reason` says why. */
  playable: 'as-is' | 'remux' | 'transcode' | 'no';
  reason: MediaReason | null;
  /** What FFmpeg found in a sound or a film, so that later steps needn't ask again; missing in old ones. */
  probe?: Probe | null;
}

export type Inspection = RefusedInspection | AcceptedInspection;

/** `clean` takes the original's place; `stream` grows while a film is converted and goes when that is done. */
export type Variant = 'clean' | 'play' | 'stream' | 'poster' | 'thumb-400' | 'thumb-800' | 'avatar-128';

export interface Rendition {
  variant: Variant;
  /** Its name inside `outDir`. */
  file: string;
  mime: string;
  /** Bytes. */
  size: number;
}

export interface Derived {
  renditions: Rendition[];
  width: number | null;
  height: number | null;
  durationMs: number | null;
  animated: boolean;
  /** Of a document. */
  pages: number | null;
  /** Base64 of one byte for each equal part of a sound, 256 at most. */
  waveform: string | null;
  thumbhash: string | null;
  state: 'ready' | 'failed';
  reason: MediaReason | null;
}

/** Nothing is known of a file. */
export const unknownFacts = {
  width: null,
  height: null,
  durationMs: null,
  animated: false,
  pages: null,
  waveform: null,
  thumbhash: null,
} as const satisfies Partial<Derived>;

/** What is known as soon as a poster exists, long before a conversion ends. */
export interface Poster {
  renditions: Rendition[];
  thumbhash: string | null;
}

/** A failure of the pipeline or of a file's content, with its reason as the code. */
export class MediaError extends Error {
  readonly code: MediaReason;
  constructor(code: MediaReason, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.name = 'MediaError';
    this.code = code;
  }
}
