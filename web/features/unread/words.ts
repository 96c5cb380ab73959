import { words } from '../../i18n/language.ts';

export const t = words(
  {
    markUnread: 'Mark unread from here',
    markRead: 'Mark as read',
    allRead: 'Everything is marked as read.',
    fresh: (count: string) => `${count} new`,
    freshSince: (count: string, time: string) => `${count} new since ${time}`,
    jump: 'Jump there',
  },
  {
    markUnread: 'Отметить непрочитанным отсюда',
    markRead: 'Прочитано',
    allRead: 'Всё отмечено прочитанным.',
    fresh: (count: string) => `Новых: ${count}`,
    freshSince: (count: string, time: string) => `Новых с ${time}: ${count}`,
    jump: 'Перейти к ним',
  },
);
