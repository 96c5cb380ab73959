import { inflateRawSync } from 'node:zlib';
import { Source } from './strip/source.ts';
import { MediaError } from './types.ts';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const endBytes = 22;
const maxCommentBytes = 65_535;
/** More names than these are not looked through; the archive is taken all the same. */
export const mostEntries = 20_000;
const pieceBytes = 512 * 1024;
/** Flags (4.4.4): encrypted, by itself or with the directory; an entry's sizes follow it. */
export const encrypted = 0x2001;
export const sizesFollow = 0x8;
/** Stands where a number has gone into the entry's extra field (ZIP64). */
const elsewhere = 0xffffffff;

/**
 * The names in a ZIP's central directory (APPNOTE 6.3.10), at most 20,000 of them; nothing is unpacked. Throws a
 * MediaError where the directory is missing or broken.
 */
export function zipNames(path: string): string[] {
  const source = new Source(path);
  try {
    return zipEntries(source).map(({ name }) => name);
  } finally {
    source.close();
  }
}

/** One line of the central directory. `name` is Latin-1 of `nameBytes`, good to compare with plain names. */
export interface ZipEntry {
  name: string;
  nameBytes: Buffer;
  /** The line's fixed part, 46 bytes. */
  head: Buffer;
  flags: number;
  method: number;
  packedBytes: number;
  bytes: number;
  /** Where the entry's own header stands in the file. */
  at: number;
}

export function zipEntries(source: Source): ZipEntry[] {
  const { at, count, shift } = directoryOf(source);
  const entries: ZipEntry[] = [];
  let next = at;
  for (let i = 0; i < Math.min(count, mostEntries); i++) {
    const head = Buffer.from(source.read(next, 46));
    if (head.length < 46 || head.readUInt32LE(0) !== entrySignature) {
      throw new MediaError('unreadable', 'a ZIP with a broken directory');
    }
    const [nameBytes = 0, extraBytes = 0, commentBytes = 0] = [28, 30, 32].map((to) => head.readUInt16LE(to));
    const name = Buffer.from(source.read(next + 46, nameBytes));
    const extra = Buffer.from(source.read(next + 46 + nameBytes, extraBytes));
    entries.push({ ...numbersOf(head, extra, shift), name: name.toString('latin1'), nameBytes: name, head });
    next += 46 + nameBytes + extraBytes + commentBytes;
  }
  return entries;
}

/** Where an entry's packed bytes begin, after its own header. */
export function zipDataAt(source: Source, { at }: ZipEntry): number {
  const head = source.read(at, 30);
  if (head.length < 30 || head.readUInt32LE(0) !== localSignature) {
    throw new MediaError('unreadable', 'a ZIP with a broken entry');
  }
  return at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
}

function numbersOf(head: Buffer, extra: Buffer, shift: number) {
  const big = bigNumbers(extra);
  // In the order of 4.5.3, and only those that are elsewhere.
  const [bytes = 0, packedBytes = 0, at = 0] = [24, 20, 42].map((to) => {
    const told = head.readUInt32LE(to);
    return told === elsewhere ? (big.shift() ?? told) : told;
  });
  return { flags: head.readUInt16LE(8), method: head.readUInt16LE(10), packedBytes, bytes, at: at + shift };
}

function bigNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const body = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    return Array.from({ length: Math.min(3, body.length >> 3) }, (_, i) =>
      Number(body.readBigUInt64LE(i * 8)),
    );
  }
  return [];
}

/** What an entry unpacks to; null where that is locked, packed by a method that nobody uses, broken, or too much. */
export function unzipped(source: Source, entry: ZipEntry, maxBytes: number): Buffer | null {
  const { method, packedBytes, bytes } = entry;
  const isReadable = (entry.flags & encrypted) === 0 && (method === 0 || method === 8);
  if (!isReadable || bytes > maxBytes || packedBytes > maxBytes) return null;
  const from = zipDataAt(source, entry);
  if (from + packedBytes > source.size) return null;
  const parts: Buffer[] = [];
  for (let at = from; at < from + packedBytes; at += pieceBytes) {
    parts.push(Buffer.from(source.read(at, Math.min(pieceBytes, from + packedBytes - at))));
  }
  const packed = Buffer.concat(parts);
  if (method === 0) return packed;
  try {
    return inflateRawSync(packed, { maxOutputLength: maxBytes });
  } catch {
    return null;
  }
}

interface Directory {
  at: number;
  count: number;
  /** What stands before the archive (a program that unpacks itself) shifts all its places. */
  shift: number;
}

function directoryOf(source: Source): Directory {
  const from = Math.max(0, source.size - endBytes - maxCommentBytes);
  const tail = Buffer.from(source.read(from, source.size - from));
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    const count = tail.readUInt16LE(at + 10);
    const bytes = tail.readUInt32LE(at + 12);
    const told = tail.readUInt32LE(at + 16);
    if (told === elsewhere || count === 0xffff) return bigDirectoryOf(source, from + at);
    const meant = from + at - bytes;
    if (meant < 0 || told > meant) break;
    return { at: meant, count, shift: meant - told };
  }
  throw new MediaError('unreadable', 'a ZIP without its directory');
}

/** ZIP64: the true numbers stand before the end (4.3.14, 4.3.15). */
function bigDirectoryOf(source: Source, end: number): Directory {
  const locator = Buffer.from(source.read(end - 20, 20));
  if (locator.length === 20 && locator.readUInt32LE(0) === 0x07064b50) {
    const record = Buffer.from(source.read(Number(locator.readBigUInt64LE(8)), 56));
    if (record.length === 56 && record.readUInt32LE(0) === 0x06064b50) {
      return { at: Number(record.readBigUInt64LE(48)), count: Number(record.readBigUInt64LE(32)), shift: 0 };
    }
  }
  throw new MediaError('unreadable', 'a ZIP64 without its directory');
}
