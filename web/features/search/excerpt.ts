import type { Span } from '../../../protocol/search.ts';

export interface Piece {
  text: string;
  marked: boolean;
}

const before = 60;
const most = 260;

const isWithinPair = (text: string, at: number) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** The part of a text around the first place found, cut at spaces where there are some. */
function window(text: string, first: number): [from: number, to: number] {
  let from = first > before ? first - before : 0;
  if (from > 0) {
    const space = text.slice(from, first).search(/\s/);
    from += space < 0 ? 0 : space + 1;
  }
  let to = Math.min(text.length, from + most);
  if (to < text.length) to = Math.max(text.slice(0, to).search(/\s\S*$/), to - 20);
  if (isWithinPair(text, from)) from--;
  if (isWithinPair(text, to)) to--;
  return [from, to];
}

/** What is shown of a text, marked where something was found. */
export function excerpt(text: string, spans: readonly Span[]): Piece[] {
  const [from, to] = window(text, spans[0]?.[0] ?? 0);
  const pieces: Piece[] = [];
  const add = (start: number, end: number, marked: boolean) => {
    if (end > start) pieces.push({ text: text.slice(start, end), marked });
  };
  if (from > 0) pieces.push({ text: '…', marked: false });
  let at = from;
  for (const [start, end] of spans) {
    if (start >= to) break;
    add(at, Math.max(at, start), false);
    add(Math.max(at, start), Math.min(end, to), true);
    at = Math.max(at, Math.min(end, to));
  }
  add(at, to, false);
  if (to < text.length) pieces.push({ text: '…', marked: false });
  return pieces;
}
