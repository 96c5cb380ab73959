import { words } from '../../i18n/language.ts';

export const t = words(
  {
    startFailed: 'The chat didn’t open',
    signingIn: 'Signing in…',
  },
  {
    startFailed: 'Чат не открылся',
    signingIn: 'Входим…',
  },
);
