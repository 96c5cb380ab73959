import type { MediaKind } from './types.ts';

/** One accepted type of content. `demuxer` is FFmpeg's name of the only reader that may open it. */
export interface Format {
  kind: MediaKind;
  mime: string;
  ext: string;
  demuxer?: string;
}

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

/**
 * Everything that is accepted, by the id that `sniff` gives to content. A type that is not here is refused;
 * to accept another kind of file, add its line (and, where file-type doesn't know it, a check in `sniff.ts`).
 */
const accepted = {
  jpeg: { kind: 'image', mime: 'image/jpeg', ext: 'jpg' },
  png: { kind: 'image', mime: 'image/png', ext: 'png', demuxer: 'apng' },
  gif: { kind: 'image', mime: 'image/gif', ext: 'gif', demuxer: 'gif' },
  webp: { kind: 'image', mime: 'image/webp', ext: 'webp' },
  bmp: { kind: 'image', mime: 'image/bmp', ext: 'bmp' },
  svg: { kind: 'image', mime: 'image/svg+xml', ext: 'svg' },
  avif: { kind: 'image', mime: 'image/avif', ext: 'avif' },
  heic: { kind: 'image', mime: 'image/heic', ext: 'heic' },
  mp4: { kind: 'video', mime: 'video/mp4', ext: 'mp4', demuxer: 'mov' },
  m4v: { kind: 'video', mime: 'video/x-m4v', ext: 'm4v', demuxer: 'mov' },
  mov: { kind: 'video', mime: 'video/quicktime', ext: 'mov', demuxer: 'mov' },
  webm: { kind: 'video', mime: 'video/webm', ext: 'webm', demuxer: 'matroska' },
  mkv: { kind: 'video', mime: 'video/x-matroska', ext: 'mkv', demuxer: 'matroska' },
  ogv: { kind: 'video', mime: 'video/ogg', ext: 'ogv', demuxer: 'ogg' },
  avi: { kind: 'video', mime: 'video/x-msvideo', ext: 'avi', demuxer: 'avi' },
  wmv: { kind: 'video', mime: 'video/x-ms-wmv', ext: 'wmv', demuxer: 'asf' },
  flv: { kind: 'video', mime: 'video/x-flv', ext: 'flv', demuxer: 'flv' },
  mp3: { kind: 'audio', mime: 'audio/mpeg', ext: 'mp3', demuxer: 'mp3' },
  m4a: { kind: 'audio', mime: 'audio/mp4', ext: 'm4a', demuxer: 'mov' },
  aac: { kind: 'audio', mime: 'audio/aac', ext: 'aac', demuxer: 'aac' },
  oga: { kind: 'audio', mime: 'audio/ogg', ext: 'ogg', demuxer: 'ogg' },
  weba: { kind: 'audio', mime: 'audio/webm', ext: 'weba', demuxer: 'matroska' },
  mka: { kind: 'audio', mime: 'audio/x-matroska', ext: 'mka', demuxer: 'matroska' },
  flac: { kind: 'audio', mime: 'audio/flac', ext: 'flac', demuxer: 'flac' },
  wav: { kind: 'audio', mime: 'audio/wav', ext: 'wav', demuxer: 'wav' },
  aiff: { kind: 'audio', mime: 'audio/aiff', ext: 'aiff', demuxer: 'aiff' },
  amr: { kind: 'audio', mime: 'audio/amr', ext: 'amr', demuxer: 'amr' },
  wma: { kind: 'audio', mime: 'audio/x-ms-wma', ext: 'wma', demuxer: 'asf' },
  avia: { kind: 'audio', mime: 'audio/x-avi', ext: 'avi', demuxer: 'avi' },
  flva: { kind: 'audio', mime: 'audio/x-flv', ext: 'flv', demuxer: 'flv' },
  pdf: { kind: 'document', mime: 'application/pdf', ext: 'pdf' },
  docx: { kind: 'document', mime: `${office}.wordprocessingml.document`, ext: 'docx' },
  xlsx: { kind: 'document', mime: `${office}.spreadsheetml.sheet`, ext: 'xlsx' },
  pptx: { kind: 'document', mime: `${office}.presentationml.presentation`, ext: 'pptx' },
  odt: { kind: 'document', mime: `${openDocument}.text`, ext: 'odt' },
  ods: { kind: 'document', mime: `${openDocument}.spreadsheet`, ext: 'ods' },
  odp: { kind: 'document', mime: `${openDocument}.presentation`, ext: 'odp' },
  zip: { kind: 'document', mime: 'application/zip', ext: 'zip' },
  text: { kind: 'document', mime: 'text/plain', ext: 'txt' },
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

const telling = new Set<FormatId>(['pdf', 'docx', 'xlsx', 'pptx', 'odt', 'ods', 'odp']);

/** Whether a document has a place where its maker stands and nobody looks. */
export const namesItsMaker = (format: FormatId): boolean => telling.has(format);

/** file-type's names for what is accepted; all its other names are refused as they are. */
export const fileTypeNames: Readonly<Record<string, FormatId>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/apng': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/bmp': 'bmp',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'image/heif': 'heic',
  'image/heic-sequence': 'heic',
  'image/heif-sequence': 'heic',
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
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/wav': 'wav',
  'audio/aiff': 'aiff',
  'audio/amr': 'amr',
  'application/pdf': 'pdf',
  [`${office}.wordprocessingml.document`]: 'docx',
  [`${office}.spreadsheetml.sheet`]: 'xlsx',
  [`${office}.presentationml.presentation`]: 'pptx',
  [`${openDocument}.text`]: 'odt',
  [`${openDocument}.spreadsheet`]: 'ods',
  [`${openDocument}.presentation`]: 'odp',
  'application/zip': 'zip',
};

/** What a film's box is called when there is only sound in it. */
export const soundOnly: Partial<Record<FormatId, FormatId>> = {
  mp4: 'm4a',
  m4v: 'm4a',
  mov: 'm4a',
  webm: 'weba',
  mkv: 'mka',
  ogv: 'oga',
  wmv: 'wma',
  avi: 'avia',
  flv: 'flva',
};
