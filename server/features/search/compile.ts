import { written } from './grams.ts';
import { type Finder, finderOf, isBoundary, type Span } from './match.ts';
import type { Plan } from './plan.ts';
import type { Sample } from './sample.ts';

export interface Found {
  facets: string;
  body: string;
}

/** A plan as it is carried out. */
export interface Compiled {
  /** What to look up in the index; null where only reading everything tells. */
  match: string | null;
  /** Stand in the body of every hit: SQLite passes over the rest without handing it out. */
  needles: string[];
  /** Where each term is; null if it is no hit. */
  find(found: Found): Span[][] | null;
}

export const needleCount = 4;
const mostChoices = 32;

export function compile(plan: Plan, sample: Sample): Compiled {
  const finders = plan.terms.map(finderOf);
  const wanted = finders.filter(({ not }) => !not);
  const unwanted = finders.filter(({ not }) => not);
  const facets = plan.facets.map(({ any, not }) => ({ any: new Set(any), not }));
  const find = ({ facets: all, body }: Found): Span[][] | null => {
    const has = all.split(' ');
    if (all === '' || !facets.every(({ any, not }) => has.some((facet) => any.has(facet)) !== not))
      return null;
    const places: Span[][] = [];
    for (const finder of wanted) {
      const spans = finder.find(body);
      if (spans.length === 0) return null;
      places.push(spans);
    }
    return unwanted.some((finder) => finder.find(body).length > 0) ? null : places;
  };
  return { match: matchOf(plan, wanted, sample), needles: needlesOf(wanted), find };
}

interface Choice {
  /** Any of them. */
  words: string[];
  term: Finder | null;
  /** In about so many documents. */
  docs: number;
}

/** What a look-up takes for each document in a word's list, and for each candidate's body; measured, in microseconds. */
const costs = { listed: 0.1, read: 5 };
/** Of the documents with one part of a word so many have another part of it too. */
const together = 0.5;

/** The rarest word of the index that every hit has, and others while they spare more reading than they cost. */
function matchOf(plan: Plan, wanted: readonly Finder[], sample: Sample): string | null {
  const choices = choicesOf(plan, wanted, sample).toSorted((a, b) => a.docs - b.docs);
  const [rarest] = choices;
  if (!rarest) return null;
  const chosen = [rarest];
  let candidates = rarest.docs;
  for (const choice of choices.slice(1)) {
    const isNear = choice.term !== null && chosen.some(({ term }) => term === choice.term);
    const kept = isNear ? together : Math.min(1, choice.docs / Math.max(1, sample.total));
    if (choice.docs * costs.listed >= candidates * (1 - kept) * costs.read) continue;
    chosen.push(choice);
    candidates *= kept;
  }
  return chosen.map(({ words }) => anyOf(words)).join(' AND ');
}

function choicesOf(plan: Plan, wanted: readonly Finder[], sample: Sample): Choice[] {
  const each = sample.total / Math.max(1, sample.of);
  // One that isn't in the sample may still be in some.
  const docsWith = (word: string) => Math.max(sample.count.get(word) ?? 0, 0.3) * each;
  const grams = wanted.flatMap((term) =>
    [...term.grams].map((gram) => ({ words: [written(gram)], term, docs: docsWith(gram) })),
  );
  const facets = plan.facets
    .filter(({ any, not }) => !not && any.length > 0 && any.length <= mostChoices)
    .map(({ any }) => ({ words: any, term: null, docs: any.reduce((sum, word) => sum + docsWith(word), 0) }));
  return [...grams, ...facets];
}

const anyOf = (words: readonly string[]): string => `(${words.map((word) => `"${word}"`).join(' OR ')})`;

function needlesOf(wanted: readonly Finder[]): string[] {
  const longest = wanted.map(({ needs }) =>
    needs.split(' ').reduce((most, word) => (word.length > most.length ? word : most), ''),
  );
  return Array.from({ length: needleCount }, (_, n) => longest[n] ?? '');
}

const worth = { word: 8, beginning: 5, inside: 2 };
const mostWeighed = 8;

/** Whole words before their parts, often before once, all together before here and there, short texts before long ones. */
export function scoreOf(places: readonly Span[][], body: string): number {
  let score = 0;
  let ends: number[] = [];
  for (const spans of places) {
    const weighed = spans.slice(0, mostWeighed);
    const best = weighed.map(([start, end]) => {
      if (!isBoundary(body, start)) return worth.inside;
      return isBoundary(body, end) ? worth.word : worth.beginning;
    });
    score += Math.max(0, ...best) + Math.min(spans.length, 4);
    if (weighed.some(([start]) => ends.includes(start - 1))) score += worth.word;
    ends = weighed.map(([, end]) => end);
  }
  return Math.round((score * 1000) / (1 + Math.log2(1 + body.length / 200)));
}
