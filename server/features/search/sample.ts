import type { Sql } from '../../db/sql.ts';
import { gramsOf } from './grams.ts';

/** How many of some documents hold a word of the index: enough to tell the rare ones from the common ones. */
export interface Sample {
  of: number;
  /** How many documents there were. */
  total: number;
  count: Map<string, number>;
}

export const noSample = (): Sample => ({ of: 0, total: 0, count: new Map() });

/** Neighbours lie together in the file; taken from many places they still speak for all. */
const places = 50;
const neighbours = 40;
export const sampleSteps = places;

/** Adds what stands at one of the places; nobody waits for all of them at once. */
export async function addToSample(sql: Sql, sample: Sample, step: number): Promise<void> {
  const range = await sql.get<{ bottom: number | null; top: number | null }>(
    'select (select min(doc) from docs) as bottom, (select max(doc) from docs) as top',
  );
  const [bottom, top] = [range?.bottom ?? 0, range?.top ?? 0];
  const first = bottom + Math.floor(((top - bottom) * step) / places);
  const last = bottom + Math.floor(((top - bottom) * (step + 1)) / places);
  const rows = await sql.all<{ facets: string; body: string }>(
    `select facets, body from docs where doc >= ? and (doc < ? or doc = ?) and facets <> '' order by doc limit ?`,
    first,
    last,
    top,
    neighbours,
  );
  for (const { facets, body } of rows) {
    for (const word of gramsOf(body, new Set(facets.split(' ')))) {
      sample.count.set(word, (sample.count.get(word) ?? 0) + 1);
    }
  }
  sample.of += rows.length;
  sample.total = top - bottom + 1;
}
