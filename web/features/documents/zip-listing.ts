/** A file or folder in an archive. */
export interface ZipEntry {
  path: string;
  isFolder: boolean;
  /** Bytes, unpacked and packed, as the archive tells. */
  size: number;
  packed: number;
  modified: Date | null;
  encrypted: boolean;
}

export interface ZipListing {
  entries: ZipEntry[];
  /** How many there are; `entries` has the first ones. */
  total: number;
}

/** Random access: the bytes from `at`, `length` of them or fewer at the end. */
export type ReadAt = (at: number, length: number) => Promise<Uint8Array>;

export const mostEntries = 10_000;
const endBytes = 22;
const mostCommentBytes = 65_535;
const mostDirectoryBytes = 8 * 1024 * 1024;

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The central directory of a ZIP (APPNOTE 6.3.10), read alone: nothing is unpacked. Throws for what is no ZIP. */
export async function listZip(size: number, readAt: ReadAt): Promise<ZipListing> {
  const from = Math.max(0, size - endBytes - mostCommentBytes);
  const tail = await readAt(from, size - from);
  const view = viewOf(tail);
  let end = tail.length - endBytes;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error('no directory');
  let directory = {
    total: view.getUint16(end + 10, true),
    bytes: view.getUint32(end + 12, true),
    at: from + end - view.getUint32(end + 12, true),
  };
  const isBig = directory.total === 0xffff || view.getUint32(end + 16, true) === 0xffffffff;
  if (isBig) directory = await bigDirectory(from + end, readAt);
  if (directory.at < 0 || directory.at > size) throw new Error('a directory outside');
  const inTail = directory.at >= from;
  const length = Math.min(directory.bytes, mostDirectoryBytes);
  const bytes = inTail
    ? tail.subarray(directory.at - from, directory.at - from + length)
    : await readAt(directory.at, length);
  return { entries: entriesIn(bytes, directory.total), total: directory.total };
}

/** ZIP64 (4.3.14, 4.3.15). */
async function bigDirectory(end: number, readAt: ReadAt) {
  const locator = viewOf(await readAt(end - 20, 20));
  if (locator.byteLength < 20 || locator.getUint32(0, true) !== 0x07064b50) throw new Error('no directory');
  const record = viewOf(await readAt(Number(locator.getBigUint64(8, true)), 56));
  if (record.byteLength < 56 || record.getUint32(0, true) !== 0x06064b50) throw new Error('no directory');
  const number = (at: number) => Number(record.getBigUint64(at, true));
  return { total: number(32), bytes: number(40), at: number(48) };
}

function entriesIn(bytes: Uint8Array, total: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  const view = viewOf(bytes);
  for (let at = 0; entries.length < Math.min(total, mostEntries) && at + 46 <= bytes.length; ) {
    if (view.getUint32(at, true) !== 0x02014b50) break;
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const name = bytes.subarray(at + 46, at + 46 + nameLength);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const flags = view.getUint16(at + 8, true);
    const sizes = sizesOf(extra, view.getUint32(at + 24, true), view.getUint32(at + 20, true));
    const path = nameOf(name, extra, (flags & 0x800) !== 0);
    entries.push({
      path,
      isFolder: path.endsWith('/'),
      ...sizes,
      modified: timeOf(view.getUint16(at + 14, true), view.getUint16(at + 12, true)),
      encrypted: (flags & 1) !== 0,
    });
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The extra field of a kind (4.5). */
function extraOf(extra: Uint8Array, kind: number): DataView | null {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === kind) return viewOf(extra.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

/** What is too large for 32 bits stands in a field of its own, in this order (4.5.3). */
function sizesOf(extra: Uint8Array, size: number, packed: number): { size: number; packed: number } {
  const big = extraOf(extra, 1);
  let at = 0;
  const real = (told: number) => {
    if (told !== 0xffffffff || !big || at + 8 > big.byteLength) return told;
    at += 8;
    return Number(big.getBigUint64(at - 8, true));
  };
  return { size: real(size), packed: real(packed) };
}

/** UTF-8 where the flag or Info-ZIP's field says so, or where it is that; else the DOS encoding of Russian Windows. */
function nameOf(name: Uint8Array, extra: Uint8Array, isUtf8: boolean): string {
  const unicode = extraOf(extra, 0x7075);
  const bytes =
    unicode && unicode.byteLength > 5
      ? new Uint8Array(unicode.buffer, unicode.byteOffset + 5, unicode.byteLength - 5)
      : name;
  if (isUtf8 || bytes !== name) return new TextDecoder().decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('ibm866').decode(bytes);
  }
}

/** In the time of where it was packed, to two seconds. */
function timeOf(date: number, time: number): Date | null {
  const [year, month, day] = [(date >> 9) + 1980, (date >> 5) & 15, date & 31];
  if (month < 1 || month > 12 || day < 1) return null;
  return new Date(year, month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}
