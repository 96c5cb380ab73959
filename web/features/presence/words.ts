import { words } from '../../i18n/language.ts';

export const t = words(
  {
    people: 'People',
    here: 'In this room',
    online: 'Online',
    offline: 'Offline',
    idle: 'Away',
    seen: (ago: string) => `Last seen ${ago}`,
    seenJustNow: 'Last seen just now',
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
    seen: (ago: string) => `В сети ${ago}`,
    seenJustNow: 'В сети только что',
    you: 'вы',
    admin: 'Администратор',
    alone: 'Сейчас здесь больше никого.',
  },
);
