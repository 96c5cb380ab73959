import { words } from '../../i18n/language.ts';

export const t = words(
  {
    remove: 'Delete',
    title: 'Delete the message?',
    text: 'It goes for everyone, with its files. You can undo this for five seconds.',
    textOther: (name: string) => `This is ${name}’s message. It goes for everyone, with its files.`,
    removed: 'Message deleted.',
    undo: 'Undo',
    tooLate: 'It is too late to bring the message back.',
  },
  {
    remove: 'Удалить',
    title: 'Удалить сообщение?',
    text: 'Оно исчезнет у всех вместе с файлами. Отменить можно в течение пяти секунд.',
    textOther: (name: string) => `Это сообщение написал ${name}. Оно исчезнет у всех вместе с файлами.`,
    removed: 'Сообщение удалено.',
    undo: 'Отменить',
    tooLate: 'Вернуть сообщение уже нельзя.',
  },
);
