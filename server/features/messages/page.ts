import { limits } from '../../../protocol/limits.ts';
import type { MessagePage, PageQuery } from '../../../protocol/messages.ts';
import type { Actor, Sql } from '../../db/sql.ts';
import { AppError, invalid } from '../../http/errors.ts';
import { findRoomId, roomStream } from '../rooms/rooms.ts';
import { findMessageRow, type MessageRow, messageColumns, messageView, messageViews } from './store.ts';

const live = `select ${messageColumns} from messages where room_id = ? and deleted_at is null`;

/** The newest below `before`, ascending; one more than asked tells whether there are others beyond. */
async function before(sql: Sql, room: string, range: { seq: number; limit: number }) {
  const rows = await sql.all<MessageRow>(
    `${live} and seq < ? order by seq desc limit ?`,
    room,
    range.seq,
    range.limit + 1,
  );
  return { rows: rows.slice(0, range.limit).reverse(), more: rows.length > range.limit };
}

async function after(sql: Sql, room: string, range: { seq: number; limit: number }) {
  const rows = await sql.all<MessageRow>(
    `${live} and seq > ? order by seq limit ?`,
    room,
    range.seq,
    range.limit + 1,
  );
  return { rows: rows.slice(0, range.limit), more: rows.length > range.limit };
}

/** Whether there is a message at a seq or later. */
async function isAnyFrom(sql: Sql, room: string, seq: number): Promise<boolean> {
  const found = await sql.get(
    'select 1 as found from messages where room_id = ? and deleted_at is null and seq >= ? limit 1',
    room,
    seq,
  );
  return found !== undefined;
}

/**
 * Where the first message of a moment or later stands, or would stand. Within a room time grows with seq, so halving
 * finds it in some twenty steps down the primary key, among a million too, without an index of times.
 */
async function seqAt(sql: Sql, room: string, ms: number): Promise<number> {
  const bounds = await sql.get<{ first: number | null; last: number | null }>(
    `select (select min(seq) from messages where room_id = ?1) as first,
            (select max(seq) from messages where room_id = ?1) as last`,
    room,
  );
  let low = bounds?.first ?? 0;
  let high = (bounds?.last ?? 0) + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await sql.get<{ seq: number; created_at: number }>(
      'select seq, created_at from messages where room_id = ? and seq >= ? order by seq limit 1',
      room,
      middle,
    );
    if (row && row.created_at < ms) low = row.seq + 1;
    else high = middle;
  }
  return low;
}

async function readWindow(sql: Sql, room: string, query: PageQuery) {
  const limit = query.limit ?? 50;
  const given = [query.before, query.after, query.around, query.at].filter((bound) => bound !== undefined);
  if (given.length > 1) throw invalid('before, after, around, at', 'one of them');
  if (query.after !== undefined) {
    const later = await after(sql, room, { seq: query.after, limit });
    const earlier = await before(sql, room, { seq: query.after + 1, limit: 1 });
    return { rows: later.rows, hasBefore: earlier.rows.length > 0, hasAfter: later.more };
  }
  const around = query.at === undefined ? query.around : await seqAt(sql, room, Date.parse(query.at));
  if (around !== undefined) {
    const half = Math.ceil(limit / 2);
    const later = await after(sql, room, { seq: around - 1, limit: half });
    const earlier = await before(sql, room, { seq: around, limit: Math.max(1, limit - half) });
    return { rows: [...earlier.rows, ...later.rows], hasBefore: earlier.more, hasAfter: later.more };
  }
  const bound = query.before ?? Number.MAX_SAFE_INTEGER;
  const earlier = await before(sql, room, { seq: bound, limit });
  const hasAfter = query.before !== undefined && (await isAnyFrom(sql, room, bound));
  return { rows: earlier.rows, hasBefore: earlier.more, hasAfter };
}

/** A page of a room's history, ascending by seq, and the stream's seq that it is true for. */
export async function readPage(
  sql: Sql,
  actor: Actor,
  input: { room: string; query: PageQuery },
): Promise<MessagePage> {
  const room = await findRoomId(sql, input.room);
  if ((input.query.limit ?? 1) > limits.pageSize) throw invalid('limit', `1–${limits.pageSize}`);
  const window = await readWindow(sql, room, input.query);
  const messages = await messageViews(sql, window.rows, actor.personId);
  await addClientIds(sql, actor, messages);
  const stream = await sql.get<{ seq: number }>('select seq from streams where name = ?', roomStream(room));
  return { messages, hasBefore: window.hasBefore, hasAfter: window.hasAfter, asOfSeq: stream?.seq ?? 0 };
}

/** The author's own keys, so that a page joins what is still on its way there. */
async function addClientIds(sql: Sql, actor: Actor, messages: MessagePage['messages']): Promise<void> {
  const own = messages.filter((message) => message.author.id === actor.personId);
  if (own.length === 0) return;
  const rows = await sql.all<{ id: string; key: string }>(
    'select message_id as id, key from client_keys where message_id in (select value from json_each(?))',
    JSON.stringify(own.map((message) => message.id)),
  );
  const keys = new Map(rows.map((row) => [row.id, row.key]));
  for (const message of own) {
    const key = keys.get(message.id);
    if (key !== undefined) message.clientId = key;
  }
}

/** One message as the actor sees it; throws `not-found`. */
export async function readMessage(sql: Sql, actor: Actor, input: { id: string }) {
  const row = await findMessageRow(sql, input.id);
  if (!row) throw new AppError('not-found');
  const message = await messageView(sql, row, actor.personId);
  await addClientIds(sql, actor, [message]);
  return message;
}
