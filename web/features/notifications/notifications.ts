import { computed, effect, signal } from '@preact/signals';
import type { Message } from '../../../protocol/messages.ts';
import { calls } from '../../client/mentions.ts';
import { readTo } from '../../client/overview.ts';
import { navigate, roomPath } from '../../client/route.ts';
import { recall, remember } from '../../client/storage.ts';
import { listen, me, notifyChoices, openRoom, presences, rooms, unreadByRoom } from '../../client/store.ts';
import { plainText } from '../markdown/nodes.ts';
import { parse } from '../markdown/parse.ts';
import { jumpTo } from '../messages/jump.ts';
import { currentRoom } from '../rooms/current.ts';
import { attentive } from '../unread/reading.ts';
import { levelIn, mutedUntil } from './choices.ts';
import { tellingIn, watchMutes } from './choosing.ts';
import { takeEarlyMessages } from './early.ts';
import { showOnFavicon } from './favicon.ts';
import { t } from './words.ts';

const storageKey = 'notifications';
const soundKey = 'sounds';
/** So long a tab keeps to itself that it has told of a message, so that the others don't. */
const toldForMs = 5000;
/** So long it may take until all have been told that one reads a room no more. */
const surelyToldMs = 2000;

/** What the browser allows; null where there are no notifications (an iPhone's page that isn't installed). */
export const permission = signal<NotificationPermission | null>(
  'Notification' in globalThis ? Notification.permission : null,
);
const wished = signal(recall(storageKey) === 'on');
export const notificationsOn = () => wished.value && permission.value === 'granted';
export const soundsOn = signal(recall(soundKey) === 'on');

/** Asks the browser if need be; must come from a person's own click. */
export async function setNotifications(on: boolean) {
  if (on && permission.peek() !== 'granted') permission.value = await Notification.requestPermission();
  wished.value = on;
  remember(storageKey, on ? 'on' : null);
}

const playTone = () => import('./sound.ts').then((part) => part.playTone()).catch(() => undefined);

export function setSounds(on: boolean) {
  soundsOn.value = on;
  remember(soundKey, on ? 'on' : null);
  if (on) void playTone();
}

const isReadHere = (room: string) => attentive.peek() && openRoom.peek() === room;

/** Whether its person reads the room on any device, as far as the server has told. */
function isReadSomewhere(room: string): boolean {
  const mine = presences.peek().get(me.peek()?.id ?? '');
  return mine?.reading.includes(room) ?? false;
}

function isWanted(message: Message): boolean {
  const { room, author, seq } = message;
  const myId = me.peek()?.id ?? '';
  const known = rooms.peek().find(({ id }) => id === room);
  if (!known || author.id === myId || seq <= readTo(known) || isReadHere(room)) return false;
  if (mutedUntil(room) !== null) return false;
  const level = levelIn(notifyChoices.peek(), room);
  return level === 'all' || (level === 'mentions' && calls(message, myId));
}

const shown = new Map<string, { notice: Notification; room: string; seq: number }>();

function show(message: Message) {
  const room = rooms.peek().find(({ id }) => id === message.room);
  if (!room) return;
  const body = plainText(parse(message.text)).slice(0, 200) || t.peek().files(message.attachments.length);
  const notice = new Notification(t.peek().inRoom(message.author.name, room.name), {
    body,
    // The same in every tab of a browser, so that many tabs make one notification.
    tag: message.id,
    // Its sound is ours, where one wants any.
    silent: true,
    ...(message.author.avatar ? { icon: message.author.avatar } : {}),
  });
  notice.onclick = () => {
    window.focus();
    navigate(roomPath(message.room));
    void jumpTo({ room: message.room, message: message.id, seq: message.seq });
    notice.close();
  };
  notice.onclose = () => shown.delete(message.id);
  shown.set(message.id, { notice, room: message.room, seq: message.seq });
}

const waiting = new Map<string, ReturnType<typeof setTimeout>>();

function announce(message: Message) {
  if (!(notificationsOn() || soundsOn.peek()) || !isWanted(message)) return;
  if (!isReadSomewhere(message.room)) return tell(message);
  const lookAgain = () => {
    waiting.delete(message.id);
    if (isWanted(message) && !isReadSomewhere(message.room)) tell(message);
  };
  waiting.set(message.id, setTimeout(lookAgain, surelyToldMs));
}

/** Of several tabs the first one tells. */
function tell(message: Message) {
  void navigator.locks.request(`told:${message.id}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    if (notificationsOn()) show(message);
    if (soundsOn.peek()) void playTone();
    await new Promise((end) => setTimeout(end, toldForMs));
  });
}

/** What has been read, here or on another device, need not be announced any more. */
function withdraw() {
  for (const { notice, room, seq } of [...shown.values()]) {
    const known = rooms.peek().find(({ id }) => id === room);
    if (!known || seq <= readTo(known)) notice.close();
  }
}

/** What its person wants to be told of, in all rooms but the one being read here. */
const telling = computed(() => {
  const here = attentive.value ? openRoom.value : null;
  const counts = rooms.value.map((room) =>
    room.id === here ? 0 : tellingIn(room, unreadByRoom.value.get(room.id) ?? 0),
  );
  return counts.reduce((sum, count) => sum + count, 0);
});

const title = computed(() => {
  const count = telling.value;
  const name = currentRoom.value?.name;
  return `${count > 0 ? `(${count}) ` : ''}${name ? `${name} · ` : ''}bungaacord`;
});

function showOnApp(count: number) {
  if (!('setAppBadge' in navigator)) return;
  // A page that isn't installed has no badge; that is no fault.
  (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
}

export function startNotifications() {
  watchMutes();
  takeEarlyMessages().forEach(announce);
  listen('message.posted', announce);
  listen('message.deleted', ({ id }) => {
    clearTimeout(waiting.get(id));
    waiting.delete(id);
    shown.get(id)?.notice.close();
  });
  effect(() => {
    // Read, so that it runs again when a read mark moves.
    void rooms.value;
    withdraw();
  });
  effect(() => {
    document.title = title.value;
  });
  effect(() => {
    showOnFavicon(telling.value);
    showOnApp(telling.value);
  });
}
