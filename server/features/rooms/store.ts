import type { Keep, RoomCore } from '../../../protocol/rooms.ts';
import type { Sql } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import { nameKey } from '../names.ts';
import { readRetention } from './retention.ts';

interface RoomRow {
  id: string;
  name: string;
  topic: string;
  position: number;
  keep_default: number;
  keep_last: number | null;
  keep_days: number | null;
}

const roomColumns = 'id, name, topic, position, keep_default, keep_last, keep_days';

const roomView = (row: RoomRow, defaultKeep: Keep): RoomCore => ({
  id: row.id,
  name: row.name,
  topic: row.topic,
  keep: row.keep_default
    ? defaultKeep
    : {
        ...(row.keep_last !== null && { last: row.keep_last }),
        ...(row.keep_days !== null && { days: row.keep_days }),
      },
  keepIsDefault: row.keep_default === 1,
  position: row.position,
});

export const firstRoomName = 'General';

export const roomStream = (id: string): string => `room:${id}`;

/** Every public room, in the admin's order: all that a signed-in person sees. */
export async function listRooms(sql: Sql): Promise<RoomCore[]> {
  const { keep } = await readRetention(sql);
  const rows = await sql.all<RoomRow>(
    `select ${roomColumns} from rooms where removed_at is null order by position, id`,
  );
  return rows.map((row) => roomView(row, keep));
}

/** Where something goes that names no room: the one with the first room's name, else the first in the list. */
export async function defaultRoom(sql: Sql): Promise<RoomCore> {
  const rooms = await listRooms(sql);
  const room = rooms.find(({ name }) => nameKey(name) === nameKey(firstRoomName)) ?? rooms[0];
  if (!room) throw new AppError('room-not-found');
  return room;
}

const isId = /^[0-9]{17,19}$/;

async function findRow(sql: Sql, idOrName: string): Promise<RoomRow> {
  const row =
    (isId.test(idOrName) &&
      (await sql.get<RoomRow>(
        `select ${roomColumns} from rooms where id = ? and removed_at is null`,
        idOrName,
      ))) ||
    (await sql.get<RoomRow>(
      `select ${roomColumns} from rooms where name_key = ? and removed_at is null`,
      nameKey(idOrName.normalize('NFC').trim()),
    ));
  if (!row) throw new AppError('room-not-found');
  return row;
}

/** A room by its id or its name, as the actor sees it; throws `room-not-found`. */
export async function findRoom(sql: Sql, idOrName: string): Promise<RoomCore> {
  const row = await findRow(sql, idOrName);
  return roomView(row, row.keep_default ? (await readRetention(sql)).keep : {});
}

/** The id alone of a room that is named by its id or its name; throws `room-not-found`. */
export const findRoomId = async (sql: Sql, idOrName: string): Promise<string> =>
  (await findRow(sql, idOrName)).id;
