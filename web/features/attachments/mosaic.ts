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

/** A film has a row to itself: its controls need the width. */
const widestFilm = 2.2;
const narrowestFilm = 1;

/** The rows of an album: pictures in a mosaic, and between them, where they were put, its films. */
export function albumRows(files: readonly Tile[]): Row[] {
  const ratios = files.map(({ width, height }) => (width && height ? width / height : 1));
  const rows: Row[] = [];
  let from = 0;
  while (from < files.length) {
    if (isFilm(files[from])) {
      const ratio = Math.max(narrowestFilm, Math.min(widestFilm, ratios[from] ?? 1));
      rows.push({ items: [{ index: from, ratio }], ratio });
      from++;
      continue;
    }
    const film = files.findIndex((file, i) => i > from && isFilm(file));
    const to = film === -1 ? files.length : film;
    const run = mosaic(ratios.slice(from, to));
    for (const { items, ratio } of run) {
      // A tall picture that stands alone between films is cut, or it would be a tower.
      const isAlone = run.length === 1 && items.length === 1;
      const moved = items.map((item) => ({ ...item, index: item.index + from }));
      rows.push({ items: moved, ratio: isAlone ? Math.max(narrowestFilm, ratio) : ratio });
    }
    from = to;
  }
  return rows;
}

const gridColumns = 4;

/** A grid's height over its width: squares in rows, and its films each over all of its columns. */
export function gridHeight(files: readonly Tile[]): number {
  let height = 0;
  let column = 0;
  for (const file of files) {
    if (isFilm(file)) height += 9 / 16;
    else if (column === 0) height += 1 / gridColumns;
    column = isFilm(file) ? 0 : (column + 1) % gridColumns;
  }
  return height;
}

const isFilm = (file: Tile | undefined) => file?.kind === 'video';

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
