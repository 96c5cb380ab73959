import { rm } from 'node:fs/promises';
import { openSqlite, type SqliteConnection } from '../../db/sqlite.ts';
import { type Document, readDocuments } from './document.ts';
import { gramsOf, written } from './grams.ts';

/** Another way to fold or to split makes another index: the file is then made anew. */
const indexVersion = 4;

const schema = `
create table state (key text primary key, value integer not null) strict, without rowid;
-- Counted in the order of the messages' ids, close together, so that lists of them are short.
create table docs (
  doc integer primary key,
  message_id integer not null unique,
  facets text not null,
  body text not null
) strict;
-- Only which word is in which document. To take one out, what was put in is told again: hence the bodies are kept.
create virtual table grams using fts5 (words, content='', columnsize=0, detail=none, tokenize='ascii');
insert into grams (grams, rank) values ('secure-delete', 1);
-- Joined by small steps between searches, never by a long one within a transaction.
insert into grams (grams, rank) values ('automerge', 0);
insert into grams (grams, rank) values ('crisismerge', 1000);
`;

/** What is there when the file is made is numbered downwards from here, newest first; what comes after, upwards. */
const firstDoc = 2 ** 40;
const mergePages = 16;

/** What the file knows after a transaction: the last change in it, or how far back it has come with what was there before. */
export type Known = { mark: number } | { unreadBelow: string };

export interface IndexFile {
  sql: SqliteConnection;
  /** The last noted change that is in the file. */
  mark(): Promise<number>;
  /** Messages with smaller ids are not in the file yet; `0` once all are. */
  unreadBelow(): Promise<string>;
  /** One transaction: these messages as they are now. */
  put(ids: readonly string[], known: Known): Promise<void>;
  /** Joins some pieces of the index, so that look-ups stay quick; answers whether there may be more to join. */
  merge(): Promise<boolean>;
  /** All of it is in the file, nothing in its journal. */
  checkpoint(): void;
  close(): void;
}

/** `main` is the database of the messages. A file of another version, or of another past than `main` has, is made anew. */
export async function openIndex(path: string, main: SqliteConnection): Promise<IndexFile> {
  let sql = open(path);
  const isOurs = Number(sql.pragma('user_version')) === indexVersion;
  if (!isOurs || Number(await readState(sql, 'mark')) > (await lastChange(main))) {
    sql.close();
    await removeIndex(path);
    sql = open(path);
    await build(sql, main);
  }
  return {
    sql,
    mark: async () => Number(await readState(sql, 'mark')),
    unreadBelow: async () => String(await readState(sql, 'unread_below')),
    put: (ids, known) => put(sql, main, { ids, known }),
    merge: () => merge(sql),
    checkpoint: () => void sql.pragma('wal_checkpoint(TRUNCATE)'),
    close: () => sql.close(),
  };
}

export async function removeIndex(path: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(path + suffix, { force: true });
}

function open(path: string): SqliteConnection {
  const sql = openSqlite(path, 'write');
  // What a power failure takes is noted in the main database until a checkpoint has made sure of it.
  sql.pragma('synchronous = NORMAL');
  return sql;
}

const lastChange = async (main: SqliteConnection): Promise<number> =>
  (await main.get<{ n: number }>('select coalesce(max(n), 0) as n from search_changes'))?.n ?? 0;

async function build(sql: SqliteConnection, main: SqliteConnection): Promise<void> {
  main.exec('BEGIN');
  const mark = await lastChange(main);
  const newest = await main.get<{ next: number | string }>('select max(id) + 1 as next from messages');
  main.exec('COMMIT');
  sql.exec(`BEGIN; ${schema} PRAGMA user_version = ${indexVersion};`);
  await writeState(sql, 'mark', mark);
  await writeState(sql, 'unread_below', newest?.next ?? 0);
  sql.exec('COMMIT');
}

async function readState(sql: SqliteConnection, key: string): Promise<number | string> {
  const row = await sql.get<{ value: number | string }>('select value from state where key = ?', key);
  return row?.value ?? 0;
}

