import { MediaError } from '../types.ts';
import { type Box, boxesIn, boxIn, fullBoxBytes } from './boxes.ts';
import { type Edit, edited, freed, gaps } from './edits.ts';
import { type Extent, type Heif, readHeif } from './heif-items.ts';
import { nameOfHandler, samplesOf, stripMovie } from './heif-sequence.ts';
import type { Piece, Source } from './source.ts';

/** Coded pictures and how they are put together; all other items are about them: EXIF, XMP, names of regions. */
const pictures = new Set(['hvc1', 'av01', 'grid', 'iovl', 'iden', 'tmap', 'mski', 'hvt1']);
const metaKept = new Set(['hdlr', 'pitm', 'iloc', 'iinf', 'iref', 'iprp', 'idat', 'grpl']);
/** Whatever decides how a picture looks; descriptions, dates and makers' own ones are dropped. */
const propertiesKept = new Set(
  'ispe pixi colr irot imir clap pasp auxC hvcC av1C lhvC a1op a1lx lsel rloc clli mdcv cclv amve ndwt reve iscl'.split(
    ' ',
  ),
);

/**
 * HEIC and AVIF: nothing moves, since places are told in bytes from the file's beginning. All that no picture is made of
 * becomes zero, including what lies between pictures; what stands behind the last of them is cut off.
 */
export function stripHeif(source: Source): Piece[] {
  const heif = readHeif(source);
  if (heif === null) throw new MediaError('unreadable', 'no picture in these boxes');
  const kept = keptBytes(source, heif);
  const edits: Edit[] = [];
  let end = 0;
  for (const box of boxesIn(source, 0, source.size)) {
    if (box.type === 'ftyp') end = box.to;
    else if (box.type === 'meta') edits.push(...editMeta(source, box, heif, kept));
    else if (box.type === 'moov') edits.push(...stripMovie(source, box));
    else if (box.type === 'mdat') edits.push(...gaps(box, kept));
    else {
      edits.push(...freed(box));
      continue;
    }
    end = box.to;
  }
  return edited(edits, end);
}

/** Merged and in order. */
function keptBytes(source: Source, { items }: Heif): Extent[] {
  const shown = [...items.values()].filter(({ type }) => pictures.has(type));
  if (shown.some(({ isNested }) => isNested)) throw new MediaError('unreadable', 'items within items');
  const all = [...shown.flatMap(({ extents }) => extents), ...samplesOf(source)];
  all.sort((a, b) => a.from - b.from);
  const merged: Extent[] = [];
  for (const { from, to } of all) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

function editMeta(source: Source, meta: Box, heif: Heif, kept: Extent[]): Edit[] {
  const edits: Edit[] = [];
  for (const box of boxesIn(source, meta.body + fullBoxBytes, meta.to)) {
    if (!metaKept.has(box.type)) edits.push(...freed(box));
    else if (box.type === 'idat') edits.push(...gaps(box, kept));
    else if (box.type === 'hdlr') edits.push(...nameOfHandler(box));
    else if (box.type === 'iprp') edits.push(...editProperties(source, box));
  }
  for (const { name, type, typeAt } of heif.items.values()) {
    // Spaces, since a shorter name would move what follows it.
    if (name.from < name.to) edits.push({ ...name, bytes: Buffer.alloc(name.to - name.from, 0x20) });
    // Readers skip a type that they don't know; EXIF of nothing but zeros some would complain of.
    if (!pictures.has(type)) edits.push({ from: typeAt, to: typeAt + 4, bytes: Buffer.from('none') });
  }
  return edits;
}

function editProperties(source: Source, iprp: Box): Edit[] {
  const ipco = boxIn(source, iprp, 'ipco');
  if (ipco === null) return [];
  // They are counted, so that none can be left out.
  return [...boxesIn(source, ipco.body, ipco.to)]
    .filter(({ type }) => !propertiesKept.has(type))
    .flatMap(freed);
}
