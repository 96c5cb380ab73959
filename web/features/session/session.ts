import { signal } from '@preact/signals';
import type { Person } from '../../../protocol/accounts.ts';
import type { Overview } from '../../../protocol/rooms.ts';
import { ApiError, api, sentence, servedPage } from '../../client/api.ts';
import { earlySecret, forgetEarly } from '../../client/early.ts';
import { openWindow } from '../../client/history.ts';
import { connection, outbox, refetch, socket } from '../../client/live.ts';
import { route } from '../../client/route.ts';
import { forgetShell, renewShell } from '../../client/shell.ts';
import { me } from '../../client/store.ts';
import { clock, dayName } from '../../i18n/format.ts';
import { t as messages } from '../messages/words.ts';
import { askForLikelyRoom, currentRoom } from '../rooms/current.ts';

export type Session =
  | { is: 'starting' }
  | { is: 'out'; why: 'no-link' | 'signed-out' }
  | { is: 'failed'; message: string }
  | { is: 'in' };

export const session = signal<Session>({ is: 'starting' });

/** The secret of a personal link, taken out of the address bar before anything else can see it. */
function takeSecret(): string | null {
  const early = earlySecret();
  if (early !== null) return early;
  const address = new URL(location.href);
  const secret = address.searchParams.get('user');
  if (secret === null) return null;
  address.searchParams.delete('user');
  history.replaceState(null, '', address.pathname + address.search + address.hash);
  return secret;
}

/** So long the messages are waited for before the rooms are shown: to draw both at once costs less than one after another. */
const togetherMs = 250;

/** The room that opens, where it opens at its end. */
async function openFirst(): Promise<void> {
  const at = route.peek();
  const room = currentRoom.peek();
  if (!room || (at.at === 'room' && at.seq !== undefined)) return;
  const opened = openWindow(room.id);
  await Promise.race([opened, new Promise((late) => setTimeout(late, togetherMs))]);
}

/** What takes a browser long the first time, while nothing can be drawn yet. */
function useTheWait() {
  const now = new Date();
  clock(now);
  dayName(now);
}

/** Whose overview it is: the only person whose own stream it names. */
function askerOf({ people, asOfSeq }: Overview): Person | null {
  return people.find(({ id }) => `person:${id}` in asOfSeq) ?? null;
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
    setTimeout(useTheWait);
    me.value =
      secret === null ? (askerOf(await overview) ?? (await api.me())) : (await api.signIn(secret)).me;
    secret = null;
    await refetch(null, overview);
    if (await renewShell(servedPage())) return;
    await openFirst();
  } catch (error) {
    if (isRefusal(error)) void forgetShell();
    session.value = isRefusal(error)
      ? { is: 'out', why: 'no-link' }
      : { is: 'failed', message: sentence(error) };
    return;
  }
  forgetEarly();
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
  void forgetShell();
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
