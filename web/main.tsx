import './styles/tokens.css';
import './styles/base.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import './parts.ts';
import { loadingOf } from './client/history.ts';
import { watchWaking } from './client/live.ts';
import { startRouter } from './client/route.ts';
import { timelineOf } from './client/store.ts';
import { Attachments } from './features/attachments/door.tsx';
import { followLinks } from './features/history/links.ts';
import { keepEarlyMessages } from './features/notifications/early.ts';
import { announceViewing } from './features/presence/viewing.ts';
import { currentRoom, followRoom } from './features/rooms/current.ts';
import { session, start, watchSession } from './features/session/session.ts';
import { startTheme } from './features/settings/theme.ts';
import { watchShortcuts } from './features/shortcuts/shortcuts.ts';
import { followTyping } from './features/typing/typing.ts';
import { watchAttention } from './features/unread/reading.ts';
import { loadUploads } from './features/uploads/door.ts';
import { language } from './i18n/language.ts';
import { afterPaint } from './ui/after-paint.ts';

startTheme();
effect(() => {
  document.documentElement.lang = language.value;
});
// First of all: it takes the secret of a personal link out of the address bar.
void start();
startRouter();
watchAttention();
watchWaking();
watchSession();
watchShortcuts();
followTyping();
keepEarlyMessages();
effect(() => {
  if (session.value.is === 'in') followRoom();
});
followLinks();
announceViewing();

const root = document.getElementById('app');
if (root) render(<App />, root);

const loadLater = (): Promise<void> =>
  import('./later.ts').then(
    (part) => part.startLater(),
    () => void setTimeout(loadLater, 3000),
  );
/** Whether the room that opens shows what it has: all else waits for that, since it would take line and processor from it. */
const isTalkThere = () => {
  // One that the page comes up with signed in: before that there is nothing to do anything with.
  if (session.value.is !== 'in') return false;
  const room = currentRoom.value?.id;
  if (room === undefined) return true;
  return timelineOf(room).value !== null || loadingOf(room).value.failed !== null;
};
const stop = effect(() => {
  if (!isTalkThere()) return;
  afterPaint(() => {
    void loadLater();
    void Attachments.preload();
    (globalThis.requestIdleCallback ?? setTimeout)(() => void loadUploads().catch(() => undefined));
  });
  queueMicrotask(() => stop());
});
