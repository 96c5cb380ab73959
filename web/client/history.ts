import { signal } from '@preact/signals';
import { ApiError, api } from './api.ts';
import * as store from './store.ts';
import { fromPage, type Timeline, withPageAfter, withPageBefore } from './timeline.ts';

const pageSize = 50;

/** What is being fetched for a room, and what could not be. */
export type Loading = { at: 'none' | 'window' | 'before' | 'after'; failed: string | null };

const idle: Loading = { at: 'none', failed: null };
const states = new Map<string, ReturnType<typeof signal<Loading>>>();

export function loadingOf(room: string) {
  let found = states.get(room);
  if (!found) {
    found = signal<Loading>(idle);
    states.set(room, found);
  }
  return found as { value: Loading; peek: () => Loading };
}

async function load(room: string, at: Loading['at'], work: () => Promise<void>) {
  const state = loadingOf(room);
  if (state.peek().at !== 'none') return;
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
  const far = known !== undefined && known.unread > pageSize - 10;
  const of = far ? { limit: pageSize, around: known.readSeq } : { limit: pageSize };
  return load(room, 'window', () =>
    store.joinPage(
      room,
      () => api.page(room, of),
      (page) => fromPage(page),
    ),
  );
}

export const loadPresent = (room: string) =>
  load(room, 'window', () =>
    store.joinPage(
      room,
      () => api.page(room, { limit: pageSize }),
      (page) => fromPage(page),
    ),
  );

/** A window with the message of this seq in its middle. */
export const loadAround = (room: string, seq: number) =>
  load(room, 'window', () =>
    store.joinPage(
      room,
      () => api.page(room, { limit: pageSize, around: seq }),
      (page) => fromPage(page),
    ),
  );

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
