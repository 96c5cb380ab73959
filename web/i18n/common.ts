import { words } from './language.ts';

/** Sentences that several features share. */
export const common = words(
  {
    cancel: 'Cancel',
    close: 'Close',
    save: 'Save',
    delete: 'Delete',
    retry: 'Try again',
    download: 'Download',
    copy: 'Copy',
    copied: 'Copied',
    back: 'Back',
    loading: 'Loading…',
    you: 'You',
    noConnection: 'The server can’t be reached. Check your connection and try again.',
    unexpected: 'The server gave an answer that this page doesn’t understand. Reload the page.',
  },
  {
    cancel: 'Отмена',
    close: 'Закрыть',
    save: 'Сохранить',
    delete: 'Удалить',
    retry: 'Повторить',
    download: 'Скачать',
    copy: 'Копировать',
    copied: 'Скопировано',
    back: 'Назад',
    loading: 'Загрузка…',
    you: 'Вы',
    noConnection: 'Сервер недоступен. Проверьте подключение и попробуйте ещё раз.',
    unexpected: 'Страница не понимает ответ сервера. Перезагрузите её.',
  },
);
