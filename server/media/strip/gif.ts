import { keep, type Piece, type Source } from './source.ts';

const extension = 0x21;
const image = 0x2c;
const trailer = 0x3b;
const graphicControl = 0xf9;
const application = 0xff;
/** Loop counts and the colour profile; XMP and others are dropped. */
const applicationsKept = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

/** Keeps frames, their timing, loops and the profile (GIF89a); drops comments, text, XMP and all after the end. */
export function stripGif(source: Source): Piece[] {
  const pieces: Piece[] = [];
  let at = 13 + tableBytes(source.byte(10));
  keep(pieces, 0, at);
  while (at < source.size) {
    const introducer = source.byte(at);
    if (introducer === image) {
      const data = at + 10 + tableBytes(source.byte(at + 9)) + 1;
      const end = endOfBlocks(source, data);
      keep(pieces, at, end);
      at = end;
    } else if (introducer === extension) {
      const end = endOfBlocks(source, at + 2);
      if (isKept(source, at)) keep(pieces, at, end);
      at = end;
    } else break;
  }
  // Without its trailer a broken file would still be one; give it a proper end.
  return [...pieces, Buffer.from([trailer])];
}

/** Bytes of the colour table that a packed field announces. */
function tableBytes(packed: number): number {
  return (packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1);
}

function endOfBlocks(source: Source, start: number): number {
  let at = start;
  for (let length = source.byte(at); length > 0; length = source.byte(at)) at += length + 1;
  return Math.min(source.size, at + 1);
}

function isKept(source: Source, at: number): boolean {
  const label = source.byte(at + 1);
  if (label === graphicControl) return true;
  return label === application && applicationsKept.has(source.text(at + 3, 11));
}
