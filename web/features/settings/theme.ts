import { effect, signal } from '@preact/signals';
import { recall, remember } from '../../client/storage.ts';

export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'theme';
const stored = recall(storageKey);

export const theme = signal<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');

export function setTheme(next: Theme) {
  theme.value = next;
  remember(storageKey, next === 'system' ? null : next);
}

/** Puts the choice on the page; without one, the style sheet follows the system by itself. */
export function startTheme() {
  effect(() => {
    if (theme.value === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}
