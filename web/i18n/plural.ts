import type { Language } from './language.ts';

const rules: Record<Language, Intl.PluralRules> = {
  en: new Intl.PluralRules('en'),
  ru: new Intl.PluralRules('ru'),
};
const numbers: Record<Language, Intl.NumberFormat> = {
  en: new Intl.NumberFormat('en'),
  ru: new Intl.NumberFormat('ru'),
};

/** English: `{ one, other }`; Russian: `{ one: 'файл', few: 'файла', many: 'файлов' }`. `#` stands for the number. */
export function plural(
  language: Language,
  count: number,
  forms: Partial<Record<Intl.LDMLPluralRule, string>>,
) {
  const form = forms[rules[language].select(count)] ?? forms.other ?? forms.many ?? '';
  return form.replace('#', numbers[language].format(count));
}
