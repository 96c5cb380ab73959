import { signal } from '@preact/signals';
import { socket } from '../../client/live.ts';
import { listen, me, onSignal } from '../../client/store.ts';

/** The receiver's own clock ends it: nobody ever types for ever. */
const lastsMs = 6000;
const tellEveryMs = 2500;

export type Typists = ReadonlyMap<string, number>;

/** Who types in each room, and until when (milliseconds of this page's clock). */
const byRoom = signal<ReadonlyMap<string, Typists>>(new Map());
let timer: ReturnType<typeof setTimeout> | undefined;

export const typistsIn = (room: string): string[] => [...(byRoom.value.get(room)?.keys() ?? [])];

const change = (room: string, how: (now: Map<string, number>) => void) => {
  const next = new Map(byRoom.peek().get(room) ?? []);
  how(next);
  byRoom.value = new Map(byRoom.peek()).set(room, next);
};

/** Takes out whoever has not been heard of; comes again when the next one's time is over. */
function expire(now = performance.now()): void {
  clearTimeout(timer);
  for (const [room, typists] of byRoom.peek()) {
    const over = [...typists].filter(([, until]) => until <= now);
    if (over.length > 0) change(room, (all) => over.forEach(([person]) => all.delete(person)));
  }
  const next = Math.min(...[...byRoom.peek().values()].flatMap((typists) => [...typists.values()]));
  if (Number.isFinite(next)) timer = setTimeout(expire, Math.max(50, next - now));
}

export function followTyping(): void {
  onSignal('typing', ({ room, person }) => {
    if (person === me.peek()?.id) return;
    change(room, (all) => all.set(person, performance.now() + lastsMs));
    expire();
  });
  // What was being typed is there now.
  listen('message.posted', ({ room, author }) => {
    if (byRoom.peek().get(room)?.has(author.id)) change(room, (all) => all.delete(author.id));
  });
}

let toldAt = -tellEveryMs;
let toldRoom = '';

/** Tells the others in the room, at most every few seconds. */
export function tellTyping(room: string): void {
  const now = performance.now();
  if (room === toldRoom && now - toldAt < tellEveryMs) return;
  toldAt = now;
  toldRoom = room;
  socket.send({ type: 'typing', room });
}
