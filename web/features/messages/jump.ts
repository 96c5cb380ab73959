import { signal } from '@preact/signals';
import { loadAround } from '../../client/history.ts';
import { timelineOf } from '../../client/store.ts';

/** A message that the open timeline is asked to show; it clears this when it has. */
export const wanted = signal<{ room: string; message: string } | null>(null);

type Place = { room: string; id: string; seq: number };

/** Where a reader came from, to go back there. */
export const cameFrom = signal<Place | null>(null);

/** Shows a message of the open room, wherever in its history it lies. `from` offers the way back. */
export async function jumpTo(to: {
  room: string;
  message: string;
  seq: number;
  from?: Place;
}): Promise<void> {
  const { room, message, seq, from } = to;
  const isThere = timelineOf(room)
    .peek()
    ?.messages.some(({ id }) => id === message);
  if (!isThere) await loadAround(room, seq);
  if (from) cameFrom.value = { room, id: from.id, seq: from.seq };
  wanted.value = { room, message };
}

export async function jumpBack(): Promise<void> {
  const place = cameFrom.peek();
  cameFrom.value = null;
  if (place) await jumpTo({ room: place.room, message: place.id, seq: place.seq });
}
