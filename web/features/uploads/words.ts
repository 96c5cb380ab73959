import { words } from '../../i18n/language.ts';
import { plural } from '../../i18n/plural.ts';

export const t = words(
  {
    tray: 'Files being sent',
    waiting: 'Waiting',
    uploaded: 'Uploaded',
    speed: (size: string) => `${size}/s`,
    of: (sent: string, size: string) => `${sent} of ${size}`,
    cancelFile: (name: string) => `Cancel ${name}`,
    retryFile: (name: string) => `Try again to send ${name}`,
    removeFile: (name: string) => `Remove ${name}`,
    progressOf: (name: string) => `Progress of ${name}`,
    tooLarge: (name: string, size: string, limit: string) =>
      `“${name}” is ${size}. At most ${limit} are allowed.`,
    wrongType: (name: string) => `“${name}” can’t be sent: this kind of file is not accepted.`,
    emptyFile: (name: string) => `“${name}” is empty or a folder.`,
    filesWaiting: (count: number) =>
      plural('en', count, {
        one: '# file failed: try again or cancel it.',
        other: '# files failed: try again or cancel them.',
      }),
    leave: 'Files are still being sent.',
  },
  {
    tray: 'Отправляемые файлы',
    waiting: 'Ждёт очереди',
    uploaded: 'Загружен',
    speed: (size: string) => `${size}/с`,
    of: (sent: string, size: string) => `${sent} из ${size}`,
    cancelFile: (name: string) => `Отменить ${name}`,
    retryFile: (name: string) => `Повторить отправку ${name}`,
    removeFile: (name: string) => `Убрать ${name}`,
    progressOf: (name: string) => `Ход отправки ${name}`,
    tooLarge: (name: string, size: string, limit: string) =>
      `«${name}» занимает ${size}. Можно не больше ${limit}.`,
    wrongType: (name: string) => `«${name}» отправить нельзя: такие файлы не принимаются.`,
    emptyFile: (name: string) => `«${name}» — пустой файл или папка.`,
    filesWaiting: (count: number) =>
      plural('ru', count, {
        one: '# файл не отправился: повторите или отмените.',
        few: '# файла не отправились: повторите или отмените.',
        many: '# файлов не отправились: повторите или отмените.',
      }),
    leave: 'Файлы ещё отправляются.',
  },
);
