import type { ReadMark } from '../../../protocol/unread.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { countMentions } from '../mentions/mentions.ts';
import { findRoomId, listRooms, roomStream } from '../rooms/rooms.ts';

/** Counting stops here; people see “999+” long before. */
const countLimit = 10_000;

export const personStream = (id: string): string => `person:${id}`;

/** Where a person has read to in one room, and what that leaves: derived, never stored twice. */
export async function readMark(sql: Sql, personId: string, roomId: string): Promise<ReadMark> {
  const membership = await sql.get<{ read_seq: number; unread_from: number | null }>(
    'select read_seq, unread_from from memberships where user_id = ? and room_id = ?',
    personId,
    roomId,
  );
  const readSeq = membership?.read_seq ?? 0;
  const unreadFrom = membership?.unread_from ?? null;
  const fromSeq = Math.min(readSeq + 1, unreadFrom ?? Number.POSITIVE_INFINITY);
  const counts = await sql.get<{ unread: number; missed: number }>(
    `select (select count(*) from (select 1 from messages where room_id = ?1 and seq >= ?5 and author_id <> ?3
                                     and deleted_at is null limit ?4)) as unread,
            (select count(*) from (select 1 from trimmed where room_id = ?1 and seq > ?2 and author_id <> ?3
                                     limit ?4)) as missed`,
    roomId,
    readSeq,
    personId,
    countLimit,
    fromSeq,
  );
  const mentions = await countMentions(sql, { personId, roomId, fromSeq, limit: countLimit });
  return {
    room: roomId,
    readSeq,
    unreadFrom,
    unread: counts?.unread ?? 0,
    mentions,
    missed: counts?.missed ?? 0,
  };
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

async function newestSeq(tx: Write, roomId: string): Promise<number> {
  const stream = await tx.get<{ seq: number }>('select seq from streams where name = ?', roomStream(roomId));
  return stream?.seq ?? 0;
}

/** To all devices of the person, and to nobody else. */
async function tell(tx: Write, actor: Actor, mark: ReadMark): Promise<void> {
  await tx.emit({
    stream: personStream(actor.personId),
    event: 'read.moved',
    subject: mark.room,
    extra: { person: actor.personId },
    data: mark,
  });
}

/** Forward only, at most to the room's newest event; what was unread from a place up to there is read. */
async function moveTo(tx: Write, actor: Actor, to: { roomId: string; seq: number }): Promise<ReadMark> {
  const moved = await tx.run(
    `insert into memberships (user_id, room_id, read_seq) values (?1, ?2, ?3)
     on conflict (user_id, room_id) do update
       set read_seq = max(read_seq, ?3), unread_from = case when unread_from <= ?3 then null else unread_from end
     where read_seq < ?3 or unread_from <= ?3`,
    actor.personId,
    to.roomId,
    Math.min(to.seq, await newestSeq(tx, to.roomId)),
  );
  const mark = await readMark(tx, actor.personId, to.roomId);
  if (moved > 0) await tell(tx, actor, mark);
  return mark;
}

export const unreadWrites = {
  /** No change, no event. */
  'unread.move': async (tx: Write, actor: Actor, input: { room: string; seq: number }): Promise<ReadMark> =>
    moveTo(tx, actor, { roomId: await findRoomId(tx, input.room), seq: input.seq }),

  /** Everything that there is; answers the marks that moved. */
  'unread.move-all': async (tx: Write, actor: Actor): Promise<ReadMark[]> => {
    const marks: ReadMark[] = [];
    for (const { id } of await listRooms(tx)) {
      const { unread, missed } = await readMark(tx, actor.personId, id);
      if (unread + missed > 0)
        marks.push(await moveTo(tx, actor, { roomId: id, seq: await newestSeq(tx, id) }));
    }
    return marks;
  },

  /** “Unread from here”: a mark beside the read mark, which stays where it is. */
  'unread.mark': async (tx: Write, actor: Actor, input: { room: string; seq: number }): Promise<ReadMark> => {
    const roomId = await findRoomId(tx, input.room);
    const changed = await tx.run(
      `insert into memberships (user_id, room_id, unread_from) values (?1, ?2, ?3)
       on conflict (user_id, room_id) do update set unread_from = ?3 where unread_from is not ?3`,
      actor.personId,
      roomId,
      Math.min(input.seq, await newestSeq(tx, roomId)),
    );
    const mark = await readMark(tx, actor.personId, roomId);
    if (changed > 0) await tell(tx, actor, mark);
    return mark;
  },
};

export const unreadReads = {
  'unread.read': async (sql: Sql, actor: Actor, input: { room: string }): Promise<ReadMark> =>
    readMark(sql, actor.personId, await findRoomId(sql, input.room)),
};

export const unreadRenderers: Renderers = {
  'read.moved': async (sql, { subject, extra }) => ({
    data: await readMark(sql, String(extra.person), subject),
  }),
};
