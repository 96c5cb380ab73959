import { words } from '../../i18n/language.ts';

/** What is said before the picker is there. */
export const t = words({ insert: 'Insert an emoji' }, { insert: 'Вставить эмодзи' });
