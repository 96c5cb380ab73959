import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { bmpVariants, encodeBmp } from './bmp-fixtures.ts';
import * as documents from './document-fixtures.ts';
import * as fixtures from './fixtures.ts';
import { matrix, writeCell } from './media-matrix.ts';
import { randomFrom } from './random.ts';
import { zipOf } from './zip-fixture.ts';

export interface HostileFile {
  name: string;
  bytes: Buffer;
}

const read = async (path: string): Promise<Buffer> => readFile(path);
const named = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Short clips, for what is to be looked at is the reader, and not how long it takes. */
const clip = { seconds: 0.5, size: '256x144' };
const seedCells = [
  ...['h264-aac.mp4', 'hevc-aac.mp4', 'av1-aac.mp4', 'mjpeg-pcmU8.mov', 'prores-pcmS24.mov', 'h264-aac.mov'],
  ...['h264-ac3.mkv', 'theora-vorbis.mkv', 'vp9-opus.webm', 'vp8-vorbis.webm', 'theora-vorbis.ogv'],
  ...['mpeg4-mp3.avi', 'msmpeg4v3-mp3.avi', 'cinepak-adpcm.avi', 'wmv2-wmav2.wmv', 'sorenson-mp3.flv'],
  ...['mp3.mp3', 'aac.m4a', 'alac.m4a', 'vorbis.ogg', 'opus.ogg', 'flac.flac', 'pcmS16.wav', 'wmav2.wma'],
];

/** Sound files of every kind that is accepted, to be broken. */
export async function seeds(): Promise<HostileFile[]> {
  const folder = join(tmpdir(), 'bungaacord-seeds-1');
  const pictures = [
    fixtures.jpeg,
    fixtures.png,
    fixtures.gif,
    fixtures.apng,
    fixtures.webp,
    fixtures.animatedWebp,
    fixtures.cmykJpeg,
    fixtures.palettePng,
    fixtures.progressiveJpeg,
  ];
  const all: HostileFile[] = [];
  for (const picture of pictures) {
    const path = await picture();
    all.push({ name: named(path), bytes: await read(path) });
  }
  const avif = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
    .avif()
    .toBuffer();
  all.push({ name: 'picture.avif', bytes: avif });
  for (const variant of bmpVariants.slice(0, 4)) {
    all.push({ name: `${variant.name.replaceAll(/\W+/g, '-')}.bmp`, bytes: encodeBmp(variant) });
  }
  all.push({ name: 'drawing.svg', bytes: Buffer.from(drawing('<circle cx="9" cy="9" r="5"/>')) });
  all.push({ name: 'document.pdf', bytes: await documents.pdf() });
  all.push({ name: 'document.docx', bytes: await documents.docx('https://example.org/') });
  all.push({ name: 'sheet.xlsx', bytes: documents.xlsx() });
  for (const cell of matrix.filter(({ name }) => seedCells.includes(name))) {
    const path = join(folder, cell.name);
    const bytes = await read(path).catch(async () => read(await writeCell(folder, cell, clip)));
    all.push({ name: cell.name, bytes });
  }
  return all;
}

