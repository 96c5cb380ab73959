import { expect, test } from 'vitest';
import { namesIn, suggested } from './names.ts';

const all = ['General', 'General talk', 'Ёлки', 'Roadmap (Q3)'].map((name) => ({ id: name, name }));
const found = (text: string) => namesIn(text, '#', all).map(({ from, to }) => text.slice(from, to));

test.each<[string, string[]]>([
  ['see #general.', ['#general']],
  ['#General talk, #generals', ['#General talk']],
  ['#елки #ЁЛКИ', ['#елки', '#ЁЛКИ']],
  ['a#General # General', []],
  ['#roadmap (q3)!', ['#roadmap (q3)']],
])('%j', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('what is typed suggests whose name begins so, then who has such a word', () => {
  const names = (typed: string) => suggested(typed, all).map(({ name }) => name);
  expect(names('')).toHaveLength(4);
  expect(names('gen')).toEqual(['General', 'General talk']);
  expect(names('talk')).toEqual(['General talk']);
  expect(names('ел')).toEqual(['Ёлки']);
  // Finished: Enter means to send.
  expect([names('general '), names('елки')]).toEqual([[], []]);
});
