import { signal } from '@preact/signals';
import { IconButton } from '../../ui/button.tsx';
import { t } from './door-words.ts';

export type MediaTab = 'image' | 'video' | 'file' | 'link';

/** What the pane at the side shows; null: it is closed. The pane itself is fetched when it is first wanted. */
export const pane = signal<{ is: 'search' } | { is: 'media'; tab: MediaTab } | null>(null);

/** Counts the calls for the field, so that one made while it is open brings the focus there again. */
export const called = signal(0);

let before: Element | null = null;

export function openSearch(): void {
  if (pane.peek() === null) before = document.activeElement;
  pane.value = { is: 'search' };
  called.value = called.peek() + 1;
}

/** The focus goes back to where it was. */
export function closeSearch(): void {
  pane.value = null;
  if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  before = null;
}

export function SearchButton() {
  const isOpen = pane.value !== null;
  return (
    <IconButton
      icon="search"
      label={isOpen ? t.value.close : t.value.open}
      aria-expanded={isOpen}
      onClick={isOpen ? closeSearch : openSearch}
    />
  );
}
