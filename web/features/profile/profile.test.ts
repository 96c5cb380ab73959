import { afterEach, describe, expect, test } from 'vitest';
import { language } from '../../i18n/language.ts';
import { dragged, inside, middle, squareOf } from './crop.ts';
import { isName } from './names.ts';
import { seen } from './seen.ts';

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

describe('when a device was last here', () => {
  const before = language.value;
  afterEach(() => {
    language.value = before;
  });

  test('is said in words, in both languages', () => {
    const now = Date.UTC(2026, 10, 23, 15);
    const ago = (minutes: number) => seen(new Date(now - minutes * 60_000).toISOString(), now);
    language.value = 'en';
    expect([ago(1), ago(30)]).toEqual(['Here now', 'Last seen 30 minutes ago']);
    language.value = 'ru';
    expect([ago(1), ago(2 * 60)]).toEqual(['Сейчас здесь', 'В сети 2 часа назад']);
  });
});
