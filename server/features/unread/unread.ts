import type { ReadMark } from '../../../protocol/unread.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { findRoom, listRooms, roomStream } from '../rooms/rooms.ts';

/** Counting stops here; people see “999+” long before. */
const countLimit = 10_000;

export const personStream = (id: string): string => `person:${id}`;

/** Where a person has read to in one room, and what that leaves: derived, never stored twice. */
export async function readMark(sql: Sql, personId: string, roomId: string): Promise<ReadMark> {
  const membership = await sql.get<{ read_seq: number }>(
    'select read_seq from memberships where user_id = ? and room_id = ?',
    personId,
    roomId,
  );
  const readSeq = membership?.read_seq ?? 0;
  const counts = await sql.get<{ unread: number; missed: number }>(
    `select (select count(*) from (select 1 from messages where room_id = ?1 and seq > ?2 and author_id <> ?3
                                     and deleted_at is null limit ?4)) as unread,
            (select count(*) from (select 1 from trimmed where room_id = ?1 and seq > ?2 and author_id <> ?3
                                     limit ?4)) as missed`,
    roomId,
    readSeq,
    personId,
    countLimit,
  );
  return { room: roomId, readSeq, unread: counts?.unread ?? 0, mentions: 0, missed: counts?.missed ?? 0 };
}

/** A new person starts with nothing unread. */
export async function startRead(tx: Write, personId: string): Promise<void> {
  for (const room of await listRooms(tx)) {
    await tx.run(
      `insert into memberships (user_id, room_id, read_seq)
       values (?1, ?2, coalesce((select seq from streams where name = ?3), 0)) on conflict do nothing`,
      personId,
      room.id,
      roomStream(room.id),
    );
  }
}

export const unreadWrites = {
  /** Moves the mark forward, never back, at most to the newest event of the room; no change, no event. */
  'unread.move': async (tx: Write, actor: Actor, input: { room: string; seq: number }): Promise<ReadMark> => {
    const room = await findRoom(tx, input.room);
    const stream = await tx.get<{ seq: number }>(
      'select seq from streams where name = ?',
      roomStream(room.id),
    );
    const moved = await tx.run(
      `insert into memberships (user_id, room_id, read_seq) values (?1, ?2, ?3)
       on conflict (user_id, room_id) do update set read_seq = ?3 where read_seq < ?3`,
      actor.personId,
      room.id,
      Math.min(input.seq, stream?.seq ?? 0),
    );
    const mark = await readMark(tx, actor.personId, room.id);
    if (moved > 0) {
      await tx.emit({
        stream: personStream(actor.personId),
        event: 'read.moved',
        subject: room.id,
        extra: { person: actor.personId },
        data: mark,
      });
    }
    return mark;
  },
};

export const unreadRenderers: Renderers = {
  'read.moved': async (sql, { subject, extra }) => ({
    data: await readMark(sql, String(extra.person), subject),
  }),
};
