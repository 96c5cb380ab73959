import { keep, type Piece, type Source } from './source.ts';

const fileHeaderBytes = 14;
const v5HeaderBytes = 124;
/** Up to three masks of a 40-byte header, and 256 colours. */
const maxTableBytes = 16 + 256 * 4;

/**
 * A bitmap has no place for personal data but gaps, its end, and the file path of a "linked" profile: all three go.
 * An embedded profile goes too, since it may stand anywhere; browsers ignore it.
 */
export function stripBmp(source: Source): Piece[] {
  const header = source.read(fileHeaderBytes, 4).readUInt32LE();
  const pixelsAt = source.read(10, 4).readUInt32LE();
  const tables = Math.min(pixelsAt, fileHeaderBytes + header + maxTableBytes);
  const head = Buffer.alloc(Math.min(pixelsAt, 65_536));
  Buffer.from(source.read(0, Math.min(tables, head.length))).copy(head);
  if (header >= v5HeaderBytes) dropProfile(head);
  head.writeUInt16LE(0, 6);
  head.writeUInt16LE(0, 8);
  head.writeUInt32LE(head.length, 10);
  const pieces: Piece[] = [head];
  const end = Math.min(source.size, pixelsAt + pixelBytes(head, source.size - pixelsAt));
  keep(pieces, pixelsAt, end);
  head.writeUInt32LE(head.length + Math.max(0, end - pixelsAt), 2);
  return pieces;
}

function dropProfile(head: Buffer): void {
  const profile = /^(?:KNIL|DEBM)$/u.test(head.toString('latin1', 70, 74));
  if (profile) head.write('BGRs', 70, 'latin1');
  head.writeUInt32LE(0, fileHeaderBytes + 112);
  head.writeUInt32LE(0, fileHeaderBytes + 116);
}

function pixelBytes(head: Buffer, available: number): number {
  const os2 = head.readUInt32LE(14) === 12;
  const width = os2 ? head.readUInt16LE(18) : Math.abs(head.readInt32LE(18));
  const height = os2 ? head.readUInt16LE(20) : Math.abs(head.readInt32LE(22));
  const bits = head.readUInt16LE(os2 ? 24 : 28);
  const compression = os2 || head.readUInt32LE(14) < 40 ? 0 : head.readUInt32LE(30);
  const declared = os2 || head.readUInt32LE(14) < 40 ? 0 : head.readUInt32LE(34);
  if (compression === 1 || compression === 2) return declared > 0 ? declared : available;
  return Math.ceil((width * bits) / 32) * 4 * height;
}
