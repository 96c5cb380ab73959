import { keep, orientationIn, orientationTiff, type Piece, type Source } from './source.ts';

const soi = 0xd8;
const eoi = 0xd9;
const sos = 0xda;
const app0 = 0xe0;
const app2 = 0xe2;
const app14 = 0xee;
const comment = 0xfe;

/**
 * Keeps what the decoder needs (ITU-T T.81), JFIF's density, the ICC profile and Adobe's colour transform. Drops every
 * other application segment, comments, and all after the end: second pictures and films that phones hang there.
 */
export function stripJpeg(source: Source): Piece[] {
  const pieces: Piece[] = [];
  let orientation = 1;
  keep(pieces, 0, 2);
  for (let at = 2; ; ) {
    const segment = nextSegment(source, at);
    if (segment === null) break;
    const { marker, from, to } = segment;
    if (marker === eoi) {
      keep(pieces, from, to);
      break;
    }
    if (marker === 0xe1 && source.text(from + 4, 6) === 'Exif\0\0') {
      orientation = Math.max(orientation, orientationIn(source.read(from + 10, to - from - 10)));
    }
    at = marker === sos ? endOfScan(source, to) : to;
    if (isKept(source, marker, from)) keep(pieces, from, at);
  }
  if (orientation !== 1) pieces.splice(1, 0, ...withOrientation(pieces, orientation));
  return pieces;
}

interface Segment {
  marker: number;
  from: number;
  to: number;
}

function nextSegment(source: Source, start: number): Segment | null {
  let at = start;
  // Fill bytes, and the rubbish that some writers leave between segments.
  while (source.byte(at) !== 0xff || source.byte(at + 1) === 0xff || source.byte(at + 1) === 0) {
    at = source.indexOf(0xff, at + 1);
    if (at < 0) return null;
  }
  const marker = source.byte(at + 1);
  if (marker < 0) return null;
  if (marker === soi || marker === eoi || (marker >= 0xd0 && marker <= 0xd7) || marker === 1) {
    return { marker, from: at, to: at + 2 };
  }
  const length = source.read(at + 2, 2);
  if (length.length < 2) return null;
  return { marker, from: at, to: Math.min(source.size, at + 2 + Math.max(2, length.readUInt16BE())) };
}

/** Entropy-coded data runs up to the next marker that is neither a stuffed zero nor a restart. */
function endOfScan(source: Source, from: number): number {
  for (let at = source.indexOf(0xff, from); at >= 0; at = source.indexOf(0xff, at + 1)) {
    const next = source.byte(at + 1);
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return source.size;
}

function isKept(source: Source, marker: number, from: number): boolean {
  if (marker === comment || marker === soi) return false;
  if (marker < app0 || marker > 0xef) return true;
  if (marker === app0) return source.text(from + 4, 5) === 'JFIF\0';
  if (marker === app2) return source.text(from + 4, 12) === 'ICC_PROFILE\0';
  return marker === app14 && source.text(from + 4, 5) === 'Adobe';
}

/** The first piece holds the start of the image and all that follows it unbroken: cut it to put EXIF right behind the start. */
function withOrientation(pieces: Piece[], orientation: number): Piece[] {
  const first = pieces[0];
  const tiff = orientationTiff(orientation);
  const head = Buffer.from('ffe10000457869660000', 'hex');
  head.writeUInt16BE(tiff.length + 8, 2);
  const exif = Buffer.concat([head, tiff]);
  if (first === undefined || Buffer.isBuffer(first) || first.to === 2) return [exif];
  const rest = { from: 2, to: first.to };
  first.to = 2;
  return [exif, rest];
}
