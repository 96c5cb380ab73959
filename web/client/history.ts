import { signal } from '@preact/signals';
import { pageSize, takeAhead } from './ahead.ts';
import { ApiError, api } from './api.ts';
import { readTo } from './overview.ts';
import * as store from './store.ts';
import { fromPage, type Timeline, withPageAfter, withPageBefore } from './timeline.ts';

/** What is being fetched for a room, and what could not be. */
export type Loading = { at: 'none' | 'window' | 'before' | 'after'; failed: string | null };

const idle: Loading = { at: 'none', failed: null };
/** Pages under way, by room: of each room one at a time. */
const underWay = new Map<string, Promise<void>>();
const states = new Map<string, ReturnType<typeof signal<Loading>>>();

export function loadingOf(room: string) {
  let found = states.get(room);
  if (!found) {
    found = signal<Loading>(idle);
    states.set(room, found);
  }
  return found as { value: Loading; peek: () => Loading };
}

function load(room: string, at: Loading['at'], work: () => Promise<void>): Promise<void> {
  const now = underWay.get(room);
  if (now) return now;
  const next = attempt(room, at, work).finally(() => underWay.delete(room));
  underWay.set(room, next);
  return next;
}

/** For who jumps: what is being loaded for where one was is waited for, and then replaced. */
async function loadInstead(room: string, of: Parameters<typeof api.page>[1]): Promise<void> {
  for (let now = underWay.get(room); now; now = underWay.get(room)) await now;
  await load(room, 'window', () =>
    store.joinPage(
      room,
      () => api.page(room, { limit: pageSize, ...of }),
      (page) => fromPage(page),
    ),
  );
}

async function attempt(room: string, at: Loading['at'], work: () => Promise<void>) {
  const state = loadingOf(room);
  state.value = { at, failed: null };
  try {
    await work();
    state.value = idle;
  } catch (error) {
    state.value = { at: 'none', failed: error instanceof ApiError ? error.message : String(error) };
  }
}

/** Loads the window that a reader wants first: around the first unread message, or the present. */
export function openWindow(room: string): Promise<void> {
  const known = store.rooms.peek().find(({ id }) => id === room);
  const far = known !== undefined && known.unread > 0 && known.seq - readTo(known) > pageSize - 10;
  const of = far ? { limit: pageSize, around: readTo(known) } : { limit: pageSize };
  const fetchPage = async () => {
    const ahead = far ? null : await takeAhead(room, store.currentCursors()[`room:${room}`] ?? 0);
    return ahead ?? api.page(room, of);
  };
  return load(room, 'window', () => store.joinPage(room, fetchPage, (page) => fromPage(page)));
}

export const loadPresent = (room: string) => loadInstead(room, {});

/** A window with the message of this seq in its middle. */
export const loadAround = (room: string, seq: number) => loadInstead(room, { around: seq });

/** A window with the first message of a moment or later in its middle. */
export const loadAt = (room: string, moment: Date) => loadInstead(room, { at: moment.toISOString() });

/** The first messages that the room keeps. */
export const loadBeginning = (room: string) => loadInstead(room, { after: 0 });

/** Null when a window was forgotten while its page was on the way: then the page is the window. */
const merged = (now: Timeline | null, page: Parameters<typeof fromPage>[0], how: typeof withPageBefore) =>
  now ? how(now, page) : fromPage(page);

export function loadBefore(room: string): Promise<void> {
  const first = store.timelineOf(room).peek()?.messages[0];
  if (!first) return Promise.resolve();
  return load(room, 'before', () =>
    store.joinPage(
      room,
      () => api.page(room, { limit: pageSize, before: first.seq }),
      (page, now) => merged(now, page, withPageBefore),
    ),
  );
}

export function loadAfter(room: string): Promise<void> {
  const last = store.timelineOf(room).peek()?.messages.at(-1);
  if (!last) return Promise.resolve();
  return load(room, 'after', () =>
    store.joinPage(
      room,
      () => api.page(room, { limit: pageSize, after: last.seq }),
      (page, now) => merged(now, page, withPageAfter),
    ),
  );
}