const drawing = (inner: string, before = '') =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="60" height="40">${inner}</svg>`;

/** The n-th broken file of a seed: cut off, bits turned, bytes made 0 or 255, a piece doubled or taken out. */
export function broken(all: readonly HostileFile[], seed: number, n: number): HostileFile {
  const random = randomFrom(seed * 1_000_003 + n);
  const below = (limit: number) => Math.floor(random() * limit);
  const source = all[below(all.length)] as HostileFile;
  let bytes = Buffer.from(source.bytes);
  // Heads are where readers decide what to allocate, so half of the damage is done there.
  const place = () => below(random() < 0.5 ? Math.min(bytes.length, 512) : bytes.length);
  const ways: (() => void)[] = [
    () => {
      bytes = bytes.subarray(0, 1 + below(bytes.length));
    },
    () => {
      for (let turns = 1 + below(40); turns > 0; turns--) {
        const at = place();
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      }
    },
    () => {
      const at = place();
      bytes.fill(random() < 0.5 ? 0 : 255, at, Math.min(bytes.length, at + 1 + below(16)));
    },
    () => {
      const at = place();
      const piece = bytes.subarray(at, at + 1 + below(4096));
      bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
    },
    () => {
      const at = place();
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(1024))]);
    },
  ];
  for (let times = 1 + below(2); times > 0; times--) ways[below(ways.length)]?.();
  return { name: `${n}-${source.name}`, bytes };
}

function chunk(type: string, body: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const out = Buffer.alloc(typed.length + 8);
  out.writeUInt32BE(body.length, 0);
  typed.copy(out, 4);
  out.writeUInt32BE(crc32(typed), typed.length + 4);
  return out;
}

function pngOf(input: {
  width: number;
  height: number;
  colour: number;
  data: Buffer;
  more?: Buffer[];
}): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(input.width, 0);
  header.writeUInt32BE(input.height, 4);
  header.set([input.colour === 0 ? 1 : 8, input.colour, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const parts = [signature, chunk('IHDR', header), ...(input.more ?? []), chunk('IDAT', input.data)];
  return Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]);
}

/** A picture of one pixel that says it has a million more frames; each costs a reader, and 20 bytes. */
function endlessGif(frames: number): Buffer {
  const head = Buffer.concat([
    Buffer.from('GIF89a'),
    Buffer.from([1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
  ]);
  const frame = Buffer.from([
    0x21, 0xf9, 4, 4, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0,
  ]);
  const body = Buffer.alloc(frame.length * frames);
  for (let n = 0; n < frames; n++) frame.copy(body, n * frame.length);
  return Buffer.concat([head, body, Buffer.from([0x3b])]);
}

/** A few pixels in a file that says it has 20,000 times 20,000. */
function largeGif(): Buffer {
  const small = endlessGif(2);
  small.writeUInt16LE(20_000, 6);
  small.writeUInt16LE(20_000, 8);
  return small;
}

/** Ten entities, each of ten of the one before: a hundred million letters. */
function entityBomb(): string {
  const lines = Array.from({ length: 8 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`);
  return drawing('<text>&e8;</text>', `<!DOCTYPE svg [<!ENTITY e0 "bombs away">${lines.join('')}]>`);
}

/** A thousand squares, each drawn a thousand times by a reference to a reference to a reference. */
function useBomb(): string {
  const levels = Array.from({ length: 9 }, (_, n) => {
    const uses = `<use xlink:href="#l${n}"/>`.repeat(10);
    return `<g id="l${n + 1}">${uses}</g>`;
  });
  return drawing(
    `<defs><rect id="l0" width="9" height="9"/>${levels.join('')}</defs><use xlink:href="#l9"/>`,
  );
}

/** A page that unpacks to 200 MB of drawing, in a file of some kilobytes. */
function pdfBomb(): Buffer {
  const stream = deflateSync(Buffer.alloc(200 * 1024 * 1024, '0 0 m 9 9 l S '));
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200000 200000] /Contents 4 0 R >>';
  const bodies = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(page),
    Buffer.concat([
      Buffer.from(`<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`),
      stream,
      Buffer.from('\nendstream'),
    ]),
  ];
  let out = Buffer.from('%PDF-1.7\n');
  const places = bodies.map((body, n) => {
    const at = out.length;
    out = Buffer.concat([out, Buffer.from(`${n + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 5\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${out.length}\n%%EOF\n`;
  return Buffer.concat([out, Buffer.from(table)]);
}

/** Office files whose text unpacks to 300 MB. */
function officeBomb(kind: 'docx' | 'xlsx'): Buffer {
  const zeros = Buffer.alloc(300 * 1024 * 1024, 32);
  const main = kind === 'docx' ? 'word/document.xml' : 'xl/workbook.xml';
  const type = kind === 'docx' ? 'wordprocessingml.document' : 'spreadsheetml.sheet';
  const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/${main}" ContentType="application/vnd.openxmlformats-officedocument.${type}.main+xml"/></Types>`;
  return zipOf([
    { name: '[Content_Types].xml', content: types },
    { name: main, content: zeros },
  ]);
}

/** Files that are small and unpack to something huge, or never end. */
export async function bombs(): Promise<HostileFile[]> {
  const rows = 16_000;
  const bitmap = deflateSync(Buffer.alloc((1 + rows / 8) * rows), { level: 9 });
  const text = deflateSync(Buffer.alloc(200 * 1024 * 1024), { level: 9 });
  const webp = await sharp({ create: { width: 16_383, height: 16_383, channels: 3, background: 'red' } })
    .webp({ lossless: true, effort: 0 })
    .toBuffer();
  const huge = { width: 200_000, height: 200_000, colour: 2, data: deflateSync(Buffer.alloc(1000)) };
  const packedText = chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), text]));
  const small = { width: 8, height: 8, colour: 2, data: deflateSync(Buffer.alloc(25 * 8)) };
  const svg = (name: string, content: string) => ({ name, bytes: Buffer.from(content) });
  return [
    { name: 'huge.png', bytes: pngOf(huge) },
    { name: 'one-bit.png', bytes: pngOf({ width: rows, height: rows, colour: 0, data: bitmap }) },
    { name: 'packed-text.png', bytes: pngOf({ ...small, more: [packedText] }) },
    { name: 'huge.webp', bytes: webp },
    { name: 'endless.gif', bytes: endlessGif(1_000_000) },
    { name: 'large.gif', bytes: largeGif() },
    svg('entities.svg', entityBomb()),
    svg('uses.svg', useBomb()),
    svg('deep.svg', drawing(`${'<g>'.repeat(100_000)}${'</g>'.repeat(100_000)}`)),
    svg('wide.svg', drawing('<rect width="1e30" height="1e30"/>').replace('width="60"', 'width="1e9"')),
    { name: 'bomb.pdf', bytes: pdfBomb() },
    { name: 'bomb.docx', bytes: officeBomb('docx') },
    { name: 'bomb.xlsx', bytes: officeBomb('xlsx') },
    { name: 'bomb.zip', bytes: zipOf([{ name: 'zeros', content: Buffer.alloc(300 * 1024 * 1024) }]) },
  ];
}

