import type { Box } from './boxes.ts';
import type { Extent } from './heif-items.ts';
import { keep, type Piece } from './source.ts';

/** Bytes that get new content of the same length. */
export interface Edit extends Extent {
  bytes: Buffer;
}

export const blank = ({ from, to }: Extent): Edit => ({ from, to, bytes: Buffer.alloc(to - from) });

/** A box that readers skip, and that is empty. */
export function freed({ from, body, to }: Box): Edit[] {
  return [{ from: from + 4, to: from + 8, bytes: Buffer.from('free') }, blank({ from: body, to })];
}

/** What lies in a box beside what is kept (merged, in order). */
export function gaps({ body, to }: Pick<Box, 'body' | 'to'>, kept: readonly Extent[]): Edit[] {
  const found: Edit[] = [];
  let at = body;
  for (const extent of kept) {
    if (extent.to <= at) continue;
    if (extent.from >= to) break;
    if (extent.from > at) found.push(blank({ from: at, to: extent.from }));
    at = extent.to;
  }
  if (at < to) found.push(blank({ from: at, to }));
  return found;
}

/** The file up to `end` with its edits in their places; where two overlap, the first one wins. */
export function edited(edits: Edit[], end: number): Piece[] {
  edits.sort((a, b) => a.from - b.from);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to, bytes } of edits) {
    if (to <= at || from >= end) continue;
    if (from > at) keep(pieces, at, from);
    pieces.push(bytes.subarray(Math.max(0, at - from), Math.min(to, end) - from));
    at = Math.min(to, end);
  }
  if (at < end) keep(pieces, at, end);
  return pieces;
}
