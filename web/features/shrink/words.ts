import { words } from '../../i18n/language.ts';

export const t = words(
  {
    sending: 'Sending pictures',
    metadata: 'Keep metadata',
    metadataHint:
      'Off: where, when and with what a file was made, and by whom, is removed from it. On: all of it stays in pictures, videos and documents, the place too, and everyone in the room can read it. Photos are then sent as they are.',
    shrinking: 'Being made smaller…',
    smaller: (before: string, after: string) => `Made smaller: from ${before} to ${after}`,
  },
  {
    sending: 'Отправка картинок',
    metadata: 'Сохранять метаданные',
    metadataHint:
      'Выключено: из файла убирается, где, когда, чем и кем он сделан. Включено: всё это остаётся в картинках, видео и документах, место съёмки тоже, и его может прочитать каждый в комнате. Фото тогда отправляются как есть.',
    shrinking: 'Уменьшается…',
    smaller: (before: string, after: string) => `Уменьшено: с ${before} до ${after}`,
  },
);
