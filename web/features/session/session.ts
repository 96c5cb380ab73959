import { signal } from '@preact/signals';
import { ApiError, api, sentence } from '../../client/api.ts';
import { connection, outbox, refetch, socket } from '../../client/live.ts';
import { me } from '../../client/store.ts';
import { t as messages } from '../messages/words.ts';
import { askForLikelyRoom } from '../rooms/current.ts';

export type Session =
  | { is: 'starting' }
  | { is: 'out'; why: 'no-link' | 'signed-out' }
  | { is: 'failed'; message: string }
  | { is: 'in' };

export const session = signal<Session>({ is: 'starting' });

/** The secret of a personal link, taken out of the address bar before anything else can see it. */
function takeSecret(): string | null {
  const address = new URL(location.href);
  const secret = address.searchParams.get('user');
  if (secret === null) return null;
  address.searchParams.delete('user');
  history.replaceState(null, '', address.pathname + address.search + address.hash);
  return secret;
}

let secret: string | null = null;

const isRefusal = (error: unknown) =>
  error instanceof ApiError && [400, 401, 403, 404].includes(error.status);

export async function start() {
  secret ??= takeSecret();
  session.value = { is: 'starting' };
  try {
    // Side by side: on a slow line each wait after another counts.
    const overview = api.overview(secret);
    overview.catch(() => undefined);
    if (secret === null) askForLikelyRoom();
    me.value = secret === null ? await api.me() : (await api.signIn(secret)).me;
    secret = null;
    await refetch(null, overview);
  } catch (error) {
    session.value = isRefusal(error)
      ? { is: 'out', why: 'no-link' }
      : { is: 'failed', message: sentence(error) };
    return;
  }
  session.value = { is: 'in' };
  outbox.start(me.value.id, messages.peek().tooOld);
  socket.start();
}

/** The server ended the session, on this device or from another. */
export function watchSession() {
  connection.subscribe((state) => {
    if (state.is === 'stopped' && state.why === 'signed-out') leave();
  });
}

function leave() {
  outbox.stop();
  session.value = { is: 'out', why: 'signed-out' };
}

export async function signOut() {
  socket.end();
  try {
    await api.signOut();
  } catch (error) {
    if (!isRefusal(error)) {
      // Still signed in, and better said than pretended.
      socket.start();
      throw error;
    }
  }
  leave();
}
