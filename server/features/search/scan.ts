import type { Sql } from '../../db/sql.ts';
import type { SqliteConnection } from '../../db/sqlite.ts';
import { invalid } from '../../http/errors.ts';
import { type Compiled, compile, needleCount, scoreOf } from './compile.ts';
import type { Span } from './match.ts';
import type { Ids, Plan } from './plan.ts';
import type { Sample } from './sample.ts';

export interface Scan {
  plan: Plan;
  sort: 'newest' | 'best';
  limit: number;
  /** The `next` of the scan before. */
  before?: string | undefined;
}

/** Ids of messages in the order asked for; `next` is null when everything has been looked through. */
export interface Scanned {
  ids: string[];
  next: string | null;
}

/** A search that finds little looks through much: it stops after this, and its caller may go on. */
const budgetMs = 25;
const firstWindow = 50_000;
const leastWindow = 10_000;
const windowGrowth = 4;
/** So many of the newest hits are compared with one another. */
const mostCompared = 1000;
const afterAll = 2 ** 52;

interface DocRow {
  doc: number;
  id: string;
  facets: string;
  body: string;
}

/** Documents from the first up to the second (exclusive). */
interface Docs {
  from: number;
  to: number;
}

/** Throws `invalid-request` for a `before` that no scan has answered. */
export async function scan(sql: SqliteConnection, sample: Sample, asked: Scan): Promise<Scanned> {
  const compiled = compile(asked.plan, sample);
  return asked.sort === 'best' ? scanBest(sql, compiled, asked) : scanNewest(sql, compiled, asked);
}

const isId = /^\d{1,19}$/;

async function scanNewest(sql: SqliteConnection, compiled: Compiled, asked: Scan): Promise<Scanned> {
  if (asked.before !== undefined && !isId.test(asked.before)) throw invalid('before', 'a cursor');
  const docs = await docsOf(sql, upTo(asked.plan.ids, asked.before));
  const hits: DocRow[] = [];
  const left = await walk(sql, compiled, {
    plan: asked.plan,
    docs,
    stopsAtMs: performance.now() + budgetMs,
    // One more tells whether there are others beyond.
    onHit: (row) => hits.push(row) > asked.limit,
  });
  const page = hits.slice(0, asked.limit);
  const stoppedAt = hits.length > asked.limit ? (page.at(-1)?.doc ?? null) : left;
  return { ids: page.map(({ id }) => id), next: await idAt(sql, stoppedAt) };
}

/** Within a window of the newest hits by score; older ones follow in windows of their own. */
async function scanBest(sql: SqliteConnection, compiled: Compiled, asked: Scan): Promise<Scanned> {
  const [top, bottom, lastScore, last] = asked.before?.split('.') ?? [];
  const parts = [top, bottom, lastScore, last].filter((part) => part !== undefined);
  if (![0, 1, 4].includes(parts.length) || !parts.every((part) => isId.test(part))) {
    throw invalid('before', 'a cursor');
  }
  const ids = upTo(asked.plan.ids, top);
  const docs = await docsOf(sql, bottom === undefined ? ids : { ...ids, from: bottom });
  const hits: { id: string; doc: number; score: number }[] = [];
  const left = await walk(sql, compiled, {
    plan: asked.plan,
    docs,
    stopsAtMs: performance.now() + (bottom === undefined ? budgetMs : Number.POSITIVE_INFINITY),
    onHit: ({ id, doc, body }, places) =>
      hits.push({ id, doc, score: scoreOf(places, body) }) >= mostCompared,
  });
  hits.sort((a, b) => b.score - a.score || b.doc - a.doc);
  const lastDoc = last === undefined ? null : (await docsOf(sql, { from: last, to: last })).from;
  const isLater = ({ score, doc }: { score: number; doc: number }) =>
    lastDoc === null || score < Number(lastScore) || (score === Number(lastScore) && doc < lastDoc);
  const rest = hits.filter(isLater);
  const page = rest.slice(0, asked.limit);
  const end = page.at(-1);
  // Where the window ends, for those that follow to look through the same one.
  const windowEnd = bottom ?? (await idAt(sql, left)) ?? asked.plan.ids.from;
  const isMore = rest.length > page.length && end !== undefined;
  const beyond = windowEnd === asked.plan.ids.from ? null : windowEnd;
  return {
    ids: page.map(({ id }) => id),
    next: isMore ? [ids.to, windowEnd, end.score, end.id].join('.') : beyond,
  };
}

