import { signal } from '@preact/signals';
import { api } from '../../client/api.ts';
import * as store from '../../client/store.ts';

/** Whether the person looks at this page: it is visible and has the focus. */
export const attentive = signal(true);

export function watchAttention() {
  const look = () => {
    attentive.value = document.visibilityState === 'visible' && document.hasFocus();
  };
  look();
  for (const event of ['focus', 'blur', 'pageshow']) addEventListener(event, look);
  document.addEventListener('visibilitychange', look);
}

const underWay = new Set<string>();

/** Moves the own mark to the newest message of a room whose end is being read. */
export function markRead(roomId: string) {
  const room = store.rooms.peek().find(({ id }) => id === roomId);
  const timeline = store.timelineOf(roomId).peek();
  if (!room || !timeline || timeline.hasAfter || underWay.has(roomId)) return;
  const last = timeline.messages.at(-1)?.seq ?? room.seq;
  const unread = store.unreadByRoom.peek().get(roomId) ?? 0;
  if (unread === 0 && room.unread === 0 && room.missed === 0 && room.unreadFrom === null) return;
  const seq = Math.max(last, room.readSeq);
  underWay.add(roomId);
  store.moveMark(roomId, seq);
  api
    .moveRead(roomId, seq)
    // Unsaved, the mark comes back with the next overview; a later message tries again.
    .then(store.takeMark, () => undefined)
    .finally(() => underWay.delete(roomId));
}
