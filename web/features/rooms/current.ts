import { computed } from '@preact/signals';
import type { Room } from '../../../protocol/rooms.ts';
import { askAhead } from '../../client/ahead.ts';
import { messagePath, navigate, roomPath, route } from '../../client/route.ts';
import { recall, recallKeys, remember } from '../../client/storage.ts';
import { me, openRoom, overviewReady, rooms } from '../../client/store.ts';
import { toast } from '../../ui/toast.tsx';
import { t } from './words.ts';

const lastKey = () => `room:${me.peek()?.id ?? ''}`;

/** Before it is known who asks: of several people on one device nobody's room is likelier than another's. */
export function askForLikelyRoom() {
  const at = route.peek();
  const [mine, ...others] = recallKeys('room:');
  const last = mine !== undefined && others.length === 0 ? recall(mine) : null;
  const room = at.at === 'room' && at.seq === undefined ? at.room : at.at === 'home' ? last : null;
  if (room !== null) askAhead(room);
}

/** The room that the address names, by its id or its name. */
export const named = computed(() => {
  const at = route.value;
  if (at.at !== 'room') return null;
  const name = at.room.toLocaleLowerCase();
  return (
    rooms.value.find(({ id }) => id === at.room) ??
    rooms.value.find((room) => room.name.toLocaleLowerCase() === name) ??
    null
  );
});

/** The open room: the one in the address, else the one that was open last, else the first. */
export const currentRoom = computed(() => {
  if (route.value.at === 'admin') return null;
  const last = recall(lastKey());
  return named.value ?? rooms.value.find(({ id }) => id === last) ?? rooms.value[0] ?? null;
});

/** What each message changes. */
const counters: ReadonlySet<string> = new Set(['seq', 'readSeq', 'unread', 'mentions', 'missed']);

const isDrawnAlike = (a: Room, b: Room) =>
  Object.keys(a).every((key) => counters.has(key) || a[key as keyof Room] === b[key as keyof Room]);

let drawn: Room | null = null;

/** The open room as it is drawn, with counters of some moment: were they of now, each message would draw the page anew. */
export const drawnRoom = computed(() => {
  const room = currentRoom.value;
  if (!room || !drawn || !isDrawnAlike(room, drawn)) drawn = room;
  return drawn;
});

/** Keeps the address, the memory and the open room in step. */
export function followRoom() {
  const room = currentRoom.value;
  openRoom.value = room?.id ?? null;
  if (!room || !overviewReady.value) return;
  remember(lastKey(), room.id);
  if (route.value.at === 'room' && !named.value) toast(t.value.gone);
  const at = route.value;
  const isNamed = named.value?.id === room.id;
  const seq = isNamed && at.at === 'room' ? at.seq : undefined;
  const path = seq === undefined ? roomPath(room.id) : messagePath(room.id, seq);
  if (!isNamed || location.pathname !== path) navigate(path, 'replace');
}
