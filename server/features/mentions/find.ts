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

/** Folded names, and for each whoever bears it; two may differ in ё alone. */
function namesOf(people: readonly Named[], mayCallAll: boolean) {
  const names = new Map<string, { name: string; meant: Meant }[]>();
  const add = (name: string, meant: Meant) => {
    const key = fold(name);
    names.set(key, [...(names.get(key) ?? []), { name, meant }]);
  };
  if (mayCallAll) {
    for (const everyone of ['here', 'room'] as const) add(everyone, { person: null, everyone });
  }
  for (const { id, name } of people) add(name, { person: id, everyone: null });
  const lengths = [...new Set([...names.keys()].map((name) => name.length))].sort((a, b) => b - a);
  return { names, lengths };
}

/**
 * The mentions of a text, in their order: `@` at the beginning of a word, and the longest known name after it, in any
 * case, that doesn't end within a word. Code is text like any other. The work is bounded.
 */
export function findMentions(text: string, people: readonly Named[], mayCallAll: boolean): Mention[] {
  const found: Mention[] = [];
  if (!text.includes('@')) return found;
  const folded = fold(text);
  const known = namesOf(people, mayCallAll);
  let at = folded.indexOf('@');
  for (let looks = 0; at >= 0 && looks < looksAtMost && found.length < most; looks++) {
    const mention = isInWord(text, at) ? null : longestAt({ text, folded, at, known });
    if (mention) found.push(mention);
    at = folded.indexOf('@', mention?.end ?? at + 1);
  }
  return found;
}

const isInWord = (text: string, at: number) => at > 0 && wordCharacter.test(text.charAt(at - 1));

function longestAt(of: {
  text: string;
  folded: string;
  at: number;
  known: ReturnType<typeof namesOf>;
}): Mention | null {
  const start = of.at;
  for (const length of of.known.lengths) {
    const end = start + 1 + length;
    const bearers = of.known.names.get(of.folded.slice(start + 1, end));
    if (!bearers || end > of.text.length || endsWithinWord(of.text, end)) continue;
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
