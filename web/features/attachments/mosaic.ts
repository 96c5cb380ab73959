/** A row of an album: which pictures (by index), and how wide each is for its height. */
export type Row = { items: readonly { index: number; ratio: number }[]; ratio: number };

const narrowest = 0.6;
const widest = 2.2;
/** Rows of about this ratio look balanced in a box of 400 pixels. */
const wantedRowRatio = 2.1;
export const mosaicMost = 10;

const clamp = (ratio: number) => Math.max(narrowest, Math.min(widest, ratio));

/**
 * Lays 2 to 10 pictures out in rows of equal width, keeping their order, so that rows come as near as possible to a
 * pleasant height. Every ratio (width / height) is known beforehand, hence so is the whole box.
 */
export function mosaic(ratios: readonly number[]): Row[] {
  const clamped = ratios.map(clamp);
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let end = 1; end <= clamped.length; end++) {
    let choice = { cost: Number.POSITIVE_INFINITY, from: 0 };
    for (let from = Math.max(0, end - 4); from < end; from++) {
      const sum = clamped.slice(from, end).reduce((a, b) => a + b, 0);
      const cost = (best[from]?.cost ?? 0) + Math.log(sum / wantedRowRatio) ** 2;
      if (cost < choice.cost) choice = { cost, from };
    }
    best.push(choice);
  }
  const rows: Row[] = [];
  for (let end = clamped.length; end > 0; end = best[end]?.from ?? 0) {
    const from = best[end]?.from ?? 0;
    const items = clamped.slice(from, end).map((ratio, i) => ({ index: from + i, ratio }));
    rows.unshift({ items, ratio: items.reduce((sum, { ratio }) => sum + ratio, 0) });
  }
  return rows;
}
