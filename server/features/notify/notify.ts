import type { EditRoomNotify, Notify, NotifyLevel } from '../../../protocol/notify.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { findRoomId } from '../rooms/rooms.ts';
import { personStream } from '../unread/unread.ts';

/** The room of what holds everywhere. */
const everywhere = '0';

interface ChoiceRow {
  room: string;
  level: NotifyLevel | null;
  muted_until: number | null;
}

/** A person's choices, without those for rooms that are gone. */
export async function readNotify(sql: Sql, personId: string): Promise<Notify> {
  const rows = await sql.all<ChoiceRow>(
    `select cast(room_id as text) as room, level, muted_until from notify_choices
      where user_id = ? and (room_id = 0 or room_id in (select id from rooms where removed_at is null))
      order by room_id`,
    personId,
  );
  return {
    level: rows.find(({ room }) => room === everywhere)?.level ?? 'all',
    rooms: rows
      .filter(({ room, level, muted_until }) => room !== everywhere && (level ?? muted_until) !== null)
      .map(({ room, level, muted_until }) => ({
        room,
        level,
        mutedUntil: muted_until === null ? null : new Date(muted_until).toISOString(),
      })),
  };
}

interface Choice {
  roomId: string;
  level?: NotifyLevel | null | undefined;
  mutedUntil?: number | null | undefined;
}

/** What is undefined stays. No change, no event. */
async function choose(tx: Write, actor: Actor, { roomId, level, mutedUntil }: Choice): Promise<Notify> {
  const before = await readNotify(tx, actor.personId);
  await tx.run(
    `insert into notify_choices (user_id, room_id, level, muted_until) values (?1, ?2, ?3, ?5)
     on conflict (user_id, room_id) do update set
       level = case ?4 when 1 then ?3 else level end,
       muted_until = case ?6 when 1 then ?5 else muted_until end`,
    actor.personId,
    roomId,
    level ?? null,
    level === undefined ? 0 : 1,
    mutedUntil ?? null,
    mutedUntil === undefined ? 0 : 1,
  );
  const after = await readNotify(tx, actor.personId);
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    const stream = personStream(actor.personId);
    await tx.emit({ stream, event: 'notify.updated', subject: actor.personId, data: after });
  }
  return after;
}

export const notifyWrites = {
  'notify.set': async (tx: Write, actor: Actor, { level }: { level: NotifyLevel }) =>
    choose(tx, actor, { roomId: everywhere, level }),

  /** Throws `room-not-found`. */
  'notify.set-room': async (tx: Write, actor: Actor, input: EditRoomNotify & { room: string }) => {
    const id = await findRoomId(tx, input.room);
    const { level, mutedUntil: until } = input;
    const mutedUntil = typeof until === 'string' ? Date.parse(until) : until;
    return choose(tx, actor, { roomId: id, level, mutedUntil });
  },
};

export const notifyRenderers: Renderers = {
  'notify.updated': async (sql, { subject }) => ({ data: await readNotify(sql, subject) }),
};
