import { words } from '../../i18n/language.ts';

export const t = words(
  {
    spoiler: 'Hidden text. Press to show it',
    copyCode: 'Copy the code',
    copied: 'Copied',
    copyFailed: 'The browser didn’t let us copy.',
    preview: 'Preview',
  },
  {
    spoiler: 'Скрытый текст. Нажмите, чтобы показать',
    copyCode: 'Копировать код',
    copied: 'Скопировано',
    copyFailed: 'Браузер не дал скопировать.',
    preview: 'Предпросмотр',
  },
);
