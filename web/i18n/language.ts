import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Language } from '../../protocol/errors.ts';
import { recall, remember } from '../client/storage.ts';

export type { Language };

const storageKey = 'language';

function fromBrowser(): Language {
  const preferred = typeof navigator === 'undefined' ? [] : navigator.languages;
  for (const tag of preferred) {
    if (/^(ru|be|uk|kk)\b/i.test(tag)) return 'ru';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

function chosen(): Language | null {
  const value = recall(storageKey);
  return value === 'ru' || value === 'en' ? value : null;
}

export const language = signal<Language>(chosen() ?? fromBrowser());

export function setLanguage(next: Language) {
  language.value = next;
  remember(storageKey, next);
}

type Sentence = string | ((...args: never[]) => string);
type SameShape<E> = { readonly [K in keyof E]: E[K] extends string ? string : E[K] };

/**
 * The sentences of one feature in every language: `const t = words({ send: 'Send' }, { send: 'Отправить' })`, then
 * `t.value.send`. A component that reads it is drawn anew when the language changes; a missing sentence does not compile.
 */
export function words<E extends Record<string, Sentence>>(
  en: E,
  ru: SameShape<E>,
): ReadonlySignal<SameShape<E>> {
  const english: SameShape<E> = en as SameShape<E>;
  return computed(() => (language.value === 'ru' ? ru : english));
}
