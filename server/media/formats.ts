import type { MediaKind } from './types.ts';

/** One accepted type of content. `demuxer` is FFmpeg's name of the only reader that may open it. */
export interface Format {
  kind: MediaKind;
  mime: string;
  ext: string;
  demuxer?: string;
}

/**
 * Everything that is accepted, by the id that `sniff` gives to content. A type that is not here is refused;
 * to accept another kind of file, add its line (and, where file-type doesn't know it, a check in `sniff.ts`).
 */
const accepted = {
  jpeg: { kind: 'image', mime: 'image/jpeg', ext: 'jpg' },
  png: { kind: 'image', mime: 'image/png', ext: 'png' },
  gif: { kind: 'image', mime: 'image/gif', ext: 'gif' },
  webp: { kind: 'image', mime: 'image/webp', ext: 'webp' },
  bmp: { kind: 'image', mime: 'image/bmp', ext: 'bmp' },
  svg: { kind: 'image', mime: 'image/svg+xml', ext: 'svg' },
  mp4: { kind: 'video', mime: 'video/mp4', ext: 'mp4', demuxer: 'mov' },
  m4v: { kind: 'video', mime: 'video/x-m4v', ext: 'm4v', demuxer: 'mov' },
  mov: { kind: 'video', mime: 'video/quicktime', ext: 'mov', demuxer: 'mov' },
  webm: { kind: 'video', mime: 'video/webm', ext: 'webm', demuxer: 'matroska' },
  mkv: { kind: 'video', mime: 'video/x-matroska', ext: 'mkv', demuxer: 'matroska' },
  ogv: { kind: 'video', mime: 'video/ogg', ext: 'ogv', demuxer: 'ogg' },
  avi: { kind: 'video', mime: 'video/x-msvideo', ext: 'avi', demuxer: 'avi' },
  wmv: { kind: 'video', mime: 'video/x-ms-wmv', ext: 'wmv', demuxer: 'asf' },
  flv: { kind: 'video', mime: 'video/x-flv', ext: 'flv', demuxer: 'flv' },
} as const satisfies Record<string, Format>;

export type FormatId = keyof typeof accepted;

export const formats: Readonly<Record<FormatId, Format>> = accepted;

const byMime = new Map<string, FormatId>(
  (Object.keys(formats) as FormatId[]).map((id) => [formats[id].mime, id]),
);

/** The accepted format of an inspection's `mime`. */
export function formatOfMime(mime: string): FormatId | undefined {
  return byMime.get(mime);
}

/** file-type's names for what is accepted; all its other names are refused as they are. */
export const fileTypeNames: Readonly<Record<string, FormatId>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/apng': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
  'video/mp4': 'mp4',
  'video/3gpp': 'mp4',
  'video/3gpp2': 'mp4',
  'video/x-m4v': 'm4v',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/matroska': 'mkv',
  'video/ogg': 'ogv',
  'video/vnd.avi': 'avi',
  'video/x-ms-asf': 'wmv',
  'application/vnd.ms-asf': 'wmv',
  'video/x-flv': 'flv',
};
