import { isSpelled } from './characters.ts';

/**
 * What of a folded text stands in the index: of every run of characters between spaces all fours, threes and pairs, and
 * those that say something alone (a letter that is a word, an ideograph, a sign, an emoji). Any part of a word of any
 * language is then found by the fours that it is made of, and nobody has to know where words begin.
 */
export function gramsOf(folded: string, into = new Set<string>()): Set<string> {
  for (const line of folded.split('\n')) {
    for (const run of line.split(' ')) addRun(run, into);
    const words = wordsOf(line);
    for (let n = 1; n < words.length; n++) into.add(seam(words[n - 1] ?? '', words[n] ?? ''));
  }
  return into;
}

const words = /[\p{L}\p{N}\p{M}_]+/gu;
const wordsOf = (line: string): string[] => line.match(words) ?? [];

/**
 * The end of a word and the beginning of the next: two common words are often somewhere in a text, and seldom side by side.
 * Its sign is one that no folded text has.
 */
function seam(word: string, next: string): string {
  return `${Array.from(word.slice(-4)).slice(-2).join('')}\ue000${Array.from(next.slice(0, 4)).slice(0, 2).join('')}`;
}

const isLonger = (word: string): boolean => word.length > ((word.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);

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

/** The seams of every text that holds this phrase. At its edges stand whole words only if they are longer than a letter. */
export function seamsWithin(phrase: string): Set<string> {
  const all = wordsOf(phrase);
  const seams = new Set<string>();
  for (let n = 1; n < all.length; n++) {
    const [word = '', next = ''] = [all[n - 1], all[n]];
    const isLeftSure = n > 1 || isLonger(word);
    const isRightSure = n < all.length - 1 || isLonger(next);
    if (isLeftSure && isRightSure) seams.add(seam(word, next));
  }
  return seams;
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
