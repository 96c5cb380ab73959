import { words } from '../../i18n/language.ts';

export const t = words(
  {
    toDay: 'Jump to a day',
    day: 'Day',
    go: 'Go there',
    beginning: 'To the beginning',
    copyLink: 'Copy link',
    linkCopied: 'Link copied',
    copyFailed: 'The browser didn’t let us copy.',
  },
  {
    toDay: 'Перейти к дню',
    day: 'День',
    go: 'Перейти',
    beginning: 'К началу',
    copyLink: 'Копировать ссылку',
    linkCopied: 'Ссылка скопирована',
    copyFailed: 'Браузер не дал скопировать.',
  },
);
