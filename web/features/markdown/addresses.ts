const longest = 2048;
const address = /https?:\/\/[^\s<>"“”«»]{1,2048}/iuy;
/** What ends a sentence isn't part of an address, nor is a bracket that was opened before it. */
const tail = /[.,:;!?'’"*_~|]+$/u;
const brackets: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

function trimmed(found: string): string {
  let text = found.replace(tail, '');
  for (let last = text.at(-1) ?? ''; brackets[last] !== undefined; last = text.at(-1) ?? '') {
    if (count(text, last) <= count(text, brackets[last] ?? '')) return text;
    text = text.slice(0, -1).replace(tail, '');
  }
  return text;
}

/** The address in full if it may be followed from here; null for scripts, data and what is none. */
export function safeAddress(text: string): string | null {
  if (text.length > longest || !URL.canParse(text)) return null;
  const { protocol, hostname, href } = new URL(text);
  if (protocol === 'mailto:') return href;
  return (protocol === 'https:' || protocol === 'http:') && hostname !== '' ? href : null;
}

/** A web address that begins here. */
export function addressAt(text: string, at: number, to: number): { text: string; href: string } | null {
  address.lastIndex = at;
  const found = address.exec(text)?.[0].slice(0, to - at);
  const short = found === undefined ? '' : trimmed(found);
  const href = safeAddress(short);
  return href === null ? null : { text: short, href };
}
