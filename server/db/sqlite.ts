import Database from 'better-sqlite3';
import type { Sql, SqlValue } from './sql.ts';

/** A connection with its statements kept by their text; the texts are constants, so the cache is bounded by the code. */
export interface SqliteConnection extends Sql {
  exec(text: string): void;
  /** One statement without parameters, kept as the others are. */
  step(text: string): void;
  pragma(text: string): unknown;
  /** One row after another, for whoever may stop early; nothing else runs on this connection meanwhile. */
  each<Row>(text: string, ...params: SqlValue[]): Iterable<Row>;
  close(): void;
}

export function openSqlite(path: string, mode: 'write' | 'read'): SqliteConnection {
  const db = new Database(path, mode === 'read' ? { readonly: true, fileMustExist: true } : {});
  db.pragma('busy_timeout = 5000');
  if (mode === 'write') {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    // Deleted text must be gone from the file, not only from the index.
    db.pragma('secure_delete = ON');
    db.pragma('wal_autocheckpoint = 2000');
  }
  // KiB. The system keeps pages as well; these are each connection's own, and would grow with the database up to their limit.
  db.pragma(mode === 'write' ? 'cache_size = -2000' : 'cache_size = -1000');
  db.pragma('temp_store = MEMORY');

  const statements = new Map<string, (params: SqlValue[]) => Bound>();
  const bound = (text: string, params: SqlValue[]): Bound => {
    let bind = statements.get(text);
    if (!bind) {
      const statement = db.prepare<unknown[]>(text);
      if (statement.reader) statement.safeIntegers(true);
      // Numbered parameters (`?1`) are taken by name, plain ones by place.
      const isNumbered = /\?\d/.test(text);
      bind = (values) => ({ statement, values: isNumbered ? [byNumber(values)] : values });
      statements.set(text, bind);
    }
    return bind(params);
  };

  return {
    async all<Row>(text: string, ...params: SqlValue[]) {
      const { statement, values } = bound(text, params);
      const rows = statement.all(...values);
      for (const row of rows) withPlainIntegers(row as Record<string, unknown>);
      return rows as Row[];
    },
    async get<Row>(text: string, ...params: SqlValue[]) {
      const { statement, values } = bound(text, params);
      const row = statement.get(...values);
      return row === undefined ? undefined : (withPlainIntegers(row as Record<string, unknown>) as Row);
    },
    async run(text, ...params) {
      const { statement, values } = bound(text, params);
      return statement.run(...values).changes;
    },
    *each<Row>(text: string, ...params: SqlValue[]) {
      const { statement, values } = bound(text, params);
      for (const row of statement.iterate(...values)) {
        yield withPlainIntegers(row as Record<string, unknown>) as Row;
      }
    },
    exec: (text) => void db.exec(text),
    step: (text) => void bound(text, []).statement.run(),
    pragma: (text) => db.pragma(text, { simple: true }),
    close: () => void db.close(),
  };
}

const lockWaitMs = 3000;
let held: Database.Database | null = null;

/**
 * One server a folder: an exclusive transaction on a file of its own, which the system ends with the process however
 * that ends. Throws `SQLITE_BUSY` while another holds it.
 */
export function holdLock(path: string): void {
  const lock = new Database(path, { timeout: lockWaitMs });
  lock.pragma('locking_mode = EXCLUSIVE');
  lock.exec('BEGIN EXCLUSIVE');
  held = lock;
}

/** The same process may open its folder again. */
export function releaseLock(): void {
  held?.close();
  held = null;
}

interface Bound {
  statement: Database.Statement<unknown[]>;
  values: unknown[];
}

function byNumber(values: SqlValue[]): Record<string, SqlValue> {
  return Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
}

function withPlainIntegers(row: Record<string, unknown>): Record<string, unknown> {
  for (const name in row) {
    const value = row[name];
    if (typeof value === 'bigint') {
      const number = Number(value);
      row[name] = Number.isSafeInteger(number) ? number : value.toString();
    }
  }
  return row;
}
