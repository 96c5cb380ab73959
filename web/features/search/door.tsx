import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { common } from '../../i18n/common.ts';
import { IconButton } from '../../ui/button.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { complain } from '../../ui/toast.tsx';
import { TypedAhead } from '../../ui/typed-ahead.tsx';
import { side } from '../rooms/panes.ts';
import { t } from './door-words.ts';

export type MediaTab = 'image' | 'video' | 'file' | 'link';

/** What the pane at the side shows, or would. */
export const view = signal<{ is: 'search' } | { is: 'media'; tab: MediaTab }>({ is: 'search' });

/** Counts the calls for the field, so that one made while it is open brings the focus there again. */
export const called = signal(0);

const SearchPane = lazy(() => import('./pane.tsx').then((part) => part.SearchPane), {
  waiting: () => <TypedAhead label={t.value.open} />,
  failed: () => <Failed />,
});

/** After an update an old page's pieces are gone. */
function Failed() {
  useEffect(() => {
    complain(common.value.unexpected);
    side.value = null;
  }, []);
  return null;
}

let before: Element | null = null;

export function openSearch(): void {
  if (side.peek() !== SearchPane) before = document.activeElement;
  view.value = { is: 'search' };
  side.value = SearchPane;
  called.value = called.peek() + 1;
}

/** The focus goes back to where it was. */
export function closeSearch(): void {
  side.value = null;
  if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  before = null;
}

export function SearchButton() {
  const isOpen = side.value === SearchPane;
  return (
    <IconButton
      icon="search"
      label={isOpen ? t.value.close : t.value.open}
      aria-expanded={isOpen}
      onClick={isOpen ? closeSearch : openSearch}
    />
  );
}
