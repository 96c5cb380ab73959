import { words } from '../../i18n/language.ts';

/** What is said before a file is chosen. */
export const t = words(
  {
    drop: 'Drop files here, or click to choose',
    dropShort: 'Add files',
    dropNow: (room: string) => `Drop to send to ${room}`,
    dropLimit: (limit: string) => `Pictures, videos, sound and documents, up to ${limit} each`,
    attach: 'Attach files',
  },
  {
    drop: 'Перетащите сюда файлы или нажмите, чтобы выбрать',
    dropShort: 'Добавить файлы',
    dropNow: (room: string) => `Отпустите, чтобы отправить в ${room}`,
    dropLimit: (limit: string) => `Картинки, видео, звук и документы, каждый файл до ${limit}`,
    attach: 'Прикрепить файлы',
  },
);
