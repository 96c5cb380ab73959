import type { Mention } from '../../../protocol/mentions.ts';

/** More than so many mentions of a text call nobody. */
const most = 100;
/** At so many signs a text is looked at; it may be full of them. */
const looksAtMost = 1000;
const wordCharacter = /[\p{L}\p{N}\p{M}_]/u;

interface Named {
  id: string;
  name: string;
}

/** Lower case, ё as е; of the same length, so that places stay what they are. */
function fold(text: string): string {
  return text.replaceAll(/[\p{Lu}\p{Lt}ё]/gu, (letter) => {
    const lower = letter.toLowerCase().replace('ё', 'е');
    return lower.length === letter.length ? lower : letter;
  });
}

type Meant = Pick<Mention, 'person' | 'everyone'>;

/** Folded names, and for each whoever bears it; two may differ in ё alone. `lengths` are theirs, the longest first. */
export interface Names {
  names: ReadonlyMap<string, readonly { name: string; meant: Meant }[]>;
  lengths: readonly number[];
}

/** Made once for many texts: it takes a look at every person. */
export function namesOf(people: readonly Named[]): Names {
  const names = new Map<string, { name: string; meant: Meant }[]>();
  const add = (name: string, meant: Meant) => {
    const key = fold(name);
    const bearers = names.get(key);
    if (bearers) bearers.push({ name, meant });
    else names.set(key, [{ name, meant }]);
  };
  for (const everyone of ['here', 'room'] as const) add(everyone, { person: null, everyone });
  for (const { id, name } of people) add(name, { person: id, everyone: null });
  const lengths = [...new Set([...names.keys()].map((name) => name.length))].sort((a, b) => b - a);
  return { names, lengths };
}

/**
 * The mentions of a text, in their order: `@` at the beginning of a word, and the longest known name after it, in any
 * case, that doesn't end within a word. Code is text like any other; what is quoted has called whom it calls already, and
 * calls nobody again. The work is bounded.
 */
export function findMentions(text: string, known: Names, mayCallAll: boolean): Mention[] {
  const found: Mention[] = [];
  if (!text.includes('@')) return found;
  const folded = fold(text);
  let at = folded.indexOf('@');
  for (let looks = 0; at >= 0 && looks < looksAtMost && found.length < most; looks++) {
    const mention =
      isInWord(text, at) || isQuoted(text, at) ? null : longestAt({ text, folded, at, known, mayCallAll });
    if (mention) found.push(mention);
    at = folded.indexOf('@', mention?.end ?? at + 1);
  }
  return found;
}

const isInWord = (text: string, at: number) => at > 0 && wordCharacter.test(text.charAt(at - 1));

/** As the page tells a quote: by the first sign of the line. */
const isQuoted = (text: string, at: number) => text[text.lastIndexOf('\n', at) + 1] === '>';

function longestAt(of: {
  text: string;
  folded: string;
  at: number;
  known: Names;
  mayCallAll: boolean;
}): Mention | null {
  const start = of.at;
  for (const length of of.known.lengths) {
    const end = start + 1 + length;
    const all = of.known.names.get(of.folded.slice(start + 1, end));
    if (!all || end > of.text.length || endsWithinWord(of.text, end)) continue;
    const bearers = of.mayCallAll ? all : all.filter(({ meant }) => meant.everyone === null);
    const typed = of.text.slice(start + 1, end).toLowerCase();
    const bearer = bearers.find(({ name }) => name.toLowerCase() === typed) ?? bearers[0];
    if (bearer) return { start, end, ...bearer.meant };
  }
  return null;
}

function endsWithinWord(text: string, end: number): boolean {
  const next = String.fromCodePoint(text.codePointAt(end) ?? 0x20);
  return wordCharacter.test(text.charAt(end - 1)) && wordCharacter.test(next);
}
