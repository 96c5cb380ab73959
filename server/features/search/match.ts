import { isSpelled } from './characters.ts';
import { trace } from './fold.ts';
import { type Stem, stemsOf } from './forms.ts';
import { gramsWithin, seamsWithin } from './grams.ts';
import type { Term } from './query.ts';

/** From which unit of a folded text up to which. */
export type Span = [start: number, end: number];

/** A term as it is looked for, made once for many texts. */
export interface Finder {
  not: boolean;
  /** What is in whatever the term is in; spaces divide it. */
  needs: string;
  /** Words of the index for it. */
  grams: ReadonlySet<string>;
  /** Every place in a folded text, in order. */
  find(folded: string): Span[];
}

const mostSpans = 100;

export function finderOf(term: Term): Finder {
  const { text, not } = term;
  if (term.as !== 'part') {
    const needs = needsOfPhrase(term);
    const grams = gramsWithin(needs).union(seamsWithin(text));
    return { not, needs, grams, find: phraseFinder(term) };
  }
  if (isOneLetter(text)) {
    return { not, needs: text, grams: new Set([text]), find: (folded) => wholeLetters(folded, text) };
  }
  const stems = stemsOf(text);
  const shortest = stems.reduce((least, { text: stem }) => (stem.length < least.length ? stem : least), text);
  return {
    not,
    needs: shortest,
    grams: gramsWithin(shortest),
    find: (folded) => inOrder([...partsAt(folded, text), ...stems.flatMap((stem) => formsAt(folded, stem))]),
  };
}

/** Whether a word begins or ends here; where words aren't written apart, one may anywhere. */
export const isBoundary = (text: string, at: number): boolean =>
  !isSpelled(codeAt(text, previous(text, at))) || !isSpelled(codeAt(text, at));

const codeAt = (text: string, at: number): number | undefined => (at < 0 ? undefined : text.codePointAt(at));

const isPair = (text: string, at: number): boolean => (text.codePointAt(at) ?? 0) > 0xffff;

const previous = (text: string, at: number): number =>
  at > 1 && (text.charCodeAt(at - 1) & 0xfc00) === 0xdc00 ? at - 2 : at - 1;

function isOneLetter(text: string): boolean {
  const code = text.codePointAt(0) ?? 0;
  return text.length === (code > 0xffff ? 2 : 1) && isSpelled(code);
}

function partsAt(folded: string, part: string): Span[] {
  const spans: Span[] = [];
  for (let at = folded.indexOf(part); at >= 0 && spans.length < mostSpans; ) {
    spans.push([at, at + part.length]);
    at = folded.indexOf(part, at + part.length);
  }
  return spans;
}

const wholeLetters = (folded: string, one: string): Span[] =>
  partsAt(folded, one).filter(([start, end]) => isBoundary(folded, start) && isBoundary(folded, end));

function formsAt(folded: string, { text, endings }: Stem): Span[] {
  return partsAt(folded, text).flatMap(([start, stemEnd]): Span[] => {
    if (!isBoundary(folded, start)) return [];
    let end = stemEnd;
    while (isSpelled(codeAt(folded, end))) end++;
    return endings.has(folded.slice(stemEnd, end)) ? [[start, end]] : [];
  });
}

function inOrder(spans: Span[]): Span[] {
  return spans.toSorted((a, b) => a[0] - b[0] || b[1] - a[1]);
}

/** Between the words of a phrase may stand whatever is no word, as “Hello, world” is for “hello world”. */
const gap = '[^\\p{L}\\p{N}\\p{M}_\\n]{1,8}';
const wordEnd = /[.,;:!?]+$/u;
const special = /[\\^$.*+?()[\]{}|/]/g;

const wordsOf = (phrase: string): string[] =>
  phrase.split(' ').map((word, n, all) => (n < all.length - 1 ? word.replace(wordEnd, '') || word : word));

function phraseFinder({ text, as }: Term): (folded: string) => Span[] {
  const phrase = new RegExp(
    wordsOf(text)
      .map((word) => word.replace(special, '\\$&'))
      .join(gap),
    'gu',
  );
  return (folded) => {
    const spans: Span[] = [];
    phrase.lastIndex = 0;
    for (let found = phrase.exec(folded); found && spans.length < mostSpans; found = phrase.exec(folded)) {
      const end = found.index + found[0].length;
      const isWhole = isBoundary(folded, found.index) && (as === 'opening' || isBoundary(folded, end));
      if (isWhole) spans.push([found.index, end]);
      // What wasn't whole may hide one that is. From within a pair a search would begin at its first half again.
      else phrase.lastIndex = found.index + (isPair(folded, found.index) ? 2 : 1);
    }
    return spans;
  };
}

/** Of an unfinished word one letter is too little to look it up. */
function needsOfPhrase({ text, as }: Term): string {
  const words = wordsOf(text);
  const last = words.at(-1) ?? '';
  return (as === 'opening' && isOneLetter(last) ? words.slice(0, -1) : words).join(' ');
}

/** Where the terms are in a text as it was written; what touches is one. */
export function highlightsOf(finders: readonly Finder[], text: string): Span[] {
  const { folded, starts, ends } = trace(text);
  const found = inOrder(finders.flatMap((finder) => (finder.not ? [] : finder.find(folded))));
  const spans: Span[] = [];
  for (const [from, to] of found) {
    const [start, end] = [starts[from] ?? 0, ends[to - 1] ?? 0];
    const last = spans.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else if (spans.length < mostSpans) spans.push([start, end]);
  }
  return spans;
}
