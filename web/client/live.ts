import { signal } from '@preact/signals';
import type { ServerFrame, Welcome } from '../../protocol/socket.ts';
import { ApiError, api, sentence } from './api.ts';
import { createOutbox } from './outbox.ts';
import { type Connection, createSocket } from './socket.ts';
import { recall, recallKeys, rememberSoon } from './storage.ts';
import * as store from './store.ts';

/** The page's one connection and its outbox, joined to the store. */
export const connection = signal<Connection>({ is: 'idle' });

/** How often the server has been reached. What failed for want of a connection tries again when it grows. */
export const welcomes = signal(0);

export const outbox = createOutbox({
  storage: {
    keys: () => recallKeys('outbox:'),
    get: recall,
    set: (key, value) => rememberSoon(key, value, 0),
  },
  post: api.post,
  onSent: store.takeMessage,
  sentence,
});

const recountDelayMs = 400;
const recounts = new Map<string, ReturnType<typeof setTimeout>>();

/** Asks for a room's true counts. */
function recount(room: string) {
  clearTimeout(recounts.get(room));
  const ask = () => {
    // A failure heals itself: the counts come again with the next mark or overview.
    api.readMark(room).then(store.takeMark, () => undefined);
  };
  recounts.set(room, setTimeout(ask, recountDelayMs));
}

let refetching: Promise<void> | null = null;

/** Takes everything anew, for when the server can't tell what was missed. `asked` is an overview that is on its way. */
export function refetch(keepRoom: string | null = null, asked = api.overview()): Promise<void> {
  refetching ??= asked
    .then((overview) => {
      store.takeOverview(overview);
      store.forgetTimelines(keepRoom);
    })
    .finally(() => {
      refetching = null;
    });
  return refetching;
}

let gapsInARow = 0;

function onFrame(frame: Exclude<ServerFrame, Welcome>) {
  switch (frame.type) {
    case 'event': {
      const got = store.receive(frame);
      if (got === 'gap') return mendGap();
      gapsInARow = 0;
      if (got === 'recount') recount(frame.stream.slice('room:'.length));
      if (frame.event === 'message.posted' && frame.data.clientId) outbox.arrived(frame.data.clientId);
      return;
    }
    case 'reset':
      store.resetStream(frame.stream, frame.asOfSeq);
      refetch().catch(() => socket.resume());
      return;
    case 'signal':
      return store.receiveSignal(frame);
    case 'pong':
      return;
    default:
      frame satisfies never;
  }
}

/** Resuming brings a lost event again. Where it doesn't, everything is taken anew. */
function mendGap() {
  gapsInARow += 1;
  if (gapsInARow < 3) return socket.resume();
  gapsInARow = 0;
  refetch().then(
    () => socket.resume(),
    () => socket.resume(),
  );
}

export const socket = createSocket({
  connect: () =>
    new WebSocket(`wss://${location.host}/ws`) as unknown as ReturnType<
      Parameters<typeof createSocket>[0]['connect']
    >,
  cursors: store.currentCursors,
  onWelcome(welcome) {
    store.me.value = welcome.me;
    store.serverLimits.value = welcome.limits;
    welcomes.value += 1;
    outbox.wake();
  },
  onFrame,
  onState(state) {
    connection.value = state;
  },
  async stillSignedIn() {
    try {
      await api.me();
      return true;
    } catch (error) {
      return !(error instanceof ApiError && error.status === 401);
    }
  },
});

/** The network came or went, or the machine woke up: find out now rather than at the next heartbeat. */
export function watchWaking() {
  addEventListener('online', () => socket.check());
  // A server on this machine is there without a network too: so it is asked, not given up.
  addEventListener('offline', () => socket.check());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') socket.check();
  });
}
