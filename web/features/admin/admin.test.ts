import { encode } from 'uqr';
import { afterEach, describe, expect, test } from 'vitest';
import { language } from '../../i18n/language.ts';
import { draftOf, keepOf, keepWords, shrinks } from './keep.ts';
import { moved } from './order.ts';
import { qrPath } from './qr-path.ts';
import { sectionOf } from './sections.ts';
import { t } from './words.ts';

describe('what a room keeps', () => {
  test('comes back from the form as it went in', () => {
    for (const keep of [{ last: 20 }, { days: 7 }, {}]) expect(keepOf(draftOf(keep, false))).toEqual(keep);
    expect(keepOf(draftOf({ last: 20 }, true))).toBeNull();
  });

  test('takes only whole numbers within its bounds', () => {
    const last = (typed: string) => keepOf({ mode: 'last', last: typed, days: '1' });
    expect(last(' 50 ')).toEqual({ last: 50 });
    expect(last('1000000')).toEqual({ last: 1_000_000 });
    for (const wrong of ['', '0', '-1', '1.5', '1e3', 'ten', '1000001', '9'.repeat(30)]) {
      expect(last(wrong)).toBeUndefined();
    }
    expect(keepOf({ mode: 'days', last: '1', days: '36501' })).toBeUndefined();
  });

  test('warns exactly when something may go', () => {
    expect(shrinks({}, { last: 20 })).toBe(true);
    expect(shrinks({ last: 20 }, { last: 10 })).toBe(true);
    expect(shrinks({ last: 20 }, { days: 365 })).toBe(true);
    expect(shrinks({ last: 20 }, { last: 20 })).toBe(false);
    expect(shrinks({ last: 20 }, { last: 30 })).toBe(false);
    expect(shrinks({ days: 7 }, {})).toBe(false);
  });
});

describe('words', () => {
  const before = language.value;
  afterEach(() => {
    language.value = before;
  });

  test('have the right plurals', () => {
    language.value = 'ru';
    expect([1, 2, 5, 11, 21, 22, 100].map((count) => t.value.devices(count))).toEqual([
      '1 устройство',
      '2 устройства',
      '5 устройств',
      '11 устройств',
      '21 устройство',
      '22 устройства',
      '100 устройств',
    ]);
    expect(keepWords({ days: 3 })).toBe('Хранит 3 дня');
    expect(keepWords({ last: 21 })).toBe('Хранит последнее 21 сообщение');
    language.value = 'en';
    expect(keepWords({ last: 1 })).toBe('Keeps the last message');
    expect(keepWords({ last: 20 })).toBe('Keeps the last 20 messages');
    expect(keepWords({})).toBe('Keeps everything');
  });
});

describe('order', () => {
  test('swaps neighbours and stops at the ends', () => {
    const list = ['a', 'b', 'c'];
    expect(moved(list, 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(list, 2, -1)).toEqual(['a', 'c', 'b']);
    expect(moved(list, 0, -1)).toBe(list);
    expect(moved(list, 2, 1)).toBe(list);
  });
});

describe('the QR code', () => {
  test('has one rectangle per run', () => {
    const rows = [
      [true, true, false],
      [false, false, false],
      [true, false, true],
    ];
    expect(qrPath(rows)).toBe('M0 0h2v1H0zM0 2h1v1H0zM2 2h1v1H2z');
  });

  test('covers exactly the dark modules of a real code', () => {
    const { data } = encode('https://chat.example.org:9000/?user=00000000-0000-4000-8000-000000000000', {
      ecc: 'M',
      border: 2,
    });
    const runs = [...qrPath(data).matchAll(/h(\d+)/g)].map((run) => Number(run[1]));
    const dark = data.flat().filter(Boolean).length;
    expect(runs.reduce((sum, run) => sum + run, 0)).toBe(dark);
  });
});

test('the address names the section', () => {
  expect(['/admin', '/admin/', '/admin/rooms', '/admin/server/', '/admin/else'].map(sectionOf)).toEqual([
    'people',
    'people',
    'rooms',
    'server',
    'people',
  ]);
});
