import { searchLimits } from '../../../protocol/limits.ts';
import { invalid } from '../../http/errors.ts';
import { kindsOf, letter } from './characters.ts';
import { fold } from './fold.ts';

/** Something to be found in the text or in the names of files. */
export interface Term {
  /** Folded; in quotes it may have spaces. */
  text: string;
  /** `part`: anywhere. `words`: whole words in this order. `opening`: the same, but the last word isn't ended yet. */
  as: 'part' | 'words' | 'opening';
  not: boolean;
}

export const filterNames = ['from', 'in', 'has', 'before', 'after', 'on', 'mentions'] as const;

export interface Filter {
  name: (typeof filterNames)[number];
  value: string;
  not: boolean;
  /** As it was typed, for an error to name it. */
  typed: string;
}

export interface Query {
  terms: Term[];
  filters: Filter[];
}

/** `-`, a filter's name, and what is in quotes or goes to the next space; quotes that nobody closed go to the end. */
const piece = /(-(?=[\p{L}\p{N}"#@]))?(?:([a-z]+):(?=[^\s]))?(?:"([^"]*)("?)|(\S+))/giu;
const quotes = /[“”„‟«»]/gu;
const sentenceEnd = /[.,;:!?]+$/u;

/** Reads what was typed. What is no filter is text; throws `invalid-request` only where there is too much of it. */
export function parseQuery(typed: string): Query {
  const query: Query = { terms: [], filters: [] };
  for (const match of typed.toWellFormed().replace(quotes, '"').matchAll(piece)) addPiece(query, match);
  if (query.terms.length + query.filters.length > searchLimits.terms) {
    throw invalid('q', `at most ${searchLimits.terms} words`);
  }
  return query;
}

function addPiece(query: Query, match: RegExpMatchArray): void {
  const [whole, minus, prefix, quoted, closing, bare] = match;
  const not = minus !== undefined;
  const name = filterNames.find((one) => one === prefix?.toLowerCase());
  const value = (quoted ?? bare ?? '').trim();
  if (name && value !== '') query.filters.push({ name, value, not, typed: whole });
  else if (prefix !== undefined) addText(query, `${prefix}:${quoted ?? bare ?? ''}`, { as: 'part', not });
  else if (quoted === undefined) addText(query, bare ?? '', { as: 'part', not });
  else addText(query, quoted, { as: closing === '' ? 'opening' : 'words', not });
}

function addText(query: Query, text: string, how: Pick<Term, 'as' | 'not'>): void {
  const folded = fold(text).trim();
  const bare = folded.replace(sentenceEnd, '');
  // What ends a sentence was pasted with it, unless there is nothing else.
  const kept = hasLetter(bare) ? bare : folded;
  if (how.as !== 'part' || !kept.includes(' ')) {
    if (kept !== '') query.terms.push({ text: kept, ...how });
    return;
  }
  for (const part of kept.split(' ')) query.terms.push({ text: part, ...how });
}

function hasLetter(text: string): boolean {
  for (const character of text) if ((kindsOf(character.codePointAt(0)) & letter) !== 0) return true;
  return false;
}
