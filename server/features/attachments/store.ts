import type { File } from '../../../protocol/attachments.ts';
import { formatOfMime, namesItsMaker } from '../../media/formats.ts';

/** One derived file: its variant in the address, its name inside the media's derived folder. */
export interface RenditionRow {
  variant: string;
  file: string;
  mime: string;
  size: number;
}

export interface MediaRow {
  id: string;
  owner_id: string;
  name: string;
  disk_name: string;
  kind: File['kind'];
  mime: string;
  size: number;
  width: number | null;
  height: number | null;
  duration_ms: number | null;
  animated: number;
  pages: number | null;
  waveform: string | null;
  voice: number;
  keep_metadata: number;
  thumbhash: string | null;
  state: File['state'];
  reason: string | null;
  renditions: string;
  playable: string | null;
}

export const mediaColumns = `m.id, m.owner_id, m.name, m.disk_name, m.kind, m.mime, m.size, m.width, m.height,
  m.duration_ms, m.animated, m.pages, m.waveform, m.voice, m.keep_metadata, m.thumbhash, m.state, m.reason, m.renditions,
  json_extract(m.inspection, '$.playable') as playable`;

/** What of a rendition's name stands in a message, and what variant it is. */
const viewVariants = {
  play: 'play',
  stream: 'stream',
  poster: 'poster',
  thumb400: 'thumb-400',
  thumb800: 'thumb-800',
} as const;

export const derivedFolder = (mediaId: string): string => `derived/${mediaId}`;

export function renditionsOf(row: Pick<MediaRow, 'renditions'>): RenditionRow[] {
  return JSON.parse(row.renditions) as RenditionRow[];
}

/** A text, an archive and a drawing have no place where their maker stands. */
function needsCleaning({ kind, mime }: MediaRow): boolean {
  if (kind !== 'document') return mime !== 'image/svg+xml';
  const format = formatOfMime(mime);
  return format !== undefined && namesItsMaker(format);
}

/** Nobody but its owner gets an original that may still say where somebody lives, unless the owner wished so. */
export function isForAll(row: MediaRow): boolean {
  const isClean = !needsCleaning(row) || renditionsOf(row).some(({ variant }) => variant === 'clean');
  return isClean || row.keep_metadata === 1;
}

export function fileView(row: MediaRow): File {
  const address = (variant: string, name: string) =>
    `/media/${row.id}/${variant}/${encodeURIComponent(name)}`;
  const renditions = renditionsOf(row);
  const urls: File['urls'] = { original: address('original', row.name) };
  for (const [key, variant] of Object.entries(viewVariants)) {
    const rendition = renditions.find((one) => one.variant === variant);
    if (rendition) urls[key as keyof typeof viewVariants] = address(variant, rendition.file);
  }
  // Shown as it is: the original, once it is stripped, is what plays.
  let playMime = renditions.find((one) => one.variant === 'play')?.mime ?? null;
  if (!urls.play && row.playable === 'as-is' && row.state === 'ready') {
    urls.play = urls.original;
    playMime = row.mime;
  }
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    mime: row.mime,
    size: row.size,
    width: row.width,
    height: row.height,
    durationMs: row.duration_ms,
    animated: row.animated === 1,
    pages: row.pages,
    waveform: row.waveform,
    voice: row.voice === 1,
    onlyFor: row.state === 'processing' || isForAll(row) ? null : row.owner_id,
    thumbhash: row.thumbhash,
    url: urls.original,
    urls,
    playMime,
    state: row.state,
    progress: null,
    reason: row.reason,
  };
}

/** Every path of a media below the media folder; a folder ends with a slash. */
export function pathsOf(row: Pick<MediaRow, 'id' | 'disk_name'>): string[] {
  return [row.disk_name, `${derivedFolder(row.id)}/`];
}
