import { words } from '../../i18n/language.ts';

export const t = words(
  {
    originals: 'Send originals',
    originalsShort: 'Originals',
    originalsHint:
      'Off: large photos are made smaller before they leave this device, without a difference that one sees.',
    originalsByMetadata: 'On while metadata is kept.',
  },
  {
    originals: 'Отправлять оригиналы',
    originalsShort: 'Оригиналы',
    originalsHint: 'Выключено: большие фото уменьшаются ещё на этом устройстве, на глаз разницы не видно.',
    originalsByMetadata: 'Включено, пока сохраняются метаданные.',
  },
);
