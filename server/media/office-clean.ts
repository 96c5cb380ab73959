import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';
import { officeTexts } from './office-texts.ts';
import { type Piece, Source } from './strip/source.ts';
import { canStrip, strip } from './strip.ts';
import { MediaError } from './types.ts';
import {
  encrypted,
  mostEntries,
  sizesFollow,
  unzipped,
  type ZipEntry,
  zipDataAt,
  zipEntries,
} from './zip.ts';

/** An entry that unpacks to more stays as it is: what is cleaned is small, but for photographs. */
const maxEntryBytes = 64 * 1024 * 1024;
/** A table in a letter in a presentation. */
const maxDepth = 3;
const [stored, deflated] = [0, 8];
const most32 = 0xffffffff;

/** Who signs wants to be known, and a signature holds for these bytes alone. */
const signature = /^(?:_xmlsignatures\/|META-INF\/documentsignatures\.xml$)/u;

/**
 * Writes a copy of an office's document (OOXML, ECMA-376; ODF 1.3) that doesn't tell who made it: without author, last
 * editor, company and whatever else stands among its properties, without the folders that it was saved in, and with
 * pictures that tell neither place nor camera. What people see in it stays, also the names at comments and changes. One that
 * is signed or locked stays bit for bit. Throws a MediaError for what can't be read.
 */
export function cleanOffice(from: string, to: string, depth = 0): void {
  const source = new Source(from);
  try {
    source.writeTo(to, piecesOf(source, { scratch: `${to}.entry`, depth }));
  } finally {
    source.close();
  }
}

type Work = { scratch: string; depth: number };

function piecesOf(source: Source, work: Work): Piece[] {
  const entries = zipEntries(source).sort((a, b) => a.at - b.at);
  if (entries.length >= mostEntries) throw new MediaError('unreadable', 'more entries than are looked at');
  const read = (entry: ZipEntry) => unzipped(source, entry, maxEntryBytes);
  const texts = officeTexts(entries, read);
  const isSigned = entries.some(({ name }) => signature.test(name));
  if (texts === 'locked' || isSigned) return [{ from: 0, to: source.size }];
  const archive = startArchive();
  for (const entry of entries) {
    const content = texts.get(entry.name) ?? withoutCamera(entry, read, work);
    if (content) archive.add(entry, content);
    else {
      const from = zipDataAt(source, entry);
      archive.add(entry, { from, to: from + entry.packedBytes });
    }
  }
  return archive.end();
}

/** A picture without its metadata, or a document within the document without its author; null: as it is. */
function withoutCamera(
  entry: ZipEntry,
  read: (entry: ZipEntry) => Buffer | null,
  { scratch, depth }: Work,
): Buffer | null {
  const isPicture = /\.(?:jpe?g|jfif|png|gif|webp|bmp)$/iu.test(entry.name);
  const isDocument = /\.(?:doc|xls|ppt)[xm]$|\.od[tsp]$/iu.test(entry.name) && depth < maxDepth;
  const before = isPicture || isDocument ? read(entry) : null;
  if (before === null) return null;
  const format = isPicture ? pictureIn(before) : null;
  if (isPicture && (format === null || !canStrip(format))) return null;
  const to = `${scratch}.clean`;
  try {
    writeFileSync(scratch, before);
    if (format === null) cleanOffice(scratch, to, depth + 1);
    else strip({ from: scratch, to, format });
    const after = readFileSync(to);
    return after.equals(before) ? null : after;
  } catch (error) {
    if (error instanceof MediaError) return null;
    throw error;
  } finally {
    for (const file of [scratch, to]) rmSync(file, { force: true });
  }
}

/** By content: what is named `.jpg` is often something else. */
function pictureIn(bytes: Buffer) {
  const begins = (text: string, at = 0) => bytes.toString('latin1', at, at + text.length) === text;
  if (begins('\xff\xd8\xff')) return 'jpeg';
  if (begins('\x89PNG')) return 'png';
  if (begins('GIF8')) return 'gif';
  if (begins('RIFF') && begins('WEBP', 8)) return 'webp';
  return begins('BM') ? 'bmp' : null;
}

/** Writes entries one after another, without the extra fields that name the writer's account, and their directory. */
function startArchive() {
  const pieces: Piece[] = [];
  const lines: Buffer[] = [];
  let at = 0;
  const put = (piece: Piece) => {
    pieces.push(piece);
    at += Buffer.isBuffer(piece) ? piece.length : piece.to - piece.from;
    if (at > most32) throw new MediaError('unreadable', 'a document of more than 4 GB');
  };
  return {
    /** `content`: what it unpacks to, or where its packed bytes stand. */
    add(entry: ZipEntry, content: Buffer | { from: number; to: number }) {
      // From 6 to 30 a line of the directory says what an entry's own header says from 4 to 28.
      const line = Buffer.from(entry.head);
      const isNew = Buffer.isBuffer(content);
      const method = isNew && entry.method !== stored ? deflated : entry.method;
      const packed = isNew && method === deflated ? deflateRawSync(content) : content;
      line.writeUInt16LE(entry.flags & ~(isNew ? sizesFollow | encrypted : sizesFollow), 8);
      line.writeUInt16LE(method, 10);
      if (isNew) line.writeUInt32LE(crc32(content), 16);
      line.writeUInt32LE(Buffer.isBuffer(packed) ? packed.length : entry.packedBytes, 20);
      line.writeUInt32LE(isNew ? content.length : entry.bytes, 24);
      line.writeUInt32LE(0, 30);
      line.writeUInt32LE(at, 42);
      lines.push(line, entry.nameBytes);
      put(Buffer.concat([Buffer.from('PK\x03\x04'), line.subarray(6, 30), Buffer.alloc(2), entry.nameBytes]));
      put(packed);
    },
    end(): Piece[] {
      const directory = Buffer.concat(lines);
      const end = Buffer.alloc(22);
      end.write('PK\x05\x06', 'latin1');
      end.writeUInt16LE(lines.length / 2, 8);
      end.writeUInt16LE(lines.length / 2, 10);
      end.writeUInt32LE(directory.length, 12);
      end.writeUInt32LE(at, 16);
      put(directory);
      return [...pieces, end];
    },
  };
}
