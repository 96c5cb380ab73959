import type { File } from '../../../protocol/attachments.ts';

/** What reads a document in the page; null: it is only handed out. */
export type ReaderKind = 'pdf' | 'letter' | 'table' | 'text' | 'archive';

const office = 'application/vnd.openxmlformats-officedocument';
const mebibyte = 1024 * 1024;

/** Bytes beyond which a file is handed out, not read: a browser's page has a telephone's memory. */
const mostBytes: Record<ReaderKind, number> = {
  pdf: 200 * mebibyte,
  letter: 30 * mebibyte,
  table: 20 * mebibyte,
  text: 20 * mebibyte,
  archive: Number.POSITIVE_INFINITY,
};

export const extensionOf = (name: string) => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Content has been looked at by the server; a name tells only which text it is. */
export function readerOf({ mime, name }: Pick<File, 'mime' | 'name'>): ReaderKind | null {
  if (mime === 'application/pdf') return 'pdf';
  if (mime === `${office}.wordprocessingml.document`) return 'letter';
  if (mime === `${office}.spreadsheetml.sheet`) return 'table';
  if (mime === 'application/zip') return 'archive';
  if (mime !== 'text/plain') return null;
  return ['csv', 'tsv'].includes(extensionOf(name)) ? 'table' : 'text';
}

export const isTooLarge = (file: Pick<File, 'mime' | 'name' | 'size'>) => {
  const kind = readerOf(file);
  return kind !== null && file.size > mostBytes[kind];
};

export const mostOf = (kind: ReaderKind) => mostBytes[kind];

const labels: Record<string, string> = {
  'application/pdf': 'PDF',
  [`${office}.wordprocessingml.document`]: 'DOCX',
  [`${office}.spreadsheetml.sheet`]: 'XLSX',
  [`${office}.presentationml.presentation`]: 'PPTX',
  'application/vnd.oasis.opendocument.text': 'ODT',
  'application/vnd.oasis.opendocument.spreadsheet': 'ODS',
  'application/vnd.oasis.opendocument.presentation': 'ODP',
  'application/zip': 'ZIP',
};

/** A few letters for what it is, as people call it. */
export function labelOf({ mime, name }: Pick<File, 'mime' | 'name'>): string {
  const known = labels[mime];
  if (known !== undefined) return known;
  const extension = extensionOf(name);
  return extension !== '' && extension.length <= 5 ? extension.toUpperCase() : 'TXT';
}

export type Look = 'pdf' | 'letter' | 'table' | 'slides' | 'archive' | 'code' | 'text';

const looks: Record<string, Look> = {
  PDF: 'pdf',
  DOCX: 'letter',
  ODT: 'letter',
  XLSX: 'table',
  ODS: 'table',
  CSV: 'table',
  TSV: 'table',
  PPTX: 'slides',
  ODP: 'slides',
  ZIP: 'archive',
  TXT: 'text',
  TEXT: 'text',
  MD: 'text',
  LOG: 'text',
};

export const lookOf = (file: Pick<File, 'mime' | 'name'>): Look => looks[labelOf(file)] ?? 'code';
