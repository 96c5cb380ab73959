import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { language } from '../../i18n/language.ts';
import { reasonSentence } from './words.ts';

/** As the server declares them: a new one without a sentence must not go unnoticed. */
function reasons(): string[] {
  const source = readFileSync(join(import.meta.dirname, '../../../server/media/types.ts'), 'utf8');
  const union = /export type MediaReason =([^;]+);/u.exec(source)?.[1] ?? '';
  return [...union.matchAll(/'([a-z-]+)'/gu)].map(([, reason = '']) => reason);
}

describe('why a file isn’t shown', () => {
  const before = language.value;
  afterEach(() => {
    language.value = before;
  });
  it('is known for many reasons', () => {
    expect(reasons().length).toBeGreaterThan(14);
    expect(reasons()).toContain('file-missing');
  });
  it.each(['ru', 'en'] as const)('is said in a sentence of its own for every reason (%s)', (each) => {
    language.value = each;
    const general = reasonSentence('no such reason');
    for (const reason of reasons()) {
      const sentence = reasonSentence(reason);
      expect(sentence, reason).not.toBe(general);
      expect(sentence, reason).toMatch(each === 'ru' ? /^[А-Я].+\.$/u : /^[A-Z].+\.$/u);
    }
  });
  it('is general where there is no reason', () => {
    expect(reasonSentence(null)).toBe(reasonSentence('constructor'));
  });
});
