import { words } from '../../i18n/language.ts';
import { plural } from '../../i18n/plural.ts';

export const t = words(
  {
    inRoom: (author: string, room: string) => `${author} in ${room}`,
    bell: 'Notifications',
    bellQuiet: 'Notifications: off here',
    files: (count: number) => plural('en', count, { one: '# file', other: '# files' }),
  },
  {
    inRoom: (author: string, room: string) => `${author} в ${room}`,
    bell: 'Уведомления',
    bellQuiet: 'Уведомления: здесь выключены',
    files: (count: number) => plural('ru', count, { one: '# файл', few: '# файла', many: '# файлов' }),
  },
);
