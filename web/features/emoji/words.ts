import { words } from '../../i18n/language.ts';

export const t = words(
  {
    picker: 'Emoji',
    search: 'Search emoji',
    recent: 'Recent',
    group: (n: number) =>
      [
        'Faces',
        'People',
        'Nature',
        'Food and drink',
        'Places and travel',
        'Activities',
        'Things',
        'Symbols',
        'Flags',
      ][n] ?? '',
    nothing: 'No such emoji.',
    failed: 'The emoji didn’t load.',
    tone: 'Skin tone',
    toneName: (n: number) => ['None', 'Light', 'Medium light', 'Medium', 'Medium dark', 'Dark'][n] ?? '',
    found: (count: number) => `Found: ${count}`,
  },
  {
    picker: 'Эмодзи',
    search: 'Найти эмодзи',
    recent: 'Недавние',
    group: (n: number) =>
      [
        'Лица',
        'Люди',
        'Природа',
        'Еда и напитки',
        'Места и поездки',
        'Занятия',
        'Предметы',
        'Символы',
        'Флаги',
      ][n] ?? '',
    nothing: 'Такого эмодзи нет.',
    failed: 'Эмодзи не загрузились.',
    tone: 'Цвет кожи',
    toneName: (n: number) =>
      ['Без цвета', 'Светлый', 'Умеренно светлый', 'Средний', 'Умеренно тёмный', 'Тёмный'][n] ?? '',
    found: (count: number) => `Найдено: ${count}`,
  },
);
