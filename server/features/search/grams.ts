import { isSpelled } from './characters.ts';

/**
 * What of a folded text stands in the index: of every run of characters between spaces all fours, threes and pairs, and
 * those that say something alone (a letter that is a word, an ideograph, a sign, an emoji). Any part of a word of any
 * language is then found by the fours that it is made of, and nobody has to know where words begin.
 */
export function gramsOf(folded: string, into = new Set<string>()): Set<string> {
  for (const run of folded.split(/[ \n]/)) addRun(run, into);
  return into;
}

function addRun(run: string, into: Set<string>): void {
  // Where the three characters before this one begin.
  let [first, second, third] = [-1, -1, -1];
  let before: number | undefined;
  for (let at = 0; at < run.length; ) {
    const code = run.codePointAt(at) ?? 0;
    const end = at + (code > 0xffff ? 2 : 1);
    const isPart = isSpelled(code) && (isSpelled(before) || isSpelled(run.codePointAt(end)));
    if (!isPart) into.add(run.slice(at, end));
    if (third >= 0) into.add(run.slice(third, end));
    if (second >= 0) into.add(run.slice(second, end));
    if (first >= 0) into.add(run.slice(first, end));
    [first, second, third] = [second, third, at];
    before = code;
    at = end;
  }
}

/** The grams that stand in the index for every text that holds this part: its fours, or what there is of less. */
export function gramsWithin(part: string): Set<string> {
  const grams = new Set<string>();
  for (const run of part.split(/[ \n]/)) {
    const characters = Array.from(run);
    if (characters.length < 4 && run !== '') grams.add(run);
    for (let n = 3; n < characters.length; n++) grams.add(characters.slice(n - 3, n + 1).join(''));
  }
  return grams;
}

/** FTS5 splits its input at ASCII signs and spaces and at nothing else, so the signs move to a place of their own. */
export function written(gram: string): string {
  return gram.replace(asciiSigns, (sign) => String.fromCharCode(privateUse + sign.charCodeAt(0)));
}

const privateUse = 0xe000;
const asciiSigns = /[!-/:-@[-`{-~]/g;
