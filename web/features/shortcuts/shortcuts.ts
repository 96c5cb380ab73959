import { signal } from '@preact/signals';
import { navigate, roomPath } from '../../client/route.ts';
import { openRoom, rooms, unreadByRoom } from '../../client/store.ts';
import { readEverything } from '../unread/marking.ts';
import { t } from './words.ts';

/** What is open of this feature's layers. */
export const layer = signal<'none' | 'switcher' | 'sheet'>('none');

export interface Shortcut {
  /** As it is written on the sheet; `Ctrl` is Cmd on a Mac. */
  keys: string;
  label: () => string;
  /** Absent: told on the sheet, carried out elsewhere. */
  fits?: (event: KeyboardEvent) => boolean;
  run?: () => void;
}

const command = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
const alt = (event: KeyboardEvent, key: string, shift: boolean) =>
  event.altKey && !event.ctrlKey && !event.metaKey && event.shiftKey === shift && event.key === key;

/** The room so many places on in the list, round its end; of the unread ones only, where asked. */
export function step(by: 1 | -1, unreadOnly: boolean): void {
  const all = rooms.peek();
  const at = all.findIndex(({ id }) => id === openRoom.peek());
  for (let n = 1; n <= all.length; n++) {
    const room = all[(at + by * n + all.length * n) % all.length];
    if (!room || room.id === openRoom.peek()) continue;
    if (unreadOnly && (unreadByRoom.peek().get(room.id) ?? 0) === 0) continue;
    return navigate(roomPath(room.id));
  }
}

const toggle = (which: 'switcher' | 'sheet') => {
  layer.value = layer.peek() === which ? 'none' : which;
};

export const shortcuts: readonly Shortcut[] = [
  {
    keys: 'Ctrl+K',
    label: () => t.value.switchRoom,
    fits: (event) => command(event) && event.code === 'KeyK',
    run: () => toggle('switcher'),
  },
  {
    keys: 'Alt+↑ / Alt+↓',
    label: () => t.value.nextRoom,
    fits: (event) => alt(event, 'ArrowUp', false),
    run: () => step(-1, false),
  },
  { keys: '', label: () => '', fits: (event) => alt(event, 'ArrowDown', false), run: () => step(1, false) },
  {
    keys: 'Alt+Shift+↑ / Alt+Shift+↓',
    label: () => t.value.nextUnread,
    fits: (event) => alt(event, 'ArrowUp', true),
    run: () => step(-1, true),
  },
  { keys: '', label: () => '', fits: (event) => alt(event, 'ArrowDown', true), run: () => step(1, true) },
  {
    keys: 'Alt+Shift+M',
    label: () => t.value.readAll,
    // By the key's place: with Alt it may write another letter.
    fits: (event) =>
      event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey && event.code === 'KeyM',
    run: () => void readEverything(),
  },
  {
    keys: 'Ctrl+/',
    label: () => t.value.sheet,
    fits: (event) => command(event) && (event.key === '/' || event.code === 'Slash'),
    run: () => toggle('sheet'),
  },
  { keys: 'Enter', label: () => t.value.send },
  { keys: 'Shift+Enter', label: () => t.value.newLine },
  { keys: 'Ctrl+Enter', label: () => t.value.alwaysSend },
  { keys: '↑', label: () => t.value.editLast },
  { keys: 'Esc', label: () => t.value.escape },
  { keys: ':sm', label: () => t.value.emoji },
  { keys: '+:tada:', label: () => t.value.react },
  { keys: 'Ctrl+B / Ctrl+I / Ctrl+E', label: () => t.value.format },
  { keys: 'Ctrl+Shift+X / Ctrl+Shift+S', label: () => t.value.strike },
  { keys: 'Ctrl+Shift+V', label: () => t.value.plainPaste },
  { keys: '↑ / ↓', label: () => t.value.messages },
];

export function watchShortcuts(): void {
  addEventListener('keydown', (event) => {
    if (event.isComposing || event.repeat) return;
    // Another dialog has the keys; this feature's own layers close by the key that opened them.
    if (layer.peek() === 'none' && document.querySelector('dialog[open]')) return;
    const found = shortcuts.find(({ fits }) => fits?.(event));
    if (!found?.run) return;
    event.preventDefault();
    found.run();
  });
}
