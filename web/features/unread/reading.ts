import { effect, signal } from '@preact/signals';
import { api } from '../../client/api.ts';
import * as store from '../../client/store.ts';

/** Whether the person looks at this page: it is visible and has the focus. */
export const attentive = signal(true);

export function watchAttention() {
  const look = () => {
    attentive.value = document.visibilityState === 'visible' && document.hasFocus();
  };
  look();
  effect(() => {
    if (!attentive.value) tellAtOnce();
  });
  for (const event of ['focus', 'blur', 'pageshow']) addEventListener(event, look);
  document.addEventListener('visibilitychange', look);
}

/** In a busy room each message moves the mark: the server is told of the first, and then so often. */
const tellEveryMs = 1000;
/** How far each room is to be told as read, and how far it has been. */
const marks = new Map<string, { seq: number; toldSeq: number }>();

/** Moves the own mark to the newest message of a room whose end is being read. */
export function markRead(roomId: string) {
  const room = store.rooms.peek().find(({ id }) => id === roomId);
  const timeline = store.timelineOf(roomId).peek();
  if (!room || !timeline || timeline.hasAfter) return;
  const last = timeline.messages.at(-1)?.seq ?? room.seq;
  const unread = store.unreadByRoom.peek().get(roomId) ?? 0;
  if (unread === 0 && room.unread === 0 && room.missed === 0 && room.unreadFrom === null) return;
  const seq = Math.max(last, room.readSeq);
  store.moveMark(roomId, seq);
  const known = marks.get(roomId);
  if (known) known.seq = seq;
  else void tellOn(roomId, seq);
}

async function tellOn(room: string, seq: number): Promise<void> {
  const mark = { seq, toldSeq: 0 };
  marks.set(room, mark);
  while (mark.toldSeq < mark.seq) {
    await Promise.all([tell(room, mark), new Promise((later) => setTimeout(later, tellEveryMs))]);
  }
  marks.delete(room);
}

async function tell(room: string, mark: { seq: number; toldSeq: number }): Promise<void> {
  mark.toldSeq = mark.seq;
  // Unsaved, the mark comes back with the next overview; a later message tries again.
  await api.moveRead(room, mark.seq).then(store.takeMark, () => undefined);
}

/** Who goes away has read what was there. */
function tellAtOnce() {
  for (const [room, mark] of marks) if (mark.toldSeq < mark.seq) void tell(room, mark);
}
