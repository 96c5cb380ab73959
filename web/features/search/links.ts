import { addressAt } from '../markdown/addresses.ts';

/** The web addresses of a text, each once. */
export function linksOf(text: string): { href: string; text: string }[] {
  const found = new Map<string, { href: string; text: string }>();
  for (const { index } of text.matchAll(/https?:\/\//gi)) {
    const address = addressAt(text, index, text.length);
    if (address && !found.has(address.href)) found.set(address.href, address);
  }
  return [...found.values()];
}

/** What a person reads of an address: where it leads, and there to what. */
export function partsOfLink(href: string): { host: string; path: string } {
  const { host, pathname, search } = new URL(href);
  const path = `${pathname}${search}`;
  return { host: host.replace(/^www\./, ''), path: path === '/' ? '' : readable(path) };
}

function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
