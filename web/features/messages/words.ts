import { words } from '../../i18n/language.ts';
import { plural } from '../../i18n/plural.ts';

export const t = words(
  {
    log: (room: string) => `Messages in ${room}`,
    you: 'You',
    newLine: 'New',
    toPresent: 'Jump to the present',
    newBelow: (count: number) => plural('en', count, { one: '# new message', other: '# new messages' }),
    beginning: (room: string) => `Welcome to ${room}`,
    beginningText: 'Nothing has been written here yet. Say hello, or drop in a picture.',
    beginningOlder: 'This is the beginning of the room.',
    keepsLast: (count: number) =>
      plural('en', count, {
        one: 'This room keeps the last message.',
        other: 'This room keeps the last # messages.',
      }),
    keepsDays: (days: number) =>
      plural('en', days, {
        one: 'This room keeps messages for a day.',
        other: 'This room keeps messages for # days.',
      }),
    missed: (count: number) =>
      plural('en', count, {
        one: '# message came while you were away and is no longer kept.',
        other: '# messages came while you were away and are no longer kept.',
      }),
    sending: 'Sending…',
    sent: 'Sent',
    notSent: 'Not sent.',
    tooOld: 'Written long ago and never sent.',
    sendAgain: 'Send again',
    drop: 'Delete',
    historyFailed: 'Older messages didn’t load.',
    windowFailed: 'The messages didn’t load.',
    edited: 'edited',
    actions: 'What to do with the message',
    backToReply: 'Back to the reply',
    moreActions: 'More',
    copyText: 'Copy text',
    copied: 'Copied',
    copyFailed: 'The browser didn’t let us copy.',
    messageGone: 'That message was deleted or is no longer kept. This is where it was.',
  },
  {
    log: (room: string) => `Сообщения в комнате ${room}`,
    you: 'Вы',
    newLine: 'Новые',
    toPresent: 'К последним сообщениям',
    newBelow: (count: number) =>
      plural('ru', count, { one: '# новое сообщение', few: '# новых сообщения', many: '# новых сообщений' }),
    beginning: (room: string) => `Добро пожаловать в ${room}`,
    beginningText: 'Здесь ещё ничего не написано. Поздоровайтесь или перетащите сюда картинку.',
    beginningOlder: 'Это начало комнаты.',
    keepsLast: (count: number) =>
      plural('ru', count, {
        one: 'Комната хранит последнее # сообщение.',
        few: 'Комната хранит последние # сообщения.',
        many: 'Комната хранит последние # сообщений.',
      }),
    keepsDays: (days: number) =>
      plural('ru', days, {
        one: 'Комната хранит сообщения # день.',
        few: 'Комната хранит сообщения # дня.',
        many: 'Комната хранит сообщения # дней.',
      }),
    missed: (count: number) =>
      plural('ru', count, {
        one: 'Пока вас не было, пришло и больше не хранится # сообщение.',
        few: 'Пока вас не было, пришли и больше не хранятся # сообщения.',
        many: 'Пока вас не было, пришло и больше не хранится # сообщений.',
      }),
    sending: 'Отправляется…',
    sent: 'Отправлено',
    notSent: 'Не отправлено.',
    tooOld: 'Написано давно и так и не отправлено.',
    sendAgain: 'Отправить снова',
    drop: 'Удалить',
    historyFailed: 'Более ранние сообщения не загрузились.',
    windowFailed: 'Сообщения не загрузились.',
    edited: 'изменено',
    actions: 'Действия с сообщением',
    backToReply: 'Назад к ответу',
    moreActions: 'Ещё',
    copyText: 'Копировать текст',
    copied: 'Скопировано',
    copyFailed: 'Браузер не дал скопировать.',
    messageGone: 'Это сообщение удалено или больше не хранится. Здесь оно было.',
  },
);
