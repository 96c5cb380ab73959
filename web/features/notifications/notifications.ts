import { effect, signal } from '@preact/signals';
import type { Message } from '../../../protocol/messages.ts';
import { navigate, roomPath } from '../../client/route.ts';
import { recall, remember } from '../../client/storage.ts';
import { listen, me, openRoom, rooms, unreadByRoom, unreadInAll } from '../../client/store.ts';
import { currentRoom } from '../rooms/current.ts';
import { attentive } from '../unread/reading.ts';
import { showOnFavicon } from './favicon.ts';
import { t } from './words.ts';

const storageKey = 'notifications';

/** What the browser allows; null where there are no notifications (an iPhone's page that isn't installed). */
export const permission = signal<NotificationPermission | null>(
  'Notification' in globalThis ? Notification.permission : null,
);
const wished = signal(recall(storageKey) === 'on');
export const notificationsOn = () => wished.value && permission.value === 'granted';

/** Asks the browser if need be; must come from a person's own click. */
export async function setNotifications(on: boolean) {
  if (on && permission.peek() !== 'granted') permission.value = await Notification.requestPermission();
  wished.value = on;
  remember(storageKey, on ? 'on' : null);
}

const shown = new Map<string, { notice: Notification; room: string; seq: number }>();

function notify(message: Message) {
  if (!notificationsOn() || message.author.id === me.peek()?.id) return;
  if (attentive.peek()) return;
  const room = rooms.peek().find(({ id }) => id === message.room);
  if (!room) return;
  const body = message.text.slice(0, 200) || t.peek().files(message.attachments.length);
  const notice = new Notification(t.peek().inRoom(message.author.name, room.name), {
    body,
    // The same in every tab of a browser, so that many tabs make one notification.
    tag: message.id,
    ...(message.author.avatar ? { icon: message.author.avatar } : {}),
  });
  notice.onclick = () => {
    window.focus();
    navigate(roomPath(message.room));
    notice.close();
  };
  notice.onclose = () => shown.delete(message.id);
  shown.set(message.id, { notice, room: message.room, seq: message.seq });
}

/** What has been read, here or on another device, need not be announced any more. */
function withdraw() {
  for (const { notice, room, seq } of [...shown.values()]) {
    const readSeq = rooms.peek().find(({ id }) => id === room)?.readSeq ?? Number.POSITIVE_INFINITY;
    if (seq <= readSeq) notice.close();
  }
}

export function startNotifications() {
  listen('message.posted', notify);
  listen('message.deleted', ({ id }) => shown.get(id)?.notice.close());
  effect(() => {
    // Read, so that it runs again when a read mark moves.
    void rooms.value;
    withdraw();
  });
  effect(() => {
    const count = unreadInAll.value;
    const here = openRoom.value !== null && attentive.value ? unreadByRoom.value.get(openRoom.value) : 0;
    const telling = count - (here ?? 0);
    const name = currentRoom.value?.name;
    document.title = `${telling > 0 ? `(${telling}) ` : ''}${name ? `${name} · ` : ''}bungaacord`;
    showOnFavicon(telling);
  });
}
