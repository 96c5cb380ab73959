import { words } from '../../i18n/language.ts';

export const t = words(
  {
    gif: 'GIF',
    player: (name: string) => `Video ${name}`,
    converting: (share: string) => `Converting, ${share}`,
    convertingSoon: 'Converting…',
    length: (text: string) => `Length ${text}`,
    speed: 'Speed',
    speedNow: (text: string) => `Speed: ${text}`,
    times: (text: string) => `${text}×`,
    inPicture: 'Picture in picture',
    download: 'Download',
    fullScreen: 'Full screen',
    tools: 'Video tools',
    onlySoFar: (text: string) => `Ready up to ${text}`,
  },
  {
    gif: 'GIF',
    player: (name: string) => `Видео ${name}`,
    converting: (share: string) => `Конвертируется, ${share}`,
    convertingSoon: 'Конвертируется…',
    length: (text: string) => `Длительность ${text}`,
    speed: 'Скорость',
    speedNow: (text: string) => `Скорость: ${text}`,
    times: (text: string) => `${text}×`,
    inPicture: 'Картинка в картинке',
    download: 'Скачать',
    fullScreen: 'На весь экран',
    tools: 'Действия с видео',
    onlySoFar: (text: string) => `Готово до ${text}`,
  },
);
