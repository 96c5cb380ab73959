import { words } from '../../i18n/language.ts';

export const t = words(
  {
    lost: 'The connection is lost.',
    connecting: 'Connecting…',
    inSeconds: (seconds: number) => `Next try in ${seconds} s.`,
    tryNow: 'Try now',
    outdated: 'This page is older than the server.',
    reload: 'Reload',
  },
  {
    lost: 'Связь потеряна.',
    connecting: 'Подключаемся…',
    inSeconds: (seconds: number) => `Следующая попытка через ${seconds} с.`,
    tryNow: 'Попробовать сейчас',
    outdated: 'Эта страница старше сервера.',
    reload: 'Перезагрузить',
  },
);
