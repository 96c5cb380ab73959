import { afterEach, describe, expect, test } from 'vitest';
import { language } from '../../i18n/language.ts';
import { dragged, inside, middle, squareOf } from './crop.ts';
import { isName } from './names.ts';
import { lastSeen, seen } from './seen.ts';

describe('the square of a picture', () => {
  const wide = { width: 400, height: 200 };

  test('is the largest in the middle at first', () => {
    expect(squareOf(wide, middle(wide))).toEqual({ x: 100, y: 0, side: 200 });
  });

  test('follows the finger against its direction, in the picture’s own pixels', () => {
    const after = dragged(wide, middle(wide), { x: 50, y: 0, viewSide: 100 });
    expect(squareOf(wide, after)).toEqual({ x: 0, y: 0, side: 200 });
  });

  test('never leaves the picture', () => {
    const zoomed = inside(wide, { ...middle(wide), zoom: 2 });
    const after = dragged(wide, zoomed, { x: -9999, y: -9999, viewSide: 100 });
    expect(squareOf(wide, after)).toEqual({ x: 300, y: 100, side: 100 });
    expect(squareOf(wide, inside(wide, { ...after, zoom: 1 }))).toEqual({ x: 200, y: 0, side: 200 });
  });

  test('zooms no further than four times, and never out of the picture', () => {
    expect(inside(wide, { ...middle(wide), zoom: 99 }).zoom).toBe(4);
    expect(inside(wide, { ...middle(wide), zoom: 0.1 }).zoom).toBe(1);
  });
});

describe('a name', () => {
  test('takes what people are called', () => {
    for (const name of ['Аня', 'Jean-Luc', '  Li  ', '👩‍👩‍👧', 'محمد', 'a'.repeat(32)])
      expect(isName(name, 32)).toBe(true);
  });

  test('refuses nothing, too much and what hides', () => {
    for (const name of ['', '   ', 'a'.repeat(33), 'a\u0000b', 'a\u202eb', '\u200b'])
      expect(isName(name, 32)).toBe(false);
  });
});

describe('when somebody was last here', () => {
  const before = language.value;
  afterEach(() => {
    language.value = before;
  });
  const now = new Date(2026, 10, 23, 15, 0);
  const at = (...of: [number, number, number, number]) => new Date(2026, ...of).toISOString();

  test('is said in words', () => {
    language.value = 'en';
    expect(seen(null, now)).toBe('Never signed in');
    expect(seen(at(10, 23, 14, 59), now)).toBe('Here now');
    expect(lastSeen(at(10, 23, 14, 59), now)).toMatch(/^Last seen today at /);
    expect(seen(at(10, 23, 9, 5), now)).toMatch(/^Last seen today at /);
    expect(seen(at(10, 22, 23, 59), now)).toMatch(/^Last seen yesterday at /);
    expect(seen(at(0, 2, 9, 5), now)).toMatch(/^Last seen .*2026/);
  });

  test('also in Russian', () => {
    language.value = 'ru';
    expect(seen(null, now)).toBe('Входа ещё не было');
    expect(seen(at(10, 23, 14, 5), now)).toBe('Последний раз сегодня в 14:05');
  });
});
