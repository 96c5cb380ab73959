import { words } from '../../i18n/language.ts';
import { plural } from '../../i18n/plural.ts';

export const t = words(
  {
    menu: 'You and settings',
    rooms: 'Rooms',
    showRooms: 'Show rooms',
    showPeople: 'Show people',
    hidePeople: 'Hide people',
    unread: (count: number) => plural('en', count, { one: '# unread message', other: '# unread messages' }),
    mentions: (count: number) => plural('en', count, { one: '# mention of you', other: '# mentions of you' }),
    sendingFiles: 'Files are being sent here',
    noRooms: 'There are no rooms yet',
    noRoomsText: 'The admin can make one on the admin page.',
    gone: 'That room doesn’t exist any more.',
    keepsLast: (count: number) => `keeps the last ${count}`,
    keepsDays: (days: number) => plural('en', days, { one: 'keeps # day', other: 'keeps # days' }),
  },
  {
    menu: 'Вы и настройки',
    rooms: 'Комнаты',
    showRooms: 'Показать комнаты',
    showPeople: 'Показать людей',
    hidePeople: 'Скрыть людей',
    unread: (count: number) =>
      plural('ru', count, {
        one: '# непрочитанное сообщение',
        few: '# непрочитанных сообщения',
        many: '# непрочитанных сообщений',
      }),
    mentions: (count: number) =>
      plural('ru', count, {
        one: '# упоминание о вас',
        few: '# упоминания о вас',
        many: '# упоминаний о вас',
      }),
    sendingFiles: 'Сюда отправляются файлы',
    noRooms: 'Комнат пока нет',
    noRoomsText: 'Администратор может создать комнату на своей странице.',
    gone: 'Этой комнаты больше нет.',
    keepsLast: (count: number) =>
      plural('ru', count, {
        one: 'хранит последнее # сообщение',
        few: 'хранит последние #',
        many: 'хранит последние #',
      }),
    keepsDays: (days: number) =>
      plural('ru', days, { one: 'хранит # день', few: 'хранит # дня', many: 'хранит # дней' }),
  },
);
