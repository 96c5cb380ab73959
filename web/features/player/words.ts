import { words } from '../../i18n/language.ts';

export const t = words(
  {
    gif: 'GIF',
    player: (name: string) => `Video ${name}`,
    converting: (share: string) => `Converting, ${share}`,
    convertingSoon: 'Converting…',
    length: (text: string) => `Length ${text}`,
    speed: 'Speed',
    times: (text: string) => `${text}×`,
    inPicture: 'Picture in picture',
    download: 'Download',
    downloadNamed: (name: string) => `Download ${name}`,
    tools: 'Video tools',
  },
  {
    gif: 'GIF',
    player: (name: string) => `Видео ${name}`,
    converting: (share: string) => `Конвертируется, ${share}`,
    convertingSoon: 'Конвертируется…',
    length: (text: string) => `Длительность ${text}`,
    speed: 'Скорость',
    times: (text: string) => `${text}×`,
    inPicture: 'Картинка в картинке',
    download: 'Скачать',
    downloadNamed: (name: string) => `Скачать ${name}`,
    tools: 'Действия с видео',
  },
);
