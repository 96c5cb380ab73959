import { batch, effect, signal, untracked } from '@preact/signals';
import type { SearchHit, SearchPage } from '../../../protocol/search.ts';
import { ApiError, call, sentence } from '../../client/api.ts';
import { listen, openRoom } from '../../client/store.ts';
import { askedOf } from './suggest.ts';

const debounceMs = 150;
const editedMs = 500;
/** A page may be short where much had to be looked through: it goes on by itself until there is this much to see. */
const enough = 12;

export const typed = signal('');
export const sort = signal<'newest' | 'best'>('newest');
export const scope = signal<'everywhere' | 'open room'>('everywhere');

/** The only room that is meant, if so. */
const roomMeant = () => (scope.value === 'open room' ? openRoom.value : null);

export type Results =
  | { is: 'nothing asked' }
  | { is: 'waiting' }
  | { is: 'failed'; message: string; canRetry: boolean }
  | {
      is: 'found';
      hits: readonly SearchHit[];
      cursor: string | null;
      indexedSince: string | null;
      /** What comes after the last one. */
      more: 'none' | 'there' | 'coming' | { failed: string };
    };

export const results = signal<Results>({ is: 'nothing asked' });
/** An answer is on its way; what was found before stays to be seen until then. */
export const busy = signal(false);

let current = new AbortController();

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function ask(before: string | null, stop: AbortSignal): Promise<SearchPage> {
  const query = new URLSearchParams({ q: askedOf(typed.peek()), sort: sort.peek(), zone: zone() });
  const room = untracked(roomMeant);
  if (room !== null) query.set('room', room);
  if (before !== null) query.set('before', before);
  return call<SearchPage>('GET', `/api/search?${query}`, undefined, { stop });
}

/** Asks anew; an answer to what was asked before is no longer wanted. */
export async function search(): Promise<void> {
  current.abort();
  current = new AbortController();
  const { signal: stop } = current;
  if (askedOf(typed.peek()) === '') {
    batch(() => {
      results.value = { is: 'nothing asked' };
      busy.value = false;
    });
    return;
  }
  batch(() => {
    busy.value = true;
    if (results.peek().is !== 'found') results.value = { is: 'waiting' };
  });
  try {
    const page = await ask(null, stop);
    if (stop.aborted) return;
    batch(() => {
      results.value = { is: 'found', ...page, more: page.cursor === null ? 'none' : 'there' };
      busy.value = false;
    });
    if (page.cursor !== null && page.hits.length < enough) await loadMore();
  } catch (error) {
    if (stop.aborted) return;
    batch(() => {
      const canRetry = !(error instanceof ApiError) || error.passing;
      results.value = { is: 'failed', message: sentence(error), canRetry };
      busy.value = false;
    });
  }
}

/** The next page, and others while there is little to see. */
export async function loadMore(): Promise<void> {
  const { signal: stop } = current;
  for (let known = results.peek(); known.is === 'found' && known.cursor !== null; known = results.peek()) {
    if (known.more === 'coming') return;
    results.value = { ...known, more: 'coming' };
    try {
      const page = await ask(known.cursor, stop);
      if (stop.aborted) return;
      const now = results.peek();
      if (now.is !== 'found') return;
      const hits = joined(now.hits, page.hits);
      results.value = { ...now, ...page, hits, more: page.cursor === null ? 'none' : 'there' };
      if (page.hits.length > 0 && hits.length >= enough) return;
    } catch (error) {
      const now = results.peek();
      if (!stop.aborted && now.is === 'found') results.value = { ...now, more: { failed: sentence(error) } };
      return;
    }
  }
}

/** A message that changed its place between two pages is shown once. */
export function joined(before: readonly SearchHit[], after: readonly SearchHit[]): SearchHit[] {
  const known = new Set(before.map(({ message }) => message.id));
  return [...before, ...after.filter(({ message }) => !known.has(message.id))];
}

function keep(isKept: (hit: SearchHit) => boolean): void {
  const known = results.peek();
  if (known.is !== 'found' || known.hits.every(isKept)) return;
  results.value = { ...known, hits: known.hits.filter(isKept) };
}

/** As long as the pane is open: asks while one types, and lets go of what is gone. Answers how to stop. */
export function followSearch(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), ms);
  };
  let isFirst = true;
  const ends = [
    effect(() => {
      void [askedOf(typed.value), sort.value, roomMeant()];
      const isKnown = isFirst && untracked(() => results.value.is === 'found');
      isFirst = false;
      if (!isKnown) askIn(debounceMs);
    }),
    listen('message.deleted', ({ id }) => keep(({ message }) => message.id !== id)),
    listen('message.trimmed', ({ room, upToSeq }) =>
      keep(({ message }) => message.room !== room || message.seq > upToSeq),
    ),
    listen('room.removed', ({ id }) => keep(({ message }) => message.room !== id)),
    listen('message.updated', ({ id }) => {
      const known = results.peek();
      if (known.is === 'found' && known.hits.some(({ message }) => message.id === id)) askIn(editedMs);
    }),
  ];
  return () => {
    clearTimeout(timer);
    for (const end of ends) end();
  };
}
