import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';
import type { Connection } from '../../realtime/connection.ts';

const whileHereMs = 60_000;
/** Who leaves in this time is written down together: after a broken line all do. */
const leavingMs = 500;

/** Remembers when people were last here: once a minute for all who are, and as they leave; not once a request. */
export function mountSeen({ sockets, db, every, onStop }: Context): void {
  const people = new Set<string>();
  const sessions = new Set<string>();
  let leaving: NodeJS.Timeout | null = null;
  const add = ({ actor }: Connection) => {
    people.add(actor.personId);
    if (actor.sessionId) sessions.add(actor.sessionId);
  };
  const write = async () => {
    if (people.size === 0) return;
    const input = { people: [...people], sessions: [...sessions] };
    people.clear();
    sessions.clear();
    try {
      await db.run('accounts.seen', nobody, input);
    } catch (error) {
      for (const id of input.people) people.add(id);
      for (const id of input.sessions) sessions.add(id);
      throw error;
    }
  };
  const writeAll = () => {
    for (const connection of sockets.open()) add(connection);
    return write();
  };
  sockets.onOpen(add);
  sockets.onClose((connection) => {
    add(connection);
    leaving ??= setTimeout(() => {
      leaving = null;
      // Tried again with the next minute's, which tells of what goes wrong.
      write().catch(() => {});
    }, leavingMs).unref();
  });
  every(whileHereMs, 'remember who was here', writeAll);
  onStop(() => {
    if (leaving) clearTimeout(leaving);
    return writeAll();
  });
}
