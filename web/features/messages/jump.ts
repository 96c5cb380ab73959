import { signal } from '@preact/signals';
import type { Message } from '../../../protocol/messages.ts';
import { loadAround, loadAt, loadBeginning, loadingOf } from '../../client/history.ts';
import { navigate, roomPath } from '../../client/route.ts';
import { timelineOf } from '../../client/store.ts';
import { complain } from '../../ui/toast.tsx';
import { currentRoom } from '../rooms/current.ts';
import { t } from './words.ts';

/** A message that a room's timeline is asked to show; it clears this when it has. `glows`: and to point it out. */
export const wanted = signal<{ room: string; message: string; glows?: boolean; byKey?: boolean } | null>(
  null,
);

/** Who jumps by keyboard goes along with the focus. */
const isByKey = (): boolean =>
  document.activeElement?.matches('.timeline-pane :focus-visible, .timeline-pane:focus-visible') ?? false;

type Place = { room: string; id: string; seq: number };

/** Where a reader came from, to go back there. */
export const cameFrom = signal<Place | null>(null);

const messagesOf = (room: string): readonly Message[] => timelineOf(room).peek()?.messages ?? [];

/** Opens the room where another is open, with the window that `load` brings. Answers whether it came. */
async function go(room: string, load: () => Promise<void>): Promise<boolean> {
  // The window is asked for first: the room that opens would ask for its present.
  const loaded = load();
  if (currentRoom.peek()?.id !== room) navigate(roomPath(room));
  await loaded;
  return loadingOf(room).peek().failed === null;
}

async function goTo(room: string, seq: number, isIt: (message: Message) => boolean): Promise<void> {
  const byKey = isByKey();
  const isThere = messagesOf(room).some(isIt);
  const worked = await go(room, async () => {
    if (!isThere) await loadAround(room, seq);
  });
  if (!worked) return;
  const messages = messagesOf(room);
  const found = messages.find(isIt);
  if (!found) complain(t.value.messageGone);
  const nearest = found ?? messages.find((message) => message.seq > seq) ?? messages.at(-1);
  if (nearest) wanted.value = { room, message: nearest.id, glows: found !== undefined, byKey };
}

/** Shows a message of any room, wherever in its history it lies. `from` offers the way back. */
export async function jumpTo(to: {
  room: string;
  message: string;
  seq: number;
  from?: Place;
}): Promise<void> {
  const { from } = to;
  await goTo(to.room, to.seq, ({ id }) => id === to.message);
  if (from) cameFrom.value = { room: from.room, id: from.id, seq: from.seq };
}

/** The same for who knows no more than the place, as an address does. */
export const jumpToSeq = (room: string, seq: number) => goTo(room, seq, (message) => message.seq === seq);

/** Shows the first message of a moment or later; the last one where there is none. */
export async function jumpToMoment(room: string, moment: Date): Promise<void> {
  if (!(await go(room, () => loadAt(room, moment)))) return;
  const messages = messagesOf(room);
  const first = messages.find(({ createdAt }) => Date.parse(createdAt) >= moment.getTime());
  const shown = first ?? messages.at(-1);
  if (shown) wanted.value = { room, message: shown.id };
}

export async function jumpToBeginning(room: string): Promise<void> {
  const isThere = timelineOf(room).peek()?.hasBefore === false;
  const load = async () => {
    if (!isThere) await loadBeginning(room);
  };
  if (!(await go(room, load))) return;
  const [first] = messagesOf(room);
  if (first) wanted.value = { room, message: first.id };
}

export async function jumpBack(): Promise<void> {
  const place = cameFrom.peek();
  cameFrom.value = null;
  if (place) await jumpTo({ room: place.room, message: place.id, seq: place.seq });
}
