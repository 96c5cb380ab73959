import type { Span } from '../../../protocol/search.ts';
import { plainText } from '../markdown/nodes.ts';
import { parse } from '../markdown/parse.ts';

/** No characters at all, by Unicode: they go through the reading of a text like letters, and nobody writes them. */
const opens = '\ufdd0';
const closes = '\ufdd1';

/** A text as it is read, without its signs, in one line; what is hidden stays hidden, also if it was found. */
export function readable(text: string, spans: readonly Span[]): { text: string; spans: Span[] } {
  const signs = new RegExp(`(${opens}|${closes})`, 'u');
  if (signs.test(text)) return { text, spans: [...spans] };
  let marked = '';
  let at = 0;
  for (const [from, to] of spans) {
    marked += text.slice(at, from) + opens + text.slice(from, to) + closes;
    at = to;
  }
  const found: Span[] = [];
  let shown = '';
  let start: number | null = null;
  for (const part of plainText(parse(marked + text.slice(at))).split(signs)) {
    if (part === opens) start = shown.length;
    else if (part !== closes) shown += part;
    else {
      if (start !== null) found.push([start, shown.length]);
      start = null;
    }
  }
  return { text: shown, spans: found };
}
