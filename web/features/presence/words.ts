import { words } from '../../i18n/language.ts';

export const t = words(
  {
    people: 'People',
    here: 'In this room',
    online: 'Online',
    offline: 'Offline',
    idle: 'Away',
    you: 'you',
    admin: 'Admin',
    alone: 'Nobody else is here right now.',
  },
  {
    people: 'Люди',
    here: 'В этой комнате',
    online: 'В сети',
    offline: 'Не в сети',
    idle: 'Отошёл',
    you: 'вы',
    admin: 'Администратор',
    alone: 'Сейчас здесь больше никого.',
  },
);
