import { words } from '../../i18n/language.ts';

export const t = words(
  {
    edit: 'Edit',
    editing: 'Editing a message',
    cancel: 'Cancel editing',
    history: 'What the message said before',
    now: 'Now',
    failed: 'The changes didn’t load.',
    showHistory: (time: string) => `Edited ${time}. Show what it said before`,
  },
  {
    edit: 'Изменить',
    editing: 'Изменение сообщения',
    cancel: 'Отменить изменение',
    history: 'Что было в сообщении раньше',
    now: 'Сейчас',
    failed: 'Изменения не загрузились.',
    showHistory: (time: string) => `Изменено ${time}. Показать, что было раньше`,
  },
);
