import { number, once } from './intl.ts';
import type { Language } from './language.ts';

const rules = once((language) => new Intl.PluralRules(language));

/** English: `{ one, other }`; Russian: `{ one: 'файл', few: 'файла', many: 'файлов' }`. `#` stands for the number. */
export function plural(
  language: Language,
  count: number,
  forms: Partial<Record<Intl.LDMLPluralRule, string>>,
) {
  const form = forms[rules(language).select(count)] ?? forms.other ?? forms.many ?? '';
  return form.replace('#', number(language, count));
}
