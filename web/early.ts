import type { Overview } from '../protocol/rooms.ts';
import type { Early } from './client/early.ts';

interface Asking extends RequestInit {
  headers?: Record<string, string>;
}

/**
 * Asks for what the chat begins with while the chat's own code is still on its way: on a slow line each wait after
 * another counts. A plain script that stands alone and runs first; `client/early.ts` hands the answers to whoever would
 * ask the same.
 */
(() => {
  const pageSize = 50;
  const prefix = 'bungaacord:';

  const recall = (key: string): string | null => {
    try {
      return localStorage.getItem(prefix + key);
    } catch {
      return null;
    }
  };

  /** The room that was open last; null where several people use this browser. */
  const lastRoom = (): string | null => {
    try {
      const [mine, ...others] = Object.keys(localStorage).filter((key) => key.startsWith(`${prefix}room:`));
      return mine !== undefined && others.length === 0 ? localStorage.getItem(mine) : null;
    } catch {
      return null;
    }
  };

  const takeSecret = (): string | null => {
    const address = new URL(location.href);
    const found = address.searchParams.get('user');
    if (found === null) return null;
    // Before anything else can see it.
    address.searchParams.delete('user');
    history.replaceState(null, '', address.pathname + address.search + address.hash);
    return found;
  };

  const secret = takeSecret();
  const answers = new Map<string, Promise<Response>>();
  (globalThis as { early?: Early }).early = { secret, answers };

  const ask = (method: string, path: string, more: Asking = {}): Promise<Response> => {
    const headers = { 'accept-language': recall('language') ?? navigator.language, ...more.headers };
    const answer = fetch(path, { method, credentials: 'same-origin', ...more, headers });
    answer.catch(() => undefined);
    answers.set(`${method} ${path}`, answer);
    return answer;
  };
  const askPage = (room: string, more?: Asking) =>
    void ask('GET', `/api/rooms/${room}/messages?limit=${pageSize}`, more);

  // Of an address that names no room or its end: what lies elsewhere is asked for by who knows more.
  const [, named] = /^\/(?:r\/([^/]+)\/?)?$/.exec(location.pathname) ?? [null, null];
  if (secret === null) {
    void ask('GET', '/api/rooms');
    const likely = named === undefined ? lastRoom() : named;
    if (likely !== null) askPage(likely);
    return;
  }
  const bySecret = { headers: { 'x-user-uuid': secret } };
  const body = JSON.stringify({ user: secret });
  void ask('POST', '/api/session', { body, headers: { 'content-type': 'application/json' } });
  ask('GET', '/api/rooms', bySecret)
    .then((answer) => answer.clone().json() as Promise<Overview>)
    .then(({ rooms }) => {
      // By now the chat's code may have taken it up, and asks for itself.
      if (named === null || !answers.has('GET /api/rooms')) return;
      const wanted = named ?? lastRoom();
      const room = rooms.find(({ id }) => id === wanted) ?? rooms[0];
      if (room && room.unread === 0) askPage(room.id, bySecret);
    })
    .catch(() => undefined);
})();
