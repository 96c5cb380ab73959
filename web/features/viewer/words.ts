import { words } from '../../i18n/language.ts';

export const t = words(
  {
    viewer: 'Picture',
    previous: 'Previous picture',
    next: 'Next picture',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    download: 'Download',
    original: 'Open the original',
    toMessage: 'Go to the message',
    place: (n: number, count: number) => `${n} of ${count}`,
    notLoaded: 'The picture didn’t load.',
  },
  {
    viewer: 'Изображение',
    previous: 'Предыдущее изображение',
    next: 'Следующее изображение',
    zoomIn: 'Увеличить',
    zoomOut: 'Уменьшить',
    download: 'Скачать',
    original: 'Открыть оригинал',
    toMessage: 'Перейти к сообщению',
    place: (n: number, count: number) => `${n} из ${count}`,
    notLoaded: 'Изображение не загрузилось.',
  },
);
