import type { Presence } from '../../../protocol/socket.ts';
import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';
import type { Connection } from '../../realtime/connection.ts';
import { textFrame } from '../../realtime/frame.ts';

/** Changes within this time go out together: a page that reloads should not blink. */
const gatherMs = 150;
/** Telling one socket costs some 25 µs: so long that telling all of them is a tenth of the time, however many there are. */
const gatherMsPerSocket = 0.25;
const typingEveryMs = 2000;

interface Viewing {
  room: string | null;
  focused: boolean;
}

/** Who is here, from open sockets alone: never stored, so it can never be stuck. When somebody last was, is. */
export async function mountPresence(context: Context): Promise<void> {
  const { sockets } = context;
  const lastSeen = await keepLastSeen(context);
  /** By person, so that telling of one costs nothing of the others. */
  const viewing = new Map<string, Map<Connection, Viewing>>();
  const typedAt = new WeakMap<Connection, number>();
  const told = new Map<string, string>();
  let waiting: Set<string> | null = null;
  let newcomers: Connection[] = [];

  const presenceOf = (person: string): Presence => {
    const devices = [...(viewing.get(person)?.values() ?? [])];
    const status =
      devices.length === 0 ? 'offline' : devices.some((view) => view.focused) ? 'online' : 'idle';
    const roomsOf = (views: Viewing[]) => [...new Set(views.flatMap((view) => view.room ?? []))];
    return {
      person,
      status,
      rooms: roomsOf(devices),
      reading: roomsOf(devices.filter((view) => view.focused)),
      lastSeenAt: status === 'offline' ? lastSeen.of(person) : null,
    };
  };

  const tell = () => {
    const changed = [...(waiting ?? [])].map(presenceOf).filter((presence) => {
      const text = JSON.stringify(presence);
      if (told.get(presence.person) === text) return false;
      if (presence.status === 'offline') told.delete(presence.person);
      else told.set(presence.person, text);
      return true;
    });
    waiting = null;
    if (changed.length > 0) {
      sockets.signal('server', { type: 'signal', signal: 'presence', people: changed, full: false });
    }
  };

  /** Made once for all who came: after a restart everybody does, and each would have everybody counted anew. */
  const welcomeAll = () => {
    const people = [...new Set([...viewing.keys(), ...lastSeen.people()])].map(presenceOf);
    const full = textFrame(JSON.stringify({ type: 'signal', signal: 'presence', people, full: true }));
    for (const connection of newcomers) connection.deliver(full);
    newcomers = [];
  };

  const change = (person: string) => {
    if (!waiting) {
      waiting = new Set();
      setTimeout(tell, Math.max(gatherMs, sockets.count() * gatherMsPerSocket)).unref();
    }
    waiting.add(person);
  };

  const see = (connection: Connection, view: Viewing) => {
    const devices = viewing.get(connection.person);
    if (devices) devices.set(connection, view);
    else viewing.set(connection.person, new Map([[connection, view]]));
    change(connection.person);
  };

  sockets.onOpen((connection) => {
    if (newcomers.length === 0) setTimeout(welcomeAll, gatherMs).unref();
    newcomers.push(connection);
    see(connection, { room: null, focused: true });
  });
  sockets.onClose((connection) => {
    const devices = viewing.get(connection.person);
    if (!devices?.delete(connection)) return;
    if (devices.size === 0) {
      viewing.delete(connection.person);
      lastSeen.left(connection.person);
    }
    change(connection.person);
  });
  sockets.onFrame((connection, frame) => {
    if (frame.type === 'viewing') {
      see(connection, { room: frame.room, focused: frame.focused });
      return;
    }
    const now = performance.now();
    if (now - (typedAt.get(connection) ?? -typingEveryMs) < typingEveryMs) return;
    typedAt.set(connection, now);
    const signal = { type: 'signal', signal: 'typing', room: frame.room, person: connection.person };
    sockets.signal(`room:${frame.room}`, signal, connection);
  });
}

/** When each person last left, in memory beside what the accounts have written down of earlier times. */
async function keepLastSeen({ db, on }: Context) {
  let times = new Map<string, number>();
  const read = async () => {
    const written = await db.read('accounts.last-seen', nobody);
    times = new Map(
      written.flatMap(({ id, at }) => {
        // What has been told of it stays: it is written down somewhat later, and with that time.
        const time = times.get(id) ?? at;
        return time === null ? [] : [[id, time]];
      }),
    );
  };
  // Who is removed is named no more, and who is let in again comes back with their time. What can't be read stays.
  on('committed', ({ events }) => {
    const changed = ['person.created', 'person.removed'];
    if (events.some(({ event }) => changed.includes(event))) read().catch(() => {});
  });
  await read();
  return {
    people: () => times.keys(),
    left: (person: string) => void times.set(person, Date.now()),
    of: (person: string) => {
      const time = times.get(person);
      return time === undefined ? null : new Date(time).toISOString();
    },
  };
}
