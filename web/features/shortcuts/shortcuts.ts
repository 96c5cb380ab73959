import { navigate, roomPath } from '../../client/route.ts';
import { openRoom, rooms, unreadByRoom } from '../../client/store.ts';
import { openSearch } from '../search/door.tsx';
import { readEverything } from '../unread/marking.ts';
import { layer } from './door.ts';

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

/** Each with what it does; the sheet says the rest of them. */
const shortcuts: readonly { fits: (event: KeyboardEvent) => boolean; run: () => void }[] = [
  { fits: (event) => command(event) && event.code === 'KeyK', run: () => toggle('switcher') },
  {
    fits: (event) =>
      (event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey && event.code === 'KeyF',
    run: openSearch,
  },
  { fits: (event) => alt(event, 'ArrowUp', false), run: () => step(-1, false) },
  { fits: (event) => alt(event, 'ArrowDown', false), run: () => step(1, false) },
  { fits: (event) => alt(event, 'ArrowUp', true), run: () => step(-1, true) },
  { fits: (event) => alt(event, 'ArrowDown', true), run: () => step(1, true) },
  {
    fits: (event) =>
      event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey && event.code === 'KeyM',
    run: () => void readEverything(),
  },
  {
    fits: (event) => command(event) && (event.key === '/' || event.code === 'Slash'),
    run: () => toggle('sheet'),
  },
];

function obey(event: KeyboardEvent): void {
  if (event.isComposing || event.repeat) return;
  // Another dialog has the keys; this feature's own layers close by the key that opened them.
  if (layer.peek() === 'none' && document.querySelector('dialog[open]')) return;
  const found = shortcuts.find(({ fits }) => fits(event));
  if (!found) return;
  event.preventDefault();
  found.run();
}

/** From the first moment on: what one types right after a shortcut goes where that leads. */
export function watchShortcuts(): void {
  addEventListener('keydown', obey);
}