/** Files that name other files and an address, for readers that would follow: nothing may come of either. */
export async function followers(url: string): Promise<HostileFile[]> {
  const secret = '/etc/passwd';
  const text = (name: string, content: string) => ({ name, bytes: Buffer.from(content) });
  const list = (target: string) =>
    `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`;
  const movie = await read(await fixtures.clips.mov());
  return [
    text('list.mp4', list(`${url}/list.ts`)),
    text('list-file.mp4', list(secret)),
    text('concat.mp4', `ffconcat version 1.0\nfile ${secret}\nfile ${url}/concat.mp4\n`),
    text('dash.mp4', `<?xml version="1.0"?><MPD><Period><BaseURL>${url}/dash</BaseURL></Period></MPD>`),
    text('session.mp4', `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n`),
    text('windows.wmv', `<ASX VERSION="3.0"><ENTRY><REF HREF="${url}/asx"/></ENTRY></ASX>`),
    text('playlist.avi', `[Reference]\nRef1=${url}/ref\n`),
    { name: 'elsewhere.mov', bytes: withDataAt(movie, urlEntry(`${url}/dref.mov`)) },
    { name: 'elsewhere-file.mov', bytes: withDataAt(movie, aliasEntry(secret)) },
    text('image.svg', drawing(`<image href="${url}/image" width="9" height="9"/>`)),
    text('image-file.svg', drawing(`<image xlink:href="file://${secret}" width="9" height="9"/>`)),
    text('style.svg', drawing(`<style>@import url("${url}/style.css")</style><rect width="9" height="9"/>`)),
    text('entity.svg', drawing('<text>&x;</text>', `<!DOCTYPE svg [<!ENTITY x SYSTEM "file://${secret}">]>`)),
    text(
      'entity-url.svg',
      drawing('<text>&x;</text>', `<!DOCTYPE svg [<!ENTITY x SYSTEM "${url}/entity">]>`),
    ),
    { name: 'outside.docx', bytes: await documents.docx(`${url}/template`) },
  ];
}

const holders = new Set(['moov', 'trak', 'mdia', 'minf', 'dinf']);

/** Puts another entry in the place of each of QuickTime's `dref`, which says where a track's data lies. */
function withDataAt(movie: Buffer, entry: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at + 8 <= movie.length; ) {
    const size = movie.readUInt32BE(at) || movie.length - at;
    const type = movie.toString('latin1', at + 4, at + 8);
    const body = movie.subarray(at + 8, at + size);
    if (holders.has(type)) parts.push(boxOf(type, withDataAt(body, entry)));
    else if (type === 'dref') parts.push(boxOf(type, Buffer.concat([body.subarray(0, 8), entry])));
    else parts.push(movie.subarray(at, at + size));
    at += size;
  }
  return Buffer.concat(parts);
}

function boxOf(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** ISO/IEC 14496-12, 8.7.2: an entry that names an address; its flag 1, “in this file”, is not set. */
const urlEntry = (address: string) =>
  boxOf('url ', Buffer.concat([Buffer.alloc(4), Buffer.from(`${address}\0`)]));

/** An alias of the Macintosh: a volume, a name, and as its item of type 2 the whole path. */
function aliasEntry(path: string): Buffer {
  const told = Buffer.from(path, 'latin1');
  const item = Buffer.alloc(4);
  item.writeInt16BE(2, 0);
  item.writeInt16BE(told.length, 2);
  const padded = told.length % 2 === 0 ? told : Buffer.concat([told, Buffer.alloc(1)]);
  const end = Buffer.from('ffff0000', 'hex');
  // Version and flags, then what stands before the volume; the volume, times, the name, and what stands after it.
  return boxOf('alis', Buffer.concat([Buffer.alloc(4 + 10 + 28 + 12 + 64 + 16), item, padded, end]));
}
