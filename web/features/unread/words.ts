import { words } from '../../i18n/language.ts';
import { plural } from '../../i18n/plural.ts';

export const t = words(
  {
    markUnread: 'Mark unread from here',
    markRead: 'Mark as read',
    allRead: 'Everything is marked as read.',
    fresh: (count: string) => `${count} new`,
    freshSince: (count: string, time: string) => `${count} new since ${time}`,
    toFirst: (count: number) =>
      plural('en', count, { one: 'Jump to the new message', other: 'Jump to the first of # new messages' }),
  },
  {
    markUnread: 'Отметить непрочитанным отсюда',
    markRead: 'Прочитано',
    allRead: 'Всё отмечено прочитанным.',
    fresh: (count: string) => `Новых: ${count}`,
    freshSince: (count: string, time: string) => `Новых с ${time}: ${count}`,
    toFirst: (count: number) =>
      plural('ru', count, {
        one: 'К новому сообщению',
        few: 'К первому из # новых сообщений',
        many: 'К первому из # новых сообщений',
      }),
  },
);
