import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { firstIdAt } from '../../server/db/snowflake.ts';
import type { Talk } from './talk.ts';

export interface Filling {
  /** The database of a server that doesn't run. */
  path: string;
  count: number;
  talk: Talk;
  /** The time between two messages. */
  apartMs: number;
  /** One message in so many has a file. */
  fileEvery: number;
}

/**
 * Puts messages straight into a database, as if its people had been writing in all its rooms up to now, and before there was an
 * index of search: one that has been made would say that it is whole, and take in a note of each message for minutes.
 */
export function fill({ path, count, talk, apartMs, fileEvery }: Filling): void {
  const db = new Database(path);
  db.pragma('synchronous = OFF');
  const ids = (text: string) => db.prepare(text).pluck().safeIntegers(true).all() as bigint[];
  const rooms = ids('select id from rooms where removed_at is null order by id');
  const people = ids('select id from users order by id');
  const seqs = rooms.map((id) =>
    Number(db.prepare('select seq from streams where name = ?').pluck().get(`room:${id}`)),
  );
  const message = db.prepare(
    'insert into messages (room_id, seq, id, author_id, text, created_at) values (?, ?, ?, ?, ?, ?)',
  );
  const file = db.prepare(
    `insert into media (id, owner_id, name, disk_name, kind, mime, size, sha256, state, inspection, claimed_at, created_at)
     values (?, ?, ?, ?, ?, ?, 1, ?, 'ready', '{}', ?, ?)`,
  );
  const attachment = db.prepare(
    'insert into attachments (message_id, position, room_id, media_id, seq) values (?, 0, ?, ?, ?)',
  );
  const kinds = [
    ['image', 'image/png', 'png'],
    ['video', 'video/mp4', 'mp4'],
    ['document', 'application/pdf', 'pdf'],
  ] as const;
  const hash = createHash('sha256').digest();
  const startMs = Date.now() - count * apartMs;
  db.transaction(() => {
    for (let n = 0; n < count; n++) {
      const at = startMs + n * apartMs;
      const id = BigInt(firstIdAt(at));
      // Half of all is said in the first room.
      const which = talk.random() < 0.5 ? 0 : Math.floor(talk.random() * rooms.length);
      const room = rooms[which] ?? 0n;
      const seq = (seqs[which] ?? 0) + 1;
      seqs[which] = seq;
      const author = people[Math.floor(talk.random() ** 2 * people.length)] ?? 0n;
      message.run(room, seq, id, author, talk.text(), at);
      if (n % fileEvery !== 0) continue;
      const [kind, mime, extension] = kinds[(n / fileEvery) % kinds.length] ?? kinds[0];
      const name = `${talk.text().slice(0, 20)}.${extension}`;
      file.run(id + 1n, author, name, `${randomUUID()}_bench.${extension}`, kind, mime, hash, at, at);
      attachment.run(id, room, id + 1n, seq);
    }
    for (const [which, room] of rooms.entries()) {
      db.prepare('update streams set seq = ?, tail = ? where name = ?').run(
        seqs[which],
        seqs[which],
        `room:${room}`,
      );
    }
  })();
  db.close();
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(join(dirname(path), `search.db${suffix}`), { force: true });
  }
}
