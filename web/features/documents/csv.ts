/** Rows of cells, at most so many; `total` counts all rows. */
export interface Rows {
  rows: string[][];
  total: number;
}

const separators = [',', ';', '\t', '|'];

/** The separator that cuts the first lines into the same number of cells, the more the better. */
export function separatorOf(text: string, name = ''): string {
  if (/\.tsv$/i.test(name)) return '\t';
  const told = /^sep=(.)\r?\n/.exec(text)?.[1];
  if (told) return told;
  const head = text.slice(0, 20_000);
  const scored = separators.map((separator) => {
    const widths = parseCsv(head, { separator, most: 30 })
      .rows.slice(0, 29)
      .map((row) => row.length);
    const first = widths[0] ?? 1;
    const same = widths.filter((width) => width === first).length / Math.max(1, widths.length);
    return { separator, score: first > 1 ? same * 10 + Math.min(first, 9) / 10 : 0 };
  });
  return scored.reduce((a, b) => (b.score > a.score ? b : a)).separator;
}

/** RFC 4180, forgiving: quotes in the middle of a cell are letters, and the last one may be missing. */
export function parseCsv(text: string, { separator, most }: { separator: string; most: number }): Rows {
  const rows: string[][] = [];
  let total = 0;
  let row: string[] = [];
  let at = 0;
  const end = text.length;
  const close = () => {
    if (row.length > 1 || row[0] !== '') {
      total++;
      if (rows.length < most) rows.push(row);
    }
    row = [];
  };
  while (at < end) {
    const cell = text[at] === '"' ? quoted(text, at, separator) : plain(text, at, separator);
    row.push(cell.value);
    at = cell.next;
    if (text[at] === separator) {
      at++;
      if (at === end) row.push('');
      continue;
    }
    close();
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
  }
  if (row.length > 0) close();
  return { rows, total };
}

interface Cell {
  value: string;
  next: number;
}

function plain(text: string, from: number, separator: string): Cell {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return { value: text.slice(from, at), next: at };
}

function quoted(text: string, from: number, separator: string): Cell {
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value: value + text.slice(at), next: text.length };
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      // What stands behind the closing quote belongs to the cell, as programs read it.
      const rest = plain(text, quote + 1, separator);
      return { value: value + rest.value, next: rest.next };
    }
    value += '"';
    at = quote + 2;
  }
}
