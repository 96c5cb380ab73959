/** A row of an album: which pictures (by index), and how wide each is for its height. */
export type Row = { items: readonly { index: number; ratio: number }[]; ratio: number };

const narrowest = 0.6;
const widest = 2.2;
/** How wide for its height a row may be wished; the wish that makes the best whole is taken. */
const wishes = [1.5, 2, 2.5, 3, 3.6, 4.4];
/** The whole album's height over its width that looks best. */
const wantedHeight = 0.9;
export const mosaicMost = 10;
const mostInRow = 4;

const clamp = (ratio: number) => Math.max(narrowest, Math.min(widest, ratio));

/**
 * Lays 2 to 10 pictures out in rows of equal width, keeping their order, so that the whole comes near a pleasant height.
 * Every ratio (width / height) is known beforehand, hence so is the whole box.
 */
export function mosaic(ratios: readonly number[]): Row[] {
  const clamped = ratios.map(clamp);
  const off = (rows: Row[]) =>
    Math.abs(Math.log(rows.reduce((sum, { ratio }) => sum + 1 / ratio, 0) / wantedHeight));
  return wishes
    .map((wish) => rowsOf(clamped, wish))
    .reduce((best, next) => (off(next) < off(best) ? next : best));
}

type Tile = { width: number | null; height: number | null; kind: string };

/** The rows of an album: pictures in a mosaic, and between them, where they were put, its films, which need the width. */
export function albumRows(files: readonly Tile[]): Row[] {
  const ratios = files.map(({ width, height }) => (width && height ? width / height : 1));
  // Neither a tower nor a slit.
  const alone = (index: number): Row => {
    const ratio = Math.max(1, clamp(ratios[index] ?? 1));
    return { items: [{ index, ratio }], ratio };
  };
  const films = files.flatMap(({ kind }, i) => (kind === 'video' ? i : []));
  return [...films, files.length].flatMap((film, n) => {
    const from = n > 0 ? (films[n - 1] ?? 0) + 1 : 0;
    const run = film - from === 1 ? [alone(from)] : mosaic(ratios.slice(from, film)).map(movedBy(from));
    return film < files.length ? [...run, alone(film)] : run;
  });
}

const movedBy =
  (by: number) =>
  ({ items, ratio }: Row): Row => ({
    items: items.map((item) => ({ ...item, index: item.index + by })),
    ratio,
  });

/** A grid's height over its width: squares, four in a row, and its films each over the whole width. */
export function gridHeight(files: readonly Tile[]): number {
  const films = files.filter(({ kind }) => kind === 'video').length;
  return Math.ceil((files.length - films) / 4) / 4 + (films * 9) / 16;
}

/** The cuts between rows whose ratios lie nearest to the wish, found from the front (dynamic programming). */
function rowsOf(ratios: readonly number[], wish: number): Row[] {
  const best: { cost: number; from: number }[] = [{ cost: 0, from: 0 }];
  for (let end = 1; end <= ratios.length; end++) {
    let choice = { cost: Number.POSITIVE_INFINITY, from: 0 };
    for (let from = Math.max(0, end - mostInRow); from < end; from++) {
      const sum = ratios.slice(from, end).reduce((a, b) => a + b, 0);
      const cost = (best[from]?.cost ?? 0) + Math.log(sum / wish) ** 2;
      if (cost < choice.cost) choice = { cost, from };
    }
    best.push(choice);
  }
  const rows: Row[] = [];
  for (let end = ratios.length; end > 0; end = best[end]?.from ?? 0) {
    const from = best[end]?.from ?? 0;
    const items = ratios.slice(from, end).map((ratio, i) => ({ index: from + i, ratio }));
    rows.unshift({ items, ratio: items.reduce((sum, { ratio }) => sum + ratio, 0) });
  }
  return rows;
}
