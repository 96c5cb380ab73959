import { keep, orientationIn, orientationTiff, type Piece, type Source } from './source.ts';

const kept = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ICCP']);
const frameKept = new Set(['VP8 ', 'VP8L', 'ALPH']);
const exifFlag = 0x08;
const xmpFlag = 0x04;
const frameHeaderBytes = 16;

/** Keeps the picture, its frames and its profile (RFC 9649); drops EXIF, XMP, unknown chunks and all after the end. */
export function stripWebp(source: Source): Piece[] {
  const pieces: Piece[] = [];
  const end = Math.min(source.size, 8 + source.read(4, 4).readUInt32LE());
  let orientation = 1;
  let flags: Buffer | null = null;
  for (const { type, from, to } of chunks(source, 12, end)) {
    if (type === 'EXIF') orientation = exifOrientation(source, from, to);
    else if (type === 'ANMF') pieces.push(...frame(source, from, to));
    else if (type === 'VP8X') {
      flags = Buffer.from(source.read(from, Math.min(to - from, 64)));
      flags[8] = (flags[8] ?? 0) & ~(exifFlag | xmpFlag);
      pieces.push(flags);
    } else if (kept.has(type)) keep(pieces, from, to);
  }
  if (orientation !== 1 && flags !== null) {
    flags[8] = (flags[8] ?? 0) | exifFlag;
    pieces.push(chunkOf('EXIF', orientationTiff(orientation)));
  }
  return [riffHeader(pieces), ...pieces];
}

interface Chunk {
  type: string;
  from: number;
  /** Past the padding byte. */
  to: number;
}

function* chunks(source: Source, start: number, end: number): Generator<Chunk> {
  for (let at = start; at + 8 <= end; ) {
    const length = source.read(at + 4, 4).readUInt32LE();
    const to = Math.min(end, at + 8 + length + (length % 2));
    yield { type: source.text(at, 4), from: at, to };
    at = to;
  }
}

function frame(source: Source, from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  const body = from + 8 + frameHeaderBytes;
  for (const chunk of chunks(source, body, to)) {
    if (frameKept.has(chunk.type)) keep(pieces, chunk.from, chunk.to);
  }
  const head = Buffer.from(source.read(from, 8 + frameHeaderBytes));
  head.writeUInt32LE(frameHeaderBytes + sizeOf(pieces), 4);
  return [head, ...pieces];
}

function exifOrientation(source: Source, from: number, to: number): number {
  const body = Buffer.from(source.read(from + 8, Math.min(to - from - 8, 65_536)));
  return orientationIn(body.toString('latin1', 0, 6) === 'Exif\0\0' ? body.subarray(6) : body);
}

function chunkOf(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

function sizeOf(pieces: Piece[]): number {
  return pieces.reduce(
    (sum, piece) => sum + (Buffer.isBuffer(piece) ? piece.length : piece.to - piece.from),
    0,
  );
}

function riffHeader(pieces: Piece[]): Buffer {
  const head = Buffer.alloc(12);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(4 + sizeOf(pieces), 4);
  head.write('WEBP', 8, 'latin1');
  return head;
}
