import type { Overview } from '../../../protocol/rooms.ts';
import type { Actor, Sql } from '../../db/sql.ts';
import { listPeople } from '../accounts/accounts.ts';
import { everyoneMentions } from '../mentions/mentions.ts';
import { readNotify } from '../notify/notify.ts';
import { listRooms, roomStream } from '../rooms/rooms.ts';
import { personStream, readMark } from '../unread/unread.ts';

/** Everything that a client needs before it opens a room, as of one moment of each stream. */
async function readOverview(sql: Sql, actor: Actor): Promise<Overview> {
  const seqs = new Map(
    (await sql.all<{ name: string; seq: number }>('select name, seq from streams')).map((row) => [
      row.name,
      row.seq,
    ]),
  );
  const rooms: Overview['rooms'] = [];
  for (const room of await listRooms(sql)) {
    const { readSeq, unreadFrom, unread, mentions, missed } = await readMark(sql, actor.personId, room.id);
    const seq = seqs.get(roomStream(room.id)) ?? 0;
    rooms.push({ ...room, seq, readSeq, unreadFrom, unread, mentions, missed });
  }
  const streams = ['server', personStream(actor.personId), ...rooms.map((room) => roomStream(room.id))];
  return {
    rooms,
    people: await listPeople(sql),
    everyoneMentions: await everyoneMentions(sql),
    notify: await readNotify(sql, actor.personId),
    asOfSeq: Object.fromEntries(streams.map((name) => [name, seqs.get(name) ?? 0])),
  };
}

export const overviewReads = { 'overview.read': readOverview };
