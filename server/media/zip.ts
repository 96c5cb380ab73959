import { Source } from './strip/source.ts';
import { MediaError } from './types.ts';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const maxCommentBytes = 65_535;
/** More names than these are not looked through; the archive is taken all the same. */
const maxEntries = 20_000;

/**
 * The names in a ZIP's central directory (APPNOTE 6.3.10), at most 20,000 of them; nothing is unpacked. Throws a
 * MediaError where the directory is missing or broken.
 */
export function zipNames(path: string): string[] {
  const source = new Source(path);
  try {
    return namesIn(source, directoryOf(source));
  } finally {
    source.close();
  }
}

interface Directory {
  at: number;
  count: number;
}

function directoryOf(source: Source): Directory {
  const from = Math.max(0, source.size - endBytes - maxCommentBytes);
  const tail = Buffer.from(source.read(from, source.size - from));
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    const count = tail.readUInt16LE(at + 10);
    const bytes = tail.readUInt32LE(at + 12);
    const told = tail.readUInt32LE(at + 16);
    if (told === 0xffffffff || count === 0xffff) return bigDirectoryOf(source, from + at);
    // What stands before the archive (a program that unpacks itself) shifts it.
    const meant = from + at - bytes;
    if (meant < 0 || told > meant) break;
    return { at: meant, count };
  }
  throw new MediaError('unreadable', 'a ZIP without its directory');
}

/** ZIP64: the true numbers stand before the end (4.3.14, 4.3.15). */
function bigDirectoryOf(source: Source, end: number): Directory {
  const locator = Buffer.from(source.read(end - 20, 20));
  if (locator.length === 20 && locator.readUInt32LE(0) === 0x07064b50) {
    const record = Buffer.from(source.read(Number(locator.readBigUInt64LE(8)), 56));
    if (record.length === 56 && record.readUInt32LE(0) === 0x06064b50) {
      return { at: Number(record.readBigUInt64LE(48)), count: Number(record.readBigUInt64LE(32)) };
    }
  }
  throw new MediaError('unreadable', 'a ZIP64 without its directory');
}

function namesIn(source: Source, { at, count }: Directory): string[] {
  const names: string[] = [];
  let next = at;
  for (let i = 0; i < Math.min(count, maxEntries); i++) {
    const head = source.read(next, 46);
    if (head.length < 46 || head.readUInt32LE(0) !== entrySignature) {
      throw new MediaError('unreadable', 'a ZIP with a broken directory');
    }
    const lengths = [28, 30, 32].map((offset) => head.readUInt16LE(offset));
    names.push(source.text(next + 46, lengths[0] ?? 0));
    next += 46 + lengths.reduce((sum, length) => sum + length, 0);
  }
  return names;
}
