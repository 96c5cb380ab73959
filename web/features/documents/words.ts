import { words } from '../../i18n/language.ts';
import { plural } from '../../i18n/plural.ts';

export const t = words(
  {
    pages: (count: number) => plural('en', count, { one: '# page', other: '# pages' }),
    read: 'Read',
    readNamed: (name: string) => `Read ${name}`,
    firstPage: (name: string) => `First page of ${name}`,
    lockedCard: 'Protected with a password.',
  },
  {
    pages: (count: number) =>
      plural('ru', count, { one: '# страница', few: '# страницы', many: '# страниц' }),
    read: 'Читать',
    readNamed: (name: string) => `Читать ${name}`,
    firstPage: (name: string) => `Первая страница ${name}`,
    lockedCard: 'Защищён паролем.',
  },
);
