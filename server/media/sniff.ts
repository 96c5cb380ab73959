import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { type FormatId, fileTypeNames } from './formats.ts';
import { isTextName, sniffText } from './sniff-text.ts';
import { bySound } from './sniff-tracks.ts';

export type Sniffed = { format: FormatId } | { refused: string };

const headBytes = 256 * 1024;

/**
 * What a file is by its content. Its name plays a part only for plain text, which may be anything to a program: it is
 * taken under the usual names of texts. `refused` is a media type for people to read.
 */
export async function sniff(path: string, name = ''): Promise<Sniffed> {
  const head = await readHead(path);
  if (head.length === 0) return { refused: 'application/x-empty' };
  const text = sniffText(head);
  if (text !== null) return ofText(text, name);
  const named = await nameOf(path);
  if (named === undefined) return ofUnnamed(head, name);
  if (/ogg/u.test(named)) return sniffOgg(head);
  if (/asf/u.test(named)) return sniffAsf(head);
  if (named === 'image/bmp' && !isBmp(head)) return { refused: 'application/octet-stream' };
  if (/^image\/hei[cf]/u.test(named) && isAvif(head)) return { format: 'avif' };
  const format = Object.hasOwn(fileTypeNames, named) ? fileTypeNames[named] : undefined;
  return format === undefined ? { refused: named } : { format: bySound(format, head) };
}

const refusedTexts = new Set(['text/html', 'application/vnd.apple.mpegurl']);

function ofText(text: string, name: string): Sniffed {
  if (text === 'image/svg+xml') return { format: 'svg' };
  if (text === 'application/pdf') return { format: 'pdf' };
  if (refusedTexts.has(text) || !isTextName(name)) return { refused: text };
  return { format: 'text' };
}

/** Text in one of the older encodings, of which nothing is certain but that no binary file looks so. */
function ofUnnamed(head: Buffer, name: string): Sniffed {
  const control = head.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
  return isTextName(name) && !control ? { format: 'text' } : { refused: 'application/octet-stream' };
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(buffer, 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** file-type's answer; content that it chokes on is as good as unknown. */
async function nameOf(path: string): Promise<string | undefined> {
  try {
    return (await fileTypeFromFile(path))?.mime;
  } catch {
    return undefined;
  }
}

/** "BM" alone is weak: a sentence may begin so. */
function isBmp(head: Buffer): boolean {
  if (head.length < 26) return false;
  const header = head.readUInt32LE(14);
  if (![12, 16, 40, 52, 56, 64, 108, 124].includes(header)) return false;
  const bitsAt = header === 12 ? 24 : 28;
  if (head.length < bitsAt + 2) return false;
  const bits = head.readUInt16LE(bitsAt);
  return [1, 2, 4, 8, 16, 24, 32].includes(bits);
}

/** Some writers put the box's family first, and AVIF among the brands that they claim to follow besides. */
function isAvif(head: Buffer): boolean {
  const brands = head.toString('latin1', 16, Math.min(head.readUInt32BE(0), 256));
  return /^(?:.{4})*?avi[fs]/su.test(brands);
}

const oggVideo = ['\x80theora', '\x01video\0\0\0', 'OVP80', 'BBCD\0'];

/** Every stream of an Ogg file begins on a first page of its own (RFC 3533); one with pictures makes it a video. */
function sniffOgg(head: Buffer): Sniffed {
  let sound = false;
  for (let at = 0; head.toString('latin1', at, at + 4) === 'OggS' && at + 27 < head.length; ) {
    const isFirst = ((head[at + 5] ?? 0) & 2) !== 0;
    if (!isFirst) break;
    const segments = head.subarray(at + 27, at + 27 + (head[at + 26] ?? 0));
    const start = at + 27 + segments.length;
    const packet = head.toString('latin1', start, start + 16);
    if (oggVideo.some((magic) => packet.startsWith(magic))) return { format: 'ogv' };
    if (/^(?:\x01vorbis|OpusHead|Speex {3}|\x7fFLAC)/u.test(packet)) sound = true;
    at = start + segments.reduce((sum, length) => sum + length, 0);
  }
  return sound ? { format: 'oga' } : { refused: 'application/ogg' };
}

const asfStreamProperties = Buffer.from('9107dcb7b7a9cf118ee600c00c205365', 'hex');
const asfVideo = Buffer.from('c0ef19bc4d5bcf11a8fd00805f5c442b', 'hex');

/** ASF is audio or video by its streams alone. */
function sniffAsf(head: Buffer): Sniffed {
  for (let at = head.indexOf(asfStreamProperties); at >= 0; at = head.indexOf(asfStreamProperties, at + 16)) {
    if (head.subarray(at + 24, at + 40).equals(asfVideo)) return { format: 'wmv' };
  }
  return { format: 'wma' };
}
