import type { Write } from '../../db/sql.ts';
import { release } from '../attachments/attachments.ts';
import { listRooms, roomStream } from '../rooms/rooms.ts';
import { repliesTo } from './store.ts';

/** At most this many go in one transaction, so that no post ever waits for a long one. */
const chunkMessages = 200;
const dayMs = 86_400_000;

/**
 * How many live messages each room has: counting on every post would be linear in what a room keeps. Only the
 * writer's thread changes messages, so this cannot be wrong; a verb that is rolled back forgets it.
 */
const liveCounts = new Map<string, number>();

function remember(tx: Write, roomId: string, count: number): void {
  liveCounts.set(roomId, count);
  tx.onRollback(() => liveCounts.delete(roomId));
}

/** Messages came or went. A room that was never counted stays so: one that keeps everything may have a million. */
export function noteLive(tx: Write, roomId: string, change: number): void {
  const known = liveCounts.get(roomId);
  if (known !== undefined) remember(tx, roomId, known + change);
}

async function liveCount(tx: Write, roomId: string): Promise<number> {
  const known = liveCounts.get(roomId);
  if (known !== undefined) return known;
  const counted = await tx.get<{ n: number }>(
    'select count(*) as n from messages where room_id = ? and deleted_at is null',
    roomId,
  );
  remember(tx, roomId, counted?.n ?? 0);
  return counted?.n ?? 0;
}

/** Deletes what the room no longer keeps, a chunk at most; answers whether there may be more. */
export async function trimRoom(
  tx: Write,
  room: { id: string; keep: { last?: number; days?: number } },
): Promise<boolean> {
  const upToSeq = Math.max(await beyondLast(tx, room), await beyondDays(tx, room));
  if (upToSeq === 0) return false;
  const gone = await tx.all<{ id: string; seq: number; author_id: string }>(
    `select id, seq, author_id from messages where room_id = ? and seq <= ? and deleted_at is null
      order by seq limit ?`,
    room.id,
    upToSeq,
    chunkMessages,
  );
  const last = gone.at(-1);
  if (!last) return false;
  await release(
    tx,
    gone.map((message) => message.id),
  );
  for (const message of gone) {
    await tx.run(
      'insert into trimmed (room_id, seq, author_id, at) values (?, ?, ?, ?)',
      room.id,
      message.seq,
      message.author_id,
      tx.now,
    );
  }
  await tx.run(
    'delete from messages where room_id = ? and seq <= ? and deleted_at is null',
    room.id,
    last.seq,
  );
  noteLive(tx, room.id, -gone.length);
  const ids = gone.map((message) => message.id);
  await tx.emit({
    stream: roomStream(room.id),
    event: 'message.trimmed',
    subject: last.id,
    extra: { room: room.id, upToSeq: last.seq },
    data: { room: room.id, upToSeq: last.seq },
    invalidates: [...ids, ...(await repliesTo(tx, ids))],
  });
  return gone.length === chunkMessages;
}

async function beyondLast(tx: Write, room: { id: string; keep: { last?: number } }): Promise<number> {
  const { last } = room.keep;
  if (last === undefined) return 0;
  const excess = (await liveCount(tx, room.id)) - last;
  if (excess <= 0) return 0;
  const row = await tx.get<{ seq: number }>(
    'select seq from messages where room_id = ? and deleted_at is null order by seq limit 1 offset ?',
    room.id,
    Math.min(excess, chunkMessages) - 1,
  );
  return row?.seq ?? 0;
}

async function beyondDays(tx: Write, room: { id: string; keep: { days?: number } }): Promise<number> {
  const { days } = room.keep;
  if (days === undefined) return 0;
  const oldest = await tx.all<{ seq: number; created_at: number }>(
    'select seq, created_at from messages where room_id = ? and deleted_at is null order by seq limit ?',
    room.id,
    chunkMessages,
  );
  return oldest.filter((message) => message.created_at < tx.now - days * dayMs).at(-1)?.seq ?? 0;
}

/** Every room once, and what a removed room has left behind; answers whether to come again at once. */
export async function trimEverything(tx: Write): Promise<boolean> {
  let more = false;
  for (const room of await listRooms(tx)) more = (await trimRoom(tx, room)) || more;
  return (await clearRemovedRooms(tx)) || more;
}

async function clearRemovedRooms(tx: Write): Promise<boolean> {
  const gone = await tx.all<{ id: string; room_id: string; seq: number }>(
    `select m.id, m.room_id, m.seq from rooms r join messages m on m.room_id = r.id
      where r.removed_at is not null limit ?`,
    chunkMessages,
  );
  await release(
    tx,
    gone.map((message) => message.id),
  );
  for (const message of gone) {
    await tx.run('delete from messages where room_id = ? and seq = ?', message.room_id, message.seq);
    liveCounts.delete(message.room_id);
  }
  if (gone.length === 0) await tx.run('delete from rooms where removed_at is not null');
  return gone.length > 0;
}

/** What need not be remembered for ever: clients' keys and marks of trimmed messages. */
export async function forgetOld(tx: Write): Promise<void> {
  await tx.run('delete from client_keys where created_at < ?', tx.now - 30 * dayMs);
  await tx.run('delete from trimmed where at < ?', tx.now - 365 * dayMs);
}
