/** One tag or one text of an XML file, as a reader meets them. Names are without their prefix. */
export type Token =
  | { is: 'open'; name: string; attributes: string; empty: boolean }
  | { is: 'close'; name: string }
  | { is: 'text'; text: string };

const local = (name: string) => name.slice(name.indexOf(':') + 1);

/**
 * Goes through XML without a tree, and without any entity but the five that XML has: there is no document type to
 * obey, so nothing can be expanded or fetched. Broken XML ends it.
 */
export function* tokensOf(xml: string): Generator<Token> {
  for (let at = 0; at < xml.length; ) {
    const tag = xml.indexOf('<', at);
    if (tag < 0) return;
    if (tag > at) yield { is: 'text', text: unescaped(xml.slice(at, tag)) };
    const end = endOfTag(xml, tag);
    if (end < 0) return;
    if (xml.startsWith('<![CDATA[', tag)) yield { is: 'text', text: xml.slice(tag + 9, end - 3) };
    else if (xml[tag + 1] === '/') yield { is: 'close', name: local(xml.slice(tag + 2, end - 1).trim()) };
    else if (xml[tag + 1] !== '!' && xml[tag + 1] !== '?') yield opened(xml.slice(tag + 1, end - 1));
    at = end;
  }
}

function endOfTag(xml: string, tag: number): number {
  const [closing, length] = xml.startsWith('<!--', tag)
    ? ['-->', 3]
    : xml.startsWith('<![CDATA[', tag)
      ? [']]>', 3]
      : ['>', 1];
  const found = xml.indexOf(closing, tag + 1);
  return found < 0 ? -1 : found + length;
}

function opened(inside: string): Token {
  const empty = inside.endsWith('/');
  const body = empty ? inside.slice(0, -1) : inside;
  const space = body.search(/\s/);
  const name = local(space < 0 ? body : body.slice(0, space));
  return { is: 'open', name, attributes: space < 0 ? '' : body.slice(space), empty };
}

const patterns = new Map<string, RegExp>();

function patternOf(name: string): RegExp {
  const known = patterns.get(name);
  if (known) return known;
  const made = new RegExp(`[\\s:]${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
  patterns.set(name, made);
  return made;
}

/** The value of an attribute by its name without the prefix. */
export function attribute(attributes: string, name: string): string | null {
  const found = patternOf(name).exec(attributes);
  return found ? unescaped(found[1] ?? found[2] ?? '') : null;
}

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (all, hex, decimal, name) => {
    if (name !== undefined) return named[name as string] ?? all;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
