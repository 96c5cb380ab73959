import { words } from '../../i18n/language.ts';

export const t = words(
  {
    reply: 'Reply',
    replyingTo: (name: string) => `Reply to ${name}`,
    cancel: 'Don’t reply',
    gone: 'The message is deleted',
    picture: 'Picture',
    video: 'Video',
    audio: 'Audio',
    voice: 'Voice message',
    document: 'File',
    quote: 'Quote',
    quotePart: 'Quote the selection',
    show: 'Show the message that this answers:',
  },
  {
    reply: 'Ответить',
    replyingTo: (name: string) => `Ответ: ${name}`,
    cancel: 'Не отвечать',
    gone: 'Сообщение удалено',
    picture: 'Изображение',
    video: 'Видео',
    audio: 'Аудио',
    voice: 'Голосовое сообщение',
    document: 'Файл',
    quote: 'Цитировать',
    quotePart: 'Цитировать выделенное',
    show: 'Показать сообщение, на которое это ответ:',
  },
);
