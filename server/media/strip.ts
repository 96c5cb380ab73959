import type { FormatId } from './formats.ts';
import { stripBmp } from './strip/bmp.ts';
import { stripGif } from './strip/gif.ts';
import { stripHeif } from './strip/heif.ts';
import { stripJpeg } from './strip/jpeg.ts';
import { stripPng } from './strip/png.ts';
import { type Piece, Source } from './strip/source.ts';
import { stripWebp } from './strip/webp.ts';

const strippers: Partial<Record<FormatId, (source: Source) => Piece[]>> = {
  jpeg: stripJpeg,
  png: stripPng,
  webp: stripWebp,
  gif: stripGif,
  bmp: stripBmp,
  heic: stripHeif,
  avif: stripHeif,
};

export function canStrip(format: FormatId): boolean {
  return strippers[format] !== undefined;
}

/**
 * Writes a copy of a picture without personal metadata (EXIF, XMP, IPTC, comments, text), bit for bit the same otherwise.
 * Orientation and colour profile stay. Memory is bounded. Tolerates broken files; throws only for what can't be read or written.
 */
export function strip({ from, to, format }: { from: string; to: string; format: FormatId }): void {
  const stripper = strippers[format];
  if (stripper === undefined) throw new TypeError(`nothing to strip from ${format}`);
  const source = new Source(from);
  try {
    source.writeTo(to, stripper(source));
  } finally {
    source.close();
  }
}
