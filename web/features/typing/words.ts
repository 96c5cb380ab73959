import { list } from '../../i18n/intl.ts';
import { words } from '../../i18n/language.ts';

export const t = words(
  {
    typing: (names: string[]) => `${list('en', names)} ${names.length > 1 ? 'are' : 'is'} typing…`,
    several: 'Several people are typing…',
  },
  {
    typing: (names: string[]) => `${list('ru', names)} ${names.length > 1 ? 'печатают' : 'печатает'}…`,
    several: 'Несколько человек печатают…',
  },
);
