import { words } from '../../i18n/language.ts';

export const t = words(
  {
    noLinkTitle: 'You need a personal link',
    noLinkText:
      'People come into this chat by a link of their own. Ask the person who runs it for yours, then open it in this browser: it signs you in by itself.',
    noLinkOld:
      'If you already had a link, it may have been replaced by a newer one, or it wasn’t copied whole. Ask for it again.',
    signedOutTitle: 'You are signed out',
    signedOutText: 'To come back, open your personal link again in this browser.',
    otherLanguage: 'По-русски',
  },
  {
    noLinkTitle: 'Нужна личная ссылка',
    noLinkText:
      'В этот чат входят по личной ссылке. Попросите свою у того, кто его ведёт, и откройте её в этом браузере: вход произойдёт сам.',
    noLinkOld:
      'Если ссылка у вас уже была, её могли заменить новой, или она скопировалась не целиком. Попросите её ещё раз.',
    signedOutTitle: 'Вы вышли',
    signedOutText: 'Чтобы вернуться, снова откройте свою личную ссылку в этом браузере.',
    otherLanguage: 'In English',
  },
);
