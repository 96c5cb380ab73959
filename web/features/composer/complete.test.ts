import { expect, test } from 'vitest';
import { wordAt } from './complete.ts';

const emoji = { sign: ':', from: 2, word: /^[\w+-]*$/u };
const people = { sign: '@', from: 0, word: /^[^\s@]*$/u };
const names = { sign: '@', from: 0, word: /^[^\n@]*$/u };
test('of words that may hold spaces the nearest one is meant', () => {
  const rooms = { sign: '#', from: 1, word: /^[^\n#]+$/u };
  const found = wordAt('@Ann in #gen', 12, [names, rooms]);
  expect([found?.source.sign, found?.typed, found?.from]).toEqual(['#', 'gen', 8]);
});

const find = (text: string, caret = text.length) => wordAt(text, caret, [emoji, people]);

test.each([
  ['hello :sm', 'sm', 6],
  [':сме', null, 0],
  [':smi', 'smi', 0],
  ['(:smi', 'smi', 1],
  ['@', '', 0],
  ['hi @Бо', 'Бо', 3],
  ['mail@ex', null, 0],
  ['12:30', null, 0],
  [':s', null, 0],
  [':sm and more', null, 0],
])('%j', (text, typed, from) => {
  const found = find(text);
  expect(found?.typed ?? null).toBe(typed);
  if (typed !== null) expect(found).toMatchObject({ from, to: text.length });
});

test('looks only before the caret', () => {
  expect(find(':smile and', 4)).toMatchObject({ typed: 'smi', from: 0, to: 4 });
});
