import type { Sql } from '../../db/sql.ts';
import { gramsOf, gramsWithin, written } from './grams.ts';
import { type Finder, finderOf, isBoundary } from './match.ts';
import type { Plan } from './plan.ts';

/** How many of some documents hold a word of the index: enough to tell the rare ones from the common ones. */
export interface Sample {
  of: number;
  count: ReadonlyMap<string, number>;
}

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
  isHit(found: Found): boolean;
  score(body: string): number;
}

const sampleDocs = 1000;
export const needleCount = 4;
/** With more words of the index a look-up only takes longer: what they tell apart, the text does too. */
const mostWords = 6;
const mostChoices = 32;

export async function takeSample(sql: Sql): Promise<Sample> {
  const range = await sql.get<{ bottom: number | null; top: number | null }>(
    'select (select min(doc) from docs) as bottom, (select max(doc) from docs) as top',
  );
  const bottom = range?.bottom ?? 0;
  const step = Math.max(1, Math.floor(((range?.top ?? 0) - bottom) / sampleDocs));
  const docs = Array.from({ length: sampleDocs }, (_, n) => bottom + n * step);
  const rows = await sql.all<Found>(
    'select facets, body from docs where doc in (select value from json_each(?))',
    JSON.stringify(docs),
  );
  const count = new Map<string, number>();
  for (const { facets, body } of rows) {
    for (const word of gramsOf(body, new Set(facets.split(' ')))) count.set(word, (count.get(word) ?? 0) + 1);
  }
  return { of: rows.length, count };
}

export function compile(plan: Plan, sample: Sample): Compiled {
  const finders = plan.terms.map(finderOf);
  const wanted = finders.filter(({ not }) => !not);
  const unwanted = finders.filter(({ not }) => not);
  const facets = plan.facets.map(({ any, not }) => ({ any: new Set(any), not }));
  return {
    match: matchOf(plan, { wanted, sample }),
    needles: needlesOf(wanted),
    isHit: (found) => {
      if (found.facets === '') return false;
      const has = found.facets.split(' ');
      return (
        facets.every(({ any, not }) => has.some((facet) => any.has(facet)) !== not) &&
        wanted.every((finder) => finder.find(found.body).length > 0) &&
        unwanted.every((finder) => finder.find(found.body).length === 0)
      );
    },
    score: (body) => scoreOf(wanted, body),
  };
}

/** The rarest words of the index that every hit has. */
function matchOf(plan: Plan, { wanted, sample }: { wanted: Finder[]; sample: Sample }): string | null {
  const choices: { words: string[]; count: number }[] = [];
  const countOf = (word: string) => sample.count.get(word) ?? 0;
  for (const gram of new Set(wanted.flatMap(({ needs }) => [...gramsWithin(needs)]))) {
    choices.push({ words: [written(gram)], count: countOf(gram) });
  }
  for (const { any, not } of plan.facets) {
    if (not || any.length > mostChoices) continue;
    choices.push({ words: any, count: any.reduce((sum, facet) => sum + countOf(facet), 0) });
  }
  choices.sort((a, b) => a.count - b.count);
  const [rarest] = choices;
  if (!rarest) return null;
  // What most documents have tells too little for its price.
  const telling = choices.slice(1, mostWords).filter(({ count }) => count * 2 <= sample.of);
  return [rarest, ...telling].map(({ words }) => anyOf(words)).join(' AND ');
}

const anyOf = (words: readonly string[]): string => `(${words.map((word) => `"${word}"`).join(' OR ')})`;

function needlesOf(wanted: readonly Finder[]): string[] {
  const longest = wanted.map(({ needs }) =>
    needs.split(' ').reduce((most, word) => (word.length > most.length ? word : most), ''),
  );
  return Array.from({ length: needleCount }, (_, n) => longest[n] ?? '');
}

const worth = { word: 8, beginning: 5, inside: 2 };

/** Whole words before their parts, often before once, all together before here and there, short texts before long ones. */
function scoreOf(wanted: readonly Finder[], body: string): number {
  let score = 0;
  let lastEnd = -1;
  for (const finder of wanted) {
    const spans = finder.find(body);
    const best = spans.map(([start, end]) => {
      if (!isBoundary(body, start)) return worth.inside;
      return isBoundary(body, end) ? worth.word : worth.beginning;
    });
    score += Math.max(0, ...best) + Math.min(spans.length, 4);
    if (spans.some(([start]) => start === lastEnd + 1)) score += worth.word;
    lastEnd = spans[0]?.[1] ?? -1;
  }
  return Math.round((score * 1000) / (1 + Math.log2(1 + body.length / 200)));
}
