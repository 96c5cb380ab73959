import type { FormatId } from '../formats.ts';
import { type Edit, edited, freed } from './edits.ts';
import { elementsIn, voided } from './elements.ts';
import type { Piece, Source } from './source.ts';

/** More than what tells of a place, an owner or a device ever takes; a number of chance, among pictures, is mostly larger. */
const plausibleBytes = 16 * 1024 * 1024;
const windowBytes = 512 * 1024;
const longestName = 32;

/** The places where some bytes stand, however broken the file around them. */
function* occurrences(source: Source, name: Buffer): Generator<number> {
  for (let at = 0; at < source.size; at += windowBytes) {
    const window = source.read(at, windowBytes + longestName);
    for (let i = window.indexOf(name); i >= 0 && i < windowBytes; i = window.indexOf(name, i + 1))
      yield at + i;
  }
}

/** A place as cameras write it, e.g. +55.7558+037.6173/ (ISO 6709). */
const geographic = /[+-]\d{2}\.\d{2,}[+-]\d{3}\.\d{2,}/g;

function* positionsTold(source: Source): Generator<number> {
  for (let at = 0; at < source.size; at += windowBytes) {
    for (const { index } of source.text(at, windowBytes + longestName).matchAll(geographic)) yield at + index;
  }
}

const places = (source: Source, names: readonly Buffer[]): number[] =>
  names.flatMap((name) => [...occurrences(source, name)]);

const latin = (...names: string[]) => names.map((name) => Buffer.from(name, 'latin1'));

/** Boxes of MP4 and QuickTime: what the maker, the place and, in bought films, the buyer are told in. */
const boxNames = latin('udta', 'meta', 'uuid', 'ilst', 'keys', 'pinf', 'name', 'user', '\xa9xyz', 'loci');

/** ISO/IEC 14496-12, 8.4.3: the handler's name follows its 24 bytes of numbers. */
function handlerNames(source: Source): Edit[] {
  return places(source, latin('hdlr')).flatMap((at) => {
    const size = at < 4 ? 0 : Buffer.from(source.read(at - 4, 4)).readUInt32BE(0);
    const [from, to] = [at + 28, Math.min(source.size, at - 4 + size)];
    return size > 1024 || from >= to ? [] : [{ from, to, bytes: Buffer.alloc(to - from) }];
  });
}

function boxes(source: Source): Edit[] {
  const names = handlerNames(source);
  const others = places(source, boxNames).flatMap((at) => {
    const from = at - 4;
    if (from < 0) return [];
    const size = Buffer.from(source.read(from, 4)).readUInt32BE(0);
    if (size < 8 || size > plausibleBytes) return [];
    return freed({ type: '', from, body: from + 8, to: Math.min(source.size, from + size) });
  });
  return [...names, ...others];
}

const guid = (hex: string) => Buffer.from(hex, 'hex');
/** ASF 1.2: content description, extended content description, metadata, metadata library, content branding. */
const tellingObjects = [
  '3326b2758e66cf11a6d900aa0062ce6c',
  '40a4d0d207e3d21197f000a0c95ea850',
  'eacbf8c5af5b77488467aa8c44fa4cca',
  '941c23449894d149a1411d134e457054',
  'fab3112223bdd211b4b700a0c955fc6e',
].map(guid);
const padding = guid('74d40618dfca0945a4ba9aabcb96aae8');

function objects(source: Source): Edit[] {
  return places(source, tellingObjects).flatMap((from) => {
    const head = Buffer.from(source.read(from, 24));
    if (head.length < 24) return [];
    const size = Number(head.readBigUInt64LE(16));
    if (size < 24 || size > plausibleBytes) return [];
    const to = Math.min(source.size, from + size);
    return [
      { from, to: from + 16, bytes: padding },
      { from: from + 24, to, bytes: Buffer.alloc(to - from - 24) },
    ];
  });
}