function upTo(ids: Ids, before: string | undefined): Ids {
  return before === undefined || BigInt(before) > BigInt(ids.to) ? ids : { ...ids, to: before };
}

async function docsOf(sql: Sql, { from, to }: Ids): Promise<Docs> {
  const firstFrom = (id: string) =>
    sql.get<{ doc: number }>(
      'select doc from docs where message_id >= cast(? as integer) order by message_id limit 1',
      id,
    );
  const [first, end] = [await firstFrom(from), await firstFrom(to)];
  return { from: first?.doc ?? afterAll, to: end?.doc ?? afterAll };
}

/** What has only older ids than this one lies before the document. */
async function idAt(sql: Sql, doc: number | null): Promise<string | null> {
  if (doc === null) return null;
  const row = await sql.get<{ id: string }>(
    'select message_id as id from docs where doc >= ? order by doc limit 1',
    doc,
  );
  return row ? String(row.id) : null;
}

interface Walk {
  plan: Plan;
  docs: Docs;
  stopsAtMs: number;
  /** Answers whether it was enough. */
  onHit: (row: DocRow, places: Span[][]) => boolean;
}

const columns = 'd.doc, d.message_id as id, d.facets, d.body';
const hasNeedles = Array.from({ length: needleCount }, () => 'instr(d.body, ?) > 0').join(' and ');
const byIndex = `select ${columns} from grams g join docs d on d.doc = g.rowid
  where grams match ? and g.rowid >= ? and g.rowid < ? and ${hasNeedles} order by g.rowid desc`;
const byReading = `select ${columns} from docs d
  where d.doc >= ? and d.doc < ? and ${hasNeedles} order by d.doc desc`;

/**
 * From the newest back, in windows that grow, so that a look-up that finds nothing can be stopped between them. Answers
 * before which document it stopped, for want of time or because it was enough; null: it has seen all.
 */
async function walk(sql: SqliteConnection, compiled: Compiled, how: Walk): Promise<number | null> {
  const { plan, docs, stopsAtMs, onHit } = how;
  const { match, needles } = compiled;
  const newest = await sql.get<{ doc: number | null }>('select max(doc) as doc from docs');
  let to = Math.min(docs.to, (newest?.doc ?? 0) + 1);
  for (let size = firstWindow; to > docs.from; ) {
    const from = Math.max(docs.from, to - size);
    const beganMs = performance.now();
    const rows =
      match === null
        ? sql.each<DocRow>(byReading, from, to, ...needles)
        : sql.each<DocRow>(byIndex, match, from, to, ...needles);
    for (const found of rows) {
      const row = { ...found, id: String(found.id) };
      const places = isExcluded(plan, row.id) ? null : compiled.find(row);
      const isEnough = places !== null && onHit(row, places);
      if (isEnough || performance.now() > stopsAtMs) return row.doc;
    }
    to = from;
    const nowMs = performance.now();
    if (nowMs > stopsAtMs && to > docs.from) return to;
    size = nextWindow(size, { tookMs: nowMs - beganMs, leftMs: stopsAtMs - nowMs });
  }
  return null;
}

/** A window can't be left before its end: it is as large as what the last one took says that there is time for. */
function nextWindow(size: number, { tookMs, leftMs }: { tookMs: number; leftMs: number }): number {
  return Math.max(leastWindow, Math.floor(size * Math.min(windowGrowth, leftMs / Math.max(tookMs, 0.1))));
}

const isExcluded = ({ notIds }: Plan, id: string): boolean =>
  notIds.some(({ from, to }) => BigInt(id) >= BigInt(from) && BigInt(id) < BigInt(to));
