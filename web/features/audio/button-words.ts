import { words } from '../../i18n/language.ts';

/** What is said before the recorder is there. */
export const t = words(
  {
    record: 'Record a voice message',
    elsewhere: 'A voice message is being recorded in another room.',
    failed: 'The recording failed.',
  },
  {
    record: 'Записать голосовое сообщение',
    elsewhere: 'Голосовое сообщение записывается в другой комнате.',
    failed: 'Записать не удалось.',
  },
);
