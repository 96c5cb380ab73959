import { crc32 } from 'node:zlib';
import { keep, orientationIn, orientationTiff, type Piece, type Source, uint32be } from './source.ts';

/** Ancillary chunks that change how the picture looks (PNG, third edition, section 11.3). */
const looks = new Set(
  'tRNS gAMA cHRM sRGB iCCP cICP mDCV mDCv cLLI cLLi sBIT bKGD pHYs hIST acTL fcTL fdAT'.split(' '),
);
const signatureBytes = 8;
const chunkOverhead = 12;

/** Keeps critical chunks, colour and animation; drops text, EXIF, time, private chunks and all after the end. */
export function stripPng(source: Source): Piece[] {
  const pieces: Piece[] = [];
  let orientation = 1;
  let afterHeader = 0;
  keep(pieces, 0, signatureBytes);
  for (let at = signatureBytes; at + 8 <= source.size; ) {
    const length = source.read(at, 4).readUInt32BE();
    const type = source.text(at + 4, 4);
    const end = Math.min(source.size, at + length + chunkOverhead);
    if (type === 'eXIf')
      orientation = orientationIn(Buffer.from(source.read(at + 8, Math.min(length, 65_536))));
    // A capital first letter marks a chunk without which the picture can't be read.
    if (/^[A-Z]/u.test(type) || looks.has(type)) {
      if (type === 'IHDR') {
        pieces.push({ from: at, to: end });
        afterHeader = pieces.length;
      } else if (pieces.length === afterHeader) pieces.push({ from: at, to: end });
      else keep(pieces, at, end);
    }
    at = end;
    if (type === 'IEND') break;
  }
  if (orientation !== 1 && afterHeader > 0)
    pieces.splice(afterHeader, 0, chunk('eXIf', orientationTiff(orientation)));
  return pieces;
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  return Buffer.concat([uint32be(body.length), typed, uint32be(crc32(typed))]);
}

/** How many frames an animated PNG declares; 1 for a still one. */
export function pngFrames(source: Source): number {
  for (let at = signatureBytes; at + 8 <= source.size; ) {
    const type = source.text(at + 4, 4);
    if (type === 'IDAT' || type === 'IEND') return 1;
    if (type === 'acTL' && at + 12 <= source.size) return Math.max(1, source.read(at + 8, 4).readUInt32BE());
    at += source.read(at, 4).readUInt32BE() + chunkOverhead;
  }
  return 1;
}
