import { linkSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export interface Pictures {
  /** The folder of a server that doesn't run, and has some pictures ready. */
  folder: string;
  room: string;
  /** Of the newest so many messages each `every`-th gets one of the server's pictures, as a file of its own. */
  newest: number;
  every: number;
}

type Row = Record<string, unknown>;

/** Puts pictures into a room, as if each had been sent with its message. Answers how many. */
export function fillMedia({ folder, room, newest, every }: Pictures): number {
  const db = new Database(join(folder, 'data/bungaacord.db'));
  db.pragma('synchronous = OFF');
  db.defaultSafeIntegers(true);
  const pictures = db.prepare("select * from media where kind = 'image' and state = 'ready'").all() as Row[];
  if (pictures.length === 0) throw new Error('no picture is ready');
  const messages = db
    .prepare(
      'select m.id, m.room_id from messages m join rooms r on r.id = m.room_id where r.name = ? order by seq desc limit ?',
    )
    .all(room, newest) as { id: bigint; room_id: bigint }[];
  const columns = Object.keys(pictures[0] ?? {});
  const media = db.prepare(
    `insert into media (${columns.join(', ')}) values (${columns.map((name) => `@${name}`).join(', ')})`,
  );
  const attachment = db.prepare(
    'insert into attachments (message_id, position, room_id, media_id) values (?, 0, ?, ?)',
  );
  const files = join(folder, 'static/media');
  let count = 0;
  db.transaction(() => {
    for (let n = 0; n < messages.length; n += every) {
      const message = messages[n];
      const picture = pictures[count % pictures.length];
      if (!message || !picture) continue;
      count += 1;
      // Ids of one millisecond are neighbours, all others far apart.
      const id = (picture['id'] as bigint) + BigInt(count * 64);
      const diskName = `${count}-${String(picture['disk_name'])}`;
      linkSync(join(files, String(picture['disk_name'])), join(files, diskName));
      const from = join(files, 'derived', String(picture['id']));
      const to = join(files, 'derived', String(id));
      mkdirSync(to);
      for (const name of readdirSync(from)) linkSync(join(from, name), join(to, name));
      media.run({ ...picture, id, disk_name: diskName });
      attachment.run(message.id, message.room_id, id);
    }
  })();
  db.close();
  return count;
}
