import './styles/tokens.css';
import './styles/base.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import './parts.ts';
import { watchWaking } from './client/live.ts';
import { startRouter } from './client/route.ts';
import { Attachments } from './features/attachments/door.tsx';
import { followLinks } from './features/history/links.ts';
import { announceViewing } from './features/presence/viewing.ts';
import { followRoom } from './features/rooms/current.ts';
import { session, start, watchSession } from './features/session/session.ts';
import { startTheme } from './features/settings/theme.ts';
import { keepEarlyKeys } from './features/shortcuts/door.ts';
import { followTyping } from './features/typing/typing.ts';
import { watchAttention } from './features/unread/reading.ts';
import { loadUploads } from './features/uploads/door.ts';
import { language } from './i18n/language.ts';

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
keepEarlyKeys();
followTyping();
effect(() => {
  if (session.value.is === 'in') followRoom();
});
followLinks();
announceViewing();

const root = document.getElementById('app');
if (root) render(<App />, root);

// Not needed to begin to talk; here before they are missed.
void Attachments.preload();
const loadLater = (): Promise<void> =>
  import('./later.ts').then(
    (part) => part.startLater(),
    () => void setTimeout(loadLater, 3000),
  );
// One that the page comes up with signed in: before that there is nothing to do it with.
const stop = effect(() => {
  if (session.value.is !== 'in') return;
  void loadLater();
  queueMicrotask(() => stop());
});
(globalThis.requestIdleCallback ?? setTimeout)(() => void loadUploads().catch(() => undefined));
