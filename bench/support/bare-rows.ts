import Database from 'better-sqlite3';
import { snowflakes } from '../../server/db/snowflake.ts';
import { serve } from './child.ts';

/** The peer of our posts: better-sqlite3 in a bare loop, the same rows, one transaction each. */
let db: Database.Database;

serve({
  open: ({ path }: { path: string }) => {
    db = new Database(path);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('wal_autocheckpoint = 2000');
  },
  write: ({ seconds }: { seconds: number }) => {
    const room = db.prepare('select id from rooms limit 1').pluck().safeIntegers(true).get() as bigint;
    const author = db.prepare('select id from users limit 1').pluck().safeIntegers(true).get() as bigint;
    const name = `room:${room}`;
    const newId = snowflakes();
    const stream = db.prepare('update streams set seq = seq + 1 where name = ? returning id, seq');
    const message = db.prepare(
      'insert into messages (room_id, seq, id, author_id, text, created_at) values (?, ?, ?, ?, ?, ?)',
    );
    const event = db.prepare(
      'insert into events (stream_id, seq, event, subject, extra, at) values (?, ?, ?, ?, null, ?)',
    );
    const text = 'lorem ipsum '.padEnd(200, 'dolor sit amet ');
    const one = db.transaction(() => {
      const now = Date.now();
      const { id: streamId, seq } = stream.get(name) as { id: number; seq: number };
      const id = newId();
      message.run(room, seq, id, author, text, now);
      event.run(streamId, seq, 'message.posted', id, now);
    });
    const times: number[] = [];
    const startedAt = performance.now();
    while (performance.now() - startedAt < seconds * 1000) {
      const at = performance.now();
      one.immediate();
      times.push(performance.now() - at);
    }
    return { times: Float64Array.from(times), seconds: (performance.now() - startedAt) / 1000 };
  },
});
