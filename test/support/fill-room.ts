import { join } from 'node:path';
import Database from 'better-sqlite3';
import { firstIdAt } from '../../server/db/snowflake.ts';

export interface Filling {
  /** The folder of a server that doesn't run, and has run: its rooms and people are there. */
  folder: string;
  room: string;
  count: number;
  firstAtMs: number;
  apartMs: number;
  text: (n: number) => string;
  /** Who reacts to every so many messages; nobody where it isn't given. */
  reactionEvery?: number;
}

/** Puts messages straight into a room, as if its people had written them in turns, and answers the first one's seq. */
export function fillRoom(input: Filling): number {
  const db = new Database(join(input.folder, 'data/bungaacord.db'));
  db.pragma('synchronous = OFF');
  const room = db.prepare('select id from rooms where name = ?').pluck().safeIntegers(true).get(input.room);
  const people = db.prepare('select id from users order by id').pluck().safeIntegers(true).all() as bigint[];
  const stream = `room:${String(room)}`;
  const first = Number(db.prepare('select seq from streams where name = ?').pluck().get(stream)) + 1;
  const message = db.prepare(
    'insert into messages (room_id, seq, id, author_id, text, created_at) values (?, ?, ?, ?, ?, ?)',
  );
  const reaction = db.prepare(
    'insert into reactions (message_id, emoji, user_id, created_at) values (?, ?, ?, ?)',
  );
  db.transaction(() => {
    for (let n = 0; n < input.count; n++) {
      const at = input.firstAtMs + n * input.apartMs;
      const id = BigInt(firstIdAt(at)) + BigInt(n % 4096);
      // Some turns are longer: then messages stand in groups.
      const author = people[Math.floor(n / 3) % people.length] as bigint;
      message.run(room, first + n, id, author, input.text(n), at);
      if (input.reactionEvery && n % input.reactionEvery === 0) {
        for (const emoji of ['👍', '🎉']) reaction.run(id, emoji, people[0], at);
      }
    }
    const last = first + input.count - 1;
    db.prepare('update streams set seq = ?, tail = ? where name = ?').run(last, last, stream);
    db.prepare('update memberships set read_seq = ? where room_id = ?').run(last, room);
  })();
  db.close();
  return first;
}
