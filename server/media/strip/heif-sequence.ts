import { type Box, boxesIn, boxIn, fullBoxBytes, Numbers } from './boxes.ts';
import { blank, type Edit, freed } from './edits.ts';
import type { Extent } from './heif-items.ts';
import type { Source } from './source.ts';

/** Tracks of moving pictures and of their transparency; sound, times and places are dropped. */
const tracksKept = new Set(['pict', 'vide', 'auxv']);
const movieKept = new Set(['mvhd', 'trak', 'mvex']);
const trackKept = new Set(['tkhd', 'tref', 'edts', 'mdia']);
const maxTableBytes = 512 * 1024;

function handlerOf(source: Source, trak: Box): string {
  const mdia = boxIn(source, trak, 'mdia');
  const hdlr = mdia === null ? null : boxIn(source, mdia, 'hdlr');
  return hdlr === null ? '' : source.text(hdlr.body + fullBoxBytes + 4, 4);
}

function tracksIn(source: Source, moov: Box): Box[] {
  return [...boxesIn(source, moov.body, moov.to)].filter(
    (box) => box.type === 'trak' && tracksKept.has(handlerOf(source, box)),
  );
}

const handlerNameAt = 20;

/** What a handler calls itself; writers put names of programs and devices there. */
export function nameOfHandler({ body, to }: Box): Edit[] {
  const from = body + fullBoxBytes + handlerNameAt;
  return from < to ? [blank({ from, to })] : [];
}

/** Takes descriptions and other tracks out of an animated picture's `moov`, in place. */
export function stripMovie(source: Source, moov: Box): Edit[] {
  const edits: Edit[] = [];
  for (const box of boxesIn(source, moov.body, moov.to)) {
    if (!movieKept.has(box.type)) edits.push(...freed(box));
    else if (box.type === 'trak' && !tracksKept.has(handlerOf(source, box))) edits.push(...freed(box));
    else if (box.type === 'trak') edits.push(...stripTrack(source, box));
  }
  return edits;
}

function stripTrack(source: Source, trak: Box): Edit[] {
  const others = [...boxesIn(source, trak.body, trak.to)].filter(({ type }) => !trackKept.has(type));
  const mdia = boxIn(source, trak, 'mdia');
  const hdlr = mdia === null ? null : boxIn(source, mdia, 'hdlr');
  return [...others.flatMap(freed), ...(hdlr === null ? [] : nameOfHandler(hdlr))];
}

/** Where the frames of an animated picture are. */
export function samplesOf(source: Source): Extent[] {
  const moov = boxIn(source, { body: 0, to: source.size }, 'moov');
  if (moov === null) return [];
  return tracksIn(source, moov).flatMap((trak) => {
    let box: Box | null = trak;
    for (const type of ['mdia', 'minf', 'stbl']) box = box === null ? null : boxIn(source, box, type);
    return box === null ? [] : samplesIn(source, box);
  });
}

function tableOf(source: Source, stbl: Box, type: string): Numbers | null {
  const box = boxIn(source, stbl, type);
  if (box === null) return null;
  const start = box.body + fullBoxBytes;
  return new Numbers(Buffer.from(source.read(start, Math.min(maxTableBytes, box.to - start))));
}

/** Chunks hold samples one after another: sizes (`stsz`), how many in each chunk (`stsc`), where it begins (`stco`). */
function samplesIn(source: Source, stbl: Box): Extent[] {
  const chunks = chunksIn(source, stbl);
  const sizes = tableOf(source, stbl, 'stsz');
  const runs = tableOf(source, stbl, 'stsc');
  if (sizes === null || runs === null) return [];
  const common = sizes.take(4);
  let samples = sizes.take(4);
  const extents: Extent[] = [];
  let perChunk = 0;
  let runsLeft = runs.take(4);
  let nextRun = runsLeft > 0 ? runs.take(4) : 0;
  for (const [i, from] of chunks.entries()) {
    if (runsLeft > 0 && nextRun === i + 1) {
      perChunk = runs.take(4);
      runs.take(4);
      nextRun = --runsLeft > 0 ? runs.take(4) : 0;
    }
    const here = Math.min(perChunk, samples);
    let bytes = common * here;
    for (let n = common > 0 ? 0 : here; n > 0 && !sizes.isOver; n--) bytes += sizes.take(4);
    samples -= here;
    if (bytes > 0) extents.push({ from, to: Math.min(source.size, from + bytes) });
  }
  return extents;
}

function chunksIn(source: Source, stbl: Box): number[] {
  for (const [type, bytes] of [
    ['stco', 4],
    ['co64', 8],
  ] as const) {
    const table = tableOf(source, stbl, type);
    if (table === null) continue;
    const chunks: number[] = [];
    for (let left = table.take(4); left > 0 && !table.isOver; left--) chunks.push(table.take(bytes));
    return chunks;
  }
  return [];
}
