const wordCharacter = /[\p{L}\p{N}\p{M}_]/u;

/** Lower case, ё as е; of the same length, so that places stay what they are. */
export function fold(text: string): string {
  return text.replaceAll(/[\p{Lu}\p{Lt}ё]/gu, (letter) => {
    const lower = letter.toLowerCase().replace('ё', 'е');
    return lower.length === letter.length ? lower : letter;
  });
}

export interface Named {
  id: string;
  name: string;
}

/** Where a text names one of these after a sign: the longest name wins, in any case. */
export function namesIn<N extends Named>(text: string, sign: string, all: readonly N[]) {
  const found: { from: number; to: number; named: N }[] = [];
  const folded = fold(text);
  const named = all
    .map((one) => ({ one, name: fold(one.name) }))
    .sort((a, b) => b.name.length - a.name.length);
  for (let at = folded.indexOf(sign); at >= 0; ) {
    const from = at;
    const inWord = from > 0 && wordCharacter.test(text.charAt(from - 1));
    const hit = inWord
      ? undefined
      : named.find(
          ({ name }) => folded.startsWith(name, from + 1) && !endsInWord(text, from + 1 + name.length),
        );
    const to = from + 1 + (hit?.name.length ?? 0);
    if (hit) found.push({ from, to, named: hit.one });
    at = folded.indexOf(sign, to);
  }
  return found;
}

function endsInWord(text: string, end: number): boolean {
  const next = String.fromCodePoint(text.codePointAt(end) ?? 0x20);
  return wordCharacter.test(text.charAt(end - 1)) && wordCharacter.test(next);
}

/**
 * Who can be meant by what is typed so far, those first whose name begins so. A space at the end asks for nobody: the
 * name is finished, and Enter means to send.
 */
export function suggested<N extends Named>(typed: string, all: readonly N[]): N[] {
  if (/\s$/u.test(typed)) return [];
  const word = fold(typed);
  const begins = all.filter(({ name }) => fold(name).startsWith(word));
  const within = all.filter((one) => !begins.includes(one) && fold(one.name).includes(` ${word}`));
  const found = [...begins, ...within];
  return found.length === 1 && fold(found[0]?.name ?? '') === word ? [] : found;
}