async function writeState(sql: SqliteConnection, key: string, value: number | string): Promise<void> {
  await sql.run(
    'insert into state (key, value) values (?1, cast(?2 as integer)) on conflict (key) do update set value = cast(?2 as integer)',
    key,
    value,
  );
}

interface Entry {
  id: string;
  doc: number;
  facets: string;
  /** Null where there is none yet. */
  body: string | null;
}

const ascending = (ids: readonly string[]): string[] =>
  ids.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));

async function put(
  sql: SqliteConnection,
  main: SqliteConnection,
  { ids, known }: { ids: readonly string[]; known: Known },
): Promise<void> {
  main.exec('BEGIN');
  const documents = await readDocuments(main, ids).finally(() => main.exec('COMMIT'));
  sql.exec('BEGIN');
  try {
    const entries = await readEntries(sql, ids);
    // What lies further back is read when it is reached.
    const unread = 'mark' in known ? BigInt(await readState(sql, 'unread_below')) : 0n;
    const fresh = ids.filter((id) => documents.has(id) && !entries.has(id) && BigInt(id) >= unread);
    let doc = await firstFree(sql, 'mark' in known ? 'above' : 'below', fresh.length);
    for (const id of ascending(fresh)) {
      entries.set(id, { id, doc: doc++, facets: '', body: null });
    }
    // Ascending, or each would become a piece of the index of its own.
    for (const entry of [...entries.values()].toSorted((a, b) => a.doc - b.doc)) {
      await replace(sql, entry, documents.get(entry.id));
    }
    if ('mark' in known) await writeState(sql, 'mark', known.mark);
    else await writeState(sql, 'unread_below', known.unreadBelow);
    sql.exec('COMMIT');
  } catch (error) {
    sql.exec('ROLLBACK');
    throw error;
  }
}

async function readEntries(sql: SqliteConnection, ids: readonly string[]): Promise<Map<string, Entry>> {
  const rows = await sql.all<Entry>(
    `select message_id as id, doc, facets, body from docs
      where message_id in (select value from json_each(?))`,
    JSON.stringify(ids),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The first number of so many that are free, above all or below all. */
async function firstFree(sql: SqliteConnection, side: 'above' | 'below', count: number): Promise<number> {
  const row = await sql.get<{ top: number | null; bottom: number | null }>(
    'select (select max(doc) from docs) as top, (select min(doc) from docs) as bottom',
  );
  return side === 'above' ? (row?.top ?? firstDoc) + 1 : (row?.bottom ?? firstDoc + 1) - count;
}

/** A message that is gone leaves nothing; one that is hidden keeps its number, since it may come back. */
async function replace(sql: SqliteConnection, was: Entry, is: Document | undefined): Promise<void> {
  const { doc, facets, body } = was;
  if (is && is.facets === facets && is.body === body) return;
  if (facets !== '') {
    const words = wordsOf({ facets, body: body ?? '' });
    await sql.run(`insert into grams (grams, rowid, words) values ('delete', ?, ?)`, doc, words);
  }
  if (!is) {
    await sql.run('delete from docs where doc = ?', doc);
    return;
  }
  if (is.facets !== '') await sql.run('insert into grams (rowid, words) values (?, ?)', doc, wordsOf(is));
  await sql.run(
    `insert into docs (doc, message_id, facets, body) values (?, ?, ?, ?)
       on conflict (doc) do update set facets = excluded.facets, body = excluded.body`,
    doc,
    is.id,
    is.facets,
    is.body,
  );
}

/** What the index keeps of a document; its facets are longer than any gram, so that they can't be one. */
function wordsOf({ facets, body }: Pick<Document, 'facets' | 'body'>): string {
  return `${facets} ${written([...gramsOf(body)].join(' '))}`;
}

async function merge(sql: SqliteConnection): Promise<boolean> {
  const changes = async () => (await sql.get<{ n: number }>('select total_changes() as n'))?.n ?? 0;
  const before = await changes();
  await sql.run(`insert into grams (grams, rank) values ('merge', ?)`, mergePages);
  // Two or more rows changed say that there was something to do (sqlite.org/fts5.html, “the merge command”).
  return (await changes()) - before >= 2;
}
