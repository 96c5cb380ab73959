import { limits } from '../../../protocol/limits.ts';
import type { Keep, RoomCore } from '../../../protocol/rooms.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import { cleanName, nameKey } from '../names.ts';
import { adoptEnvironment, readRetention, setRetention } from './retention.ts';
import { defaultRoom, findRoom, firstRoomName, listRooms, roomStream } from './store.ts';

export { findRoom, findRoomId, listRooms, roomStream } from './store.ts';

declare module '../../db/sql.ts' {
  interface Effects {
    'room-created': { id: string };
    'room-removed': { id: string };
    /** Somebody keeps less than before: what is now too old may go. */
    'retention-changed': Record<string, never>;
  }
}

async function insertRoom(tx: Write, input: { name: string; topic?: string }): Promise<RoomCore> {
  const name = cleanName(input.name, 'name', limits.roomNameLength);
  await refuseTakenName(tx, name, null);
  const id = tx.newId();
  await tx.run(
    `insert into rooms (id, name, name_key, topic, position, created_at)
     values (?, ?, ?, ?, (select coalesce(max(position), 0) + 1 from rooms), ?)`,
    id,
    name,
    nameKey(name),
    input.topic?.normalize('NFC') ?? '',
    tx.now,
  );
  await tx.run('insert into streams (name, seq) values (?, 0)', roomStream(id));
  await tx.emit({ stream: 'server', event: 'room.created', subject: id });
  tx.after('room-created', { id });
  return findRoom(tx, id);
}

async function refuseTakenName(tx: Write, name: string, exceptId: string | null) {
  const taken = await tx.get(
    'select 1 from rooms where name_key = ?1 and (?2 is null or id <> ?2)',
    nameKey(name),
    exceptId,
  );
  if (taken) throw new AppError('conflict', { name });
}

async function writeKeep(tx: Write, id: string, keep: Keep | null) {
  await tx.run(
    'update rooms set keep_default = ?, keep_last = ?, keep_days = ? where id = ?',
    keep === null ? 1 : 0,
    keep?.last ?? null,
    keep?.days ?? null,
    id,
  );
  tx.after('retention-changed', {});
}

export const roomWrites = {
  /** At every start: the settings from outside, and a first room where there has never been one. */
  'rooms.prepare': async (tx: Write, _actor: Actor, input: { maxMessages: number; chosen: boolean }) => {
    await adoptEnvironment(tx, input);
    await tx.run(`insert into streams (name, seq) values ('server', 0) on conflict (name) do nothing`);
    if (!(await tx.get('select 1 from rooms limit 1'))) await insertRoom(tx, { name: firstRoomName });
  },

  'rooms.create': async (tx: Write, _actor: Actor, input: { name: string; topic?: string }) =>
    insertRoom(tx, input),

  'rooms.edit': async (
    tx: Write,
    _actor: Actor,
    input: { id: string; name?: string; topic?: string; keep?: Keep | null },
  ): Promise<RoomCore> => {
    const before = await findRoom(tx, input.id);
    if (input.name !== undefined) {
      const name = cleanName(input.name, 'name', limits.roomNameLength);
      await refuseTakenName(tx, name, before.id);
      await tx.run('update rooms set name = ?, name_key = ? where id = ?', name, nameKey(name), before.id);
    }
    if (input.topic !== undefined) {
      await tx.run('update rooms set topic = ? where id = ?', input.topic.normalize('NFC'), before.id);
    }
    if (input.keep !== undefined) await writeKeep(tx, before.id, input.keep);
    const after = await findRoom(tx, before.id);
    if (JSON.stringify(after) !== JSON.stringify(before)) {
      await tx.emit({ stream: 'server', event: 'room.updated', subject: before.id });
    }
    return after;
  },

  /** Rooms that are not named keep their order after those that are. */
  'rooms.order': async (tx: Write, _actor: Actor, input: { rooms: string[] }) => {
    const rooms = await listRooms(tx);
    const place = (id: string) => {
      const index = input.rooms.indexOf(id);
      return index < 0 ? input.rooms.length : index;
    };
    const sorted = rooms.toSorted((a, b) => place(a.id) - place(b.id));
    for (const [index, room] of sorted.entries()) {
      if (room.position === index + 1) continue;
      await tx.run('update rooms set position = ? where id = ?', index + 1, room.id);
      await tx.emit({ stream: 'server', event: 'room.updated', subject: room.id });
    }
  },

  /** Gone for everyone at once; its messages and files are cleared away in the background, a few at a time. */
  'rooms.remove': async (tx: Write, _actor: Actor, input: { id: string }) => {
    const room = await findRoom(tx, input.id);
    await tx.run('update rooms set removed_at = ?, name_key = null where id = ?', tx.now, room.id);
    await tx.run('delete from streams where name = ?', roomStream(room.id));
    await tx.emit({ stream: 'server', event: 'room.removed', subject: room.id });
    tx.after('room-removed', { id: room.id });
  },

  'rooms.set-retention': async (tx: Write, _actor: Actor, input: { keep: Keep }) => {
    const before = JSON.stringify(await readRetention(tx));
    await setRetention(tx, input.keep);
    if (JSON.stringify(await readRetention(tx)) === before) return;
    for (const room of await listRooms(tx)) {
      if (room.keepIsDefault) await tx.emit({ stream: 'server', event: 'room.updated', subject: room.id });
    }
    await tx.emit({ stream: 'server', event: 'retention.updated', subject: '0' });
    tx.after('retention-changed', {});
  },
};

export const roomReads = {
  'rooms.list': async (sql: Sql) => listRooms(sql),
  'rooms.find': async (sql: Sql, _actor: Actor, input: { room: string | undefined }) =>
    input.room ? findRoom(sql, input.room) : defaultRoom(sql),
  'rooms.retention': async (sql: Sql) => readRetention(sql),
  'rooms.storage': async (sql: Sql) =>
    (await sql.get<{ count: number; bytes: number }>(
      'select count(*) as count, coalesce(sum(size + derived_bytes), 0) as bytes from media',
    )) ?? { count: 0, bytes: 0 },
  'rooms.streams': async (sql: Sql) =>
    sql.all<{ name: string; seq: number; tail: number }>('select name, seq, tail from streams'),
};

const renderRoom: Renderers[string] = async (sql, { subject: id }) => {
  const room = (await listRooms(sql)).find((one) => one.id === id);
  return room ? { data: room } : { event: 'room.removed', data: { id } };
};

export const roomRenderers: Renderers = {
  'room.created': renderRoom,
  'room.updated': renderRoom,
  'room.removed': renderRoom,
  'retention.updated': async (sql) => ({ data: { asked: (await readRetention(sql)).asked } }),
};
