import { words } from '../../i18n/language.ts';

export const t = words(
  {
    write: (room: string) => `Message ${room}`,
    send: 'Send',
    save: 'Save',
    longPaste: 'That is a long text.',
    asFile: 'Send it as a file',
    pastedName: 'Pasted text',
    suggestions: 'Suggestions',
    attach: 'Attach files',
    left: (count: number) => `${count} characters left`,
    over: (count: number) => `${count} characters too many`,
    pastedPicture: 'The clipboard also holds a picture.',
    sendPicture: 'Send it too',
  },
  {
    write: (room: string) => `Сообщение в ${room}`,
    send: 'Отправить',
    save: 'Сохранить',
    longPaste: 'Это длинный текст.',
    asFile: 'Отправить файлом',
    pastedName: 'Вставленный текст',
    suggestions: 'Подсказки',
    attach: 'Прикрепить файлы',
    left: (count: number) => `Осталось знаков: ${count}`,
    over: (count: number) => `Лишних знаков: ${count}`,
    pastedPicture: 'В буфере обмена есть ещё и картинка.',
    sendPicture: 'Отправить и её',
  },
);
