import { words } from '../../i18n/language.ts';

export const t = words(
  { open: 'Search messages and files', close: 'Close the search' },
  { open: 'Искать сообщения и файлы', close: 'Закрыть поиск' },
);
