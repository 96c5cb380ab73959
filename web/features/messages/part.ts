import type { Row } from './rows.ts';

/** The place of rows that are not drawn, because nobody could see them. */
export type Gap = { is: 'gap'; key: string; side: 'above' | 'below'; heightPx: number };

/** What is drawn. `from` and `to` are the keys of the ends beyond which there are rows that are not, else null. */
export type Part = { items: readonly (Row | Gap)[]; from: string | null; to: string | null };

const linePx = 21;

/** How high a row may be that was never measured. Wrong by a little costs nothing: the reader's line stays where it is. */
function guessPx(row: Row, lineLetters: number): number {
  if (row.is === 'day' || row.is === 'new') return 40;
  const { text } = row.is === 'message' ? row.message : row.outgoing;
  const files = row.is === 'message' ? row.message.attachments : row.outgoing.files;
  const lines = text === '' ? 0 : Math.ceil(text.length / lineLetters) + text.split('\n').length - 1;
  const above = row.first ? 35 : 3;
  const reactions = row.is === 'message' && row.message.reactions.length > 0 ? 32 : 0;
  return above + (lines > 0 ? 14 + lines * linePx : 0) + (files.length > 0 ? 260 : 0) + reactions;
}

/** The last of those above: what is drawn begins below it. */
export const gapAbove = (items: Part['items']): Gap | undefined =>
  items.findLast((item): item is Gap => item.is === 'gap' && item.side === 'above');

export interface Sizes {
  /** Of rows that have been drawn, by key. */
  heights: ReadonlyMap<string, number>;
  /** About so many letters stand in a line of text. */
  lineLetters: number;
}

const heightOf = (row: Row, { heights, lineLetters }: Sizes) =>
  heights.get(row.key) ?? guessPx(row, lineLetters);

/** The row that stands so far below the first one's top. */
export function rowAt(rows: readonly Row[], sizes: Sizes, px: number): Row | undefined {
  let left = px;
  for (const row of rows) {
    left -= heightOf(row, sizes);
    if (left > 0) continue;
    return row;
  }
  return rows.at(-1);
}

type Wish = {
  rows: readonly Row[];
  sizes: Sizes;
  /** The rows on the screen; the first of them that is still there counts. Null is the end of all rows. */
  around: readonly string[] | null;
  abovePx: number;
  /** From the top of the row that counts. */
  belowPx: number;
  /** Rows that must stay wherever they are: one plays a film, or has the focus. */
  keep: ReadonlySet<string>;
};

/** The rows near those on the screen, and gaps as high as what isn't drawn between and beyond them. */
export function partOf({ rows, sizes, around, abovePx, belowPx, keep }: Wish): Part {
  const places = new Map(rows.map(({ key }, i) => [key, i]));
  const found = around?.find((key) => places.has(key));
  const at = (found === undefined ? undefined : places.get(found)) ?? rows.length;
  let from = at;
  for (let px = 0; from > 0 && px < abovePx; from--) px += heightOf(rows[from - 1] as Row, sizes);
  let to = at;
  for (let px = 0; to < rows.length && px < belowPx; to++) px += heightOf(rows[to] as Row, sizes);

  const items: (Row | Gap)[] = [];
  const gaps = { above: 0, below: 0 };
  let gap: Gap | null = null;
  rows.forEach((row, i) => {
    if ((i >= from && i < to) || keep.has(row.key)) {
      gap = null;
      items.push(row);
      return;
    }
    if (!gap) {
      const side = i < from ? 'above' : 'below';
      gap = { is: 'gap', key: `gap ${side} ${gaps[side]++}`, side, heightPx: 0 };
      items.push(gap);
    }
    gap.heightPx += heightOf(row, sizes);
  });
  return {
    items,
    from: from > 0 ? (rows[from]?.key ?? null) : null,
    to: to < rows.length ? (rows[to - 1]?.key ?? null) : null,
  };
}