/** RIFF: lists of words, dates, and the pieces that recorders and editors put in. */
const chunkNames = latin(
  'LIST',
  'IDIT',
  'ISMP',
  'strn',
  'bext',
  'iXML',
  'aXML',
  '_PMX',
  'id3 ',
  'ID3 ',
  'cart',
);

function chunks(source: Source): Edit[] {
  return places(source, chunkNames).flatMap((from) => {
    const head = Buffer.from(source.read(from, 12));
    if (head.length < 8) return [];
    const isOtherList = head.toString('latin1', 0, 4) === 'LIST' && head.toString('latin1', 8, 12) !== 'INFO';
    const size = head.readUInt32LE(4);
    if (isOtherList || size > plausibleBytes) return [];
    const to = Math.min(source.size, from + 8 + size);
    return [
      { from, to: from + 4, bytes: Buffer.from('JUNK') },
      { from: from + 8, to, bytes: Buffer.alloc(to - from - 8) },
    ];
  });
}

/** Matroska (RFC 9559): Tags and Attachments whole; of Info the title, the file's name, the date and the programs. */
const wholeElements = [0x1254c367, 0x1941a469];
const tellingElements = new Set([0x7ba9, 0x7384, 0x4461, 0x5741, 0x4d80]);
const infoElement = 0x1549a966;

function elements(source: Source): Edit[] {
  // The seek head names elements by the same bytes.
  const isNamed = (at: number) => at >= 3 && source.text(at - 3, 3) === '\x53\xab\x84';
  const found = (id: number) =>
    places(source, [guid(id.toString(16))])
      .filter((at) => !isNamed(at))
      .flatMap((from) => [...elementsIn(source, from, source.size, 1)]);
  const whole = wholeElements.flatMap(found);
  const told = found(infoElement).flatMap(({ body, to }) =>
    [...elementsIn(source, body, to, 1000)].filter(({ id }) => tellingElements.has(id)),
  );
  return [...whole, ...told].filter(({ from, to }) => to - from <= plausibleBytes).map(voided);
}

const scrubbers: Partial<Record<FormatId, (source: Source) => Edit[]>> = {
  ...{ mp4: boxes, m4v: boxes, mov: boxes, m4a: boxes },
  ...{ wmv: objects, wma: objects },
  ...{ avi: chunks, avia: chunks, wav: chunks },
  ...{ mkv: elements, webm: elements, mka: elements, weba: elements },
  pdf: () => [],
};

/** What tells of somebody in any box, and what only a writer of the whole could take out. */
const traces = latin(
  'Exif\0\0',
  'http://ns.adobe.com/',
  '<x:xmpmeta',
  'xmpmeta',
  'Photoshop 3.0',
  'DEVC',
  'camm',
);
const ownTraces: Partial<Record<FormatId, readonly Buffer[]>> = {
  // Some writers lock only what stands in streams.
  pdf: latin('/PieceInfo', '/Author (', '/Author('),
  mkv: latin('\x03vorbis', 'OpusTags'),
  webm: latin('\x03vorbis', 'OpusTags'),
  mka: latin('\x03vorbis', 'OpusTags'),
  weba: latin('\x03vorbis', 'OpusTags'),
};

/**
 * The last resort for what no program can write anew, because it is broken or locked: the places where metadata stands are
 * blanked, all else stays byte for byte. Null where that can't be promised.
 */
export function scrub(source: Source, format: FormatId): Piece[] | null {
  const scrubber = scrubbers[format];
  if (scrubber === undefined) return null;
  // The strings of a locked PDF are locked too; those of any other may stand anywhere, packed.
  if (format === 'pdf' && places(source, latin('/Encrypt')).length === 0) return null;
  const edits = scrubber(source);
  const isBlanked = (at: number) => edits.some(({ from, to }) => at >= from && at < to);
  const left = places(source, [...traces, ...(ownTraces[format] ?? [])]);
  return [...left, ...positionsTold(source)].every(isBlanked) ? edited(edits, source.size) : null;
}
