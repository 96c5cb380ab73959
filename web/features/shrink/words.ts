import { words } from '../../i18n/language.ts';

export const t = words(
  {
    sending: 'Sending pictures',
    originals: 'Send originals',
    originalsShort: 'Originals',
    originalsHint:
      'Off: large photos are made smaller before they leave this device, without a difference that one sees.',
    metadata: 'Keep metadata',
    metadataHint:
      'Off: where, when and with what a file was made, and by whom, is removed from it. On: all of it stays in pictures, videos and documents, the place too, and everyone in the room can read it. Photos are then sent as they are.',
    originalsByMetadata: 'On while metadata is kept.',
    shrinking: 'Being made smaller…',
    smaller: (before: string, after: string) => `Made smaller: from ${before} to ${after}`,
  },
  {
    sending: 'Отправка картинок',
    originals: 'Отправлять оригиналы',
    originalsShort: 'Оригиналы',
    originalsHint: 'Выключено: большие фото уменьшаются ещё на этом устройстве, на глаз разницы не видно.',
    metadata: 'Сохранять метаданные',
    metadataHint:
      'Выключено: из файла убирается, где, когда, чем и кем он сделан. Включено: всё это остаётся в картинках, видео и документах, место съёмки тоже, и его может прочитать каждый в комнате. Фото тогда отправляются как есть.',
    originalsByMetadata: 'Включено, пока сохраняются метаданные.',
    shrinking: 'Уменьшается…',
    smaller: (before: string, after: string) => `Уменьшено: с ${before} до ${after}`,
  },
);
