import { words } from '../../i18n/language.ts';
import { plural } from '../../i18n/plural.ts';

export const t = words(
  {
    pages: (count: number) => plural('en', count, { one: '# page', other: '# pages' }),
    read: 'Read',
    readNamed: (name: string) => `Read ${name}`,
    firstPage: (name: string) => `First page of ${name}`,
    lockedCard:
      'Protected with a password. Its author’s data can’t be removed, so only its sender can download it unless it was sent with metadata.',
  },
  {
    pages: (count: number) =>
      plural('ru', count, { one: '# страница', few: '# страницы', many: '# страниц' }),
    read: 'Читать',
    readNamed: (name: string) => `Читать ${name}`,
    firstPage: (name: string) => `Первая страница ${name}`,
    lockedCard:
      'Защищён паролем. Данные автора из него убрать нельзя, поэтому скачать может только отправитель, если файл не отправлен с метаданными.',
  },
);
