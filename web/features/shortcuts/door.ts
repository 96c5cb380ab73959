import { signal } from '@preact/signals';

/** What is open of this feature's layers. */
export const layer = signal<'none' | 'switcher' | 'sheet'>('none');

const early: KeyboardEvent[] = [];
const keys = new Set(['KeyK', 'KeyF', 'KeyM', 'Slash', 'ArrowUp', 'ArrowDown']);

function keep(event: KeyboardEvent): void {
  const { ctrlKey, metaKey, altKey, shiftKey, code } = event;
  if (!keys.has(code) || event.isComposing || event.repeat) return;
  // The browser's own search in the page stays the browser's.
  if (altKey || ((ctrlKey || metaKey) && (code !== 'KeyF' || shiftKey))) {
    if (code === 'KeyK' || code === 'Slash') event.preventDefault();
    early.push(event);
  }
}

/** Shortcuts pressed while the page still fetches what they do; `takeEarlyKeys` hands them over, once. */
export function keepEarlyKeys(): void {
  addEventListener('keydown', keep);
}

export function takeEarlyKeys(): KeyboardEvent[] {
  removeEventListener('keydown', keep);
  return early.splice(0);
}
