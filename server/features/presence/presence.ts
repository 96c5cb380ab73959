import type { Presence } from '../../../protocol/socket.ts';
import type { Context } from '../../context.ts';
import type { Connection } from '../../realtime/connection.ts';

/** Changes within this time go out together: a page that reloads should not blink. */
const gatherMs = 150;
const typingEveryMs = 2000;

interface Viewing {
  room: string | null;
  focused: boolean;
}

/** Who is here, from open sockets alone: never stored, so it can never be stuck. */
export function mountPresence(context: Context): void {
  const { sockets } = context;
  const viewing = new Map<Connection, Viewing>();
  const typedAt = new WeakMap<Connection, number>();
  const told = new Map<string, string>();
  let waiting: Set<string> | null = null;

  const presenceOf = (person: string): Presence => {
    const devices = [...viewing]
      .filter(([connection]) => connection.person === person)
      .map(([, view]) => view);
    const status =
      devices.length === 0 ? 'offline' : devices.some((view) => view.focused) ? 'online' : 'idle';
    const roomsOf = (views: Viewing[]) => [...new Set(views.flatMap((view) => view.room ?? []))];
    return {
      person,
      status,
      rooms: roomsOf(devices),
      reading: roomsOf(devices.filter((view) => view.focused)),
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

  const change = (person: string) => {
    if (!waiting) {
      waiting = new Set();
      setTimeout(tell, gatherMs).unref();
    }
    waiting.add(person);
  };

  sockets.onOpen((connection) => {
    viewing.set(connection, { room: null, focused: true });
    const people = [...new Set([...viewing.keys()].map((one) => one.person))].map(presenceOf);
    connection.send({ type: 'signal', signal: 'presence', people, full: true });
    change(connection.person);
  });
  sockets.onClose((connection) => {
    if (viewing.delete(connection)) change(connection.person);
  });
  sockets.onFrame((connection, frame) => {
    if (frame.type === 'viewing') {
      viewing.set(connection, { room: frame.room, focused: frame.focused });
      change(connection.person);
      return;
    }
    const now = performance.now();
    if (now - (typedAt.get(connection) ?? -typingEveryMs) < typingEveryMs) return;
    typedAt.set(connection, now);
    const signal = { type: 'signal', signal: 'typing', room: frame.room, person: connection.person };
    sockets.signal(`room:${frame.room}`, signal, connection);
  });
}
