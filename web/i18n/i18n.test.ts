import { afterAll, describe, expect, it } from 'vitest';
import { hueOf, initials } from '../ui/initials.ts';
import { byteSize, daysAgo, duration } from './format.ts';
import { list, number } from './intl.ts';
import { language } from './language.ts';
import { plural } from './plural.ts';

const before = language.value;
afterAll(() => {
  language.value = before;
});

describe('plurals', () => {
  const files = { one: '# файл', few: '# файла', many: '# файлов' };
  it('are right in Russian', () => {
    expect([1, 2, 5, 11, 21, 22, 112].map((n) => plural('ru', n, files))).toEqual([
      '1 файл',
      '2 файла',
      '5 файлов',
      '11 файлов',
      '21 файл',
      '22 файла',
      '112 файлов',
    ]);
  });
  it('are right in English', () => {
    const forms = { one: '# file', other: '# files' };
    expect([0, 1, 1000].map((n) => plural('en', n, forms))).toEqual(['0 files', '1 file', '1,000 files']);
  });
});

describe('sizes and times', () => {
  it('are written as the language does', () => {
    language.value = 'en';
    expect([0, 1023, 1536, 50 * 1024 ** 2].map(byteSize)).toEqual([
      '0\u00a0B',
      '1,023\u00a0B',
      '1.5\u00a0KB',
      '50\u00a0MB',
    ]);
    language.value = 'ru';
    expect(byteSize(1536)).toBe('1,5\u00a0КБ');
    expect([59_400, 3_600_000 + 62_000].map(duration)).toEqual(['0:59', '1:01:02']);
  });
  it('count days by the calendar, not by hours', () => {
    expect(daysAgo(new Date(2026, 2, 1, 23, 59), new Date(2026, 2, 2, 0, 1))).toBe(1);
    expect(daysAgo(new Date(2026, 2, 2, 0, 1), new Date(2026, 2, 2, 23, 59))).toBe(0);
  });
});

describe('what is written without asking the browser', () => {
  it('is what the browser would write', () => {
    for (const language of ['en', 'ru']) {
      for (const count of [0, 7, 999, 1000, 1_234_567]) {
        expect(number(language, count)).toBe(new Intl.NumberFormat(language).format(count));
      }
      for (const names of [[], ['Ann'], ['Ann', 'Bob'], ['Ann', 'Bob', 'Ольга']]) {
        expect(list(language, names)).toBe(new Intl.ListFormat(language).format(names));
      }
    }
    const segmenter = new Intl.Segmenter();
    for (const name of ['Zoë', 'Ёлка', 'Ωmega', '7up', 'e\u0301va', '1\uFE0F\u20E3', '한국', 'क्षमा', '🇷🇺']) {
      const [first] = segmenter.segment(name);
      expect(initials(name)).toBe(first?.segment.toLocaleUpperCase());
    }
  });
});

describe('initials', () => {
  it('are whole letters of the first and the last word', () => {
    expect(['ольга', 'Ann Marie Smith', '👩‍👩‍👧 дом', '', 'e\u0301va'].map(initials)).toEqual([
      'О',
      'AS',
      '👩‍👩‍👧Д',
      '?',
      'E\u0301',
    ]);
  });
  it('keep their colour', () => {
    expect(hueOf('1574380271879323648')).toBe(hueOf('1574380271879323648'));
    expect(
      new Set(Array.from({ length: 200 }, (_, i) => hueOf(`${1574380271879323648n + BigInt(i)}`))).size,
    ).toBe(12);
  });
});
