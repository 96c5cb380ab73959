import { initial } from './migrations/0001-initial.ts';
import { mediaFacts } from './migrations/0002-media-facts.ts';
import { reactions } from './migrations/0003-reactions.ts';
import { gallery } from './migrations/0004-gallery.ts';
import { edits } from './migrations/0005-edits.ts';
import { search } from './migrations/0006-search.ts';
import { mentions } from './migrations/0007-mentions.ts';
import { unreadMark } from './migrations/0008-unread-mark.ts';
import { notify } from './migrations/0009-notify.ts';
import { officeDocuments } from './migrations/0010-office-documents.ts';
import type { SqliteConnection } from './sqlite.ts';

/** Forward only; the place in the list is the version. A released migration is never edited. */
export const migrations: readonly string[] = [
  initial,
  mediaFacts,
  reactions,
  gallery,
  edits,
  search,
  mentions,
  unreadMark,
  notify,
  officeDocuments,
];

export class NewerDatabaseError extends Error {
  readonly found: number;
  readonly known: number;
  constructor(found: number, known: number) {
    super(`the database has version ${found}, this program knows up to ${known}`);
    this.name = 'NewerDatabaseError';
    this.found = found;
    this.known = known;
  }
}

export function migrate(db: SqliteConnection, steps: readonly string[] = migrations): void {
  const found = Number(db.pragma('user_version'));
  if (found > steps.length) throw new NewerDatabaseError(found, steps.length);
  for (let version = found; version < steps.length; version++) {
    db.exec('BEGIN IMMEDIATE');
    try {
      db.exec(steps[version] ?? '');
      db.exec(`PRAGMA user_version = ${version + 1}`);
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
}
