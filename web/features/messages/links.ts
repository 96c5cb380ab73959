export type Piece = { is: 'text'; text: string } | { is: 'link'; text: string; href: string };

const address = /https?:\/\/[^\s<>"“”«»]+/giu;
/** What ends a sentence isn't part of an address, nor is a bracket that was opened before it. */
const tail = /[.,:;!?'’"*_~]+$/u;
const brackets: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

function trimmed(found: string): string {
  let text = found;
  for (;;) {
    const shorter = text.replace(tail, '');
    const last = shorter.at(-1) ?? '';
    const opening = brackets[last];
    const unbalanced = opening !== undefined && shorter.split(last).length > shorter.split(opening).length;
    const next = unbalanced ? shorter.slice(0, -1) : shorter;
    if (next === text) return text;
    text = next;
  }
}

const validUrl = (text: string) =>
  URL.canParse(text) && new URL(text).hostname !== '' ? new URL(text).href : null;

/** Splits a text into plain pieces and web addresses. Joined again they are the text, to the letter. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const found = trimmed(match[0]);
    const href = validUrl(found);
    if (!href) continue;
    if (match.index > end) pieces.push({ is: 'text', text: text.slice(end, match.index) });
    pieces.push({ is: 'link', text: found, href });
    end = match.index + found.length;
  }
  if (end < text.length) pieces.push({ is: 'text', text: text.slice(end) });
  return pieces;
}
