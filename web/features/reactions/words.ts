import { list } from '../../i18n/intl.ts';
import { words } from '../../i18n/language.ts';
import { plural } from '../../i18n/plural.ts';

export const t = words(
  {
    reactions: 'Reactions',
    react: 'React',
    reactWith: (emoji: string) => `React with ${emoji}`,
    you: 'You',
    somebody: 'somebody',
    reacted: (names: string[], more: number) =>
      more > 0
        ? list('en', [...names, plural('en', more, { one: '# more', other: '# more' })])
        : list('en', names),
  },
  {
    reactions: 'Реакции',
    react: 'Поставить реакцию',
    reactWith: (emoji: string) => `Поставить ${emoji}`,
    you: 'Вы',
    somebody: 'кто-то',
    reacted: (names: string[], more: number) =>
      more > 0
        ? list('ru', [...names, plural('ru', more, { one: 'ещё #', few: 'ещё #', many: 'ещё #' })])
        : list('ru', names),
  },
);
