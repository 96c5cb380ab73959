import { expect, test } from 'vitest';
import { findMentions, namesOf } from './find.ts';

const people = namesOf([
  { id: 'ann', name: 'Ann' },
  { id: 'lee', name: 'Ann Lee' },
  { id: 'sem', name: 'Семён' },
  { id: 'sem2', name: 'Семен Иванов' },
  { id: 'dot', name: 'Dr. Who?' },
  { id: 'roomba', name: 'Roomba' },
  { id: 'sun', name: '太陽' },
  { id: 'cat', name: 'Кот 🐈' },
]);

/** What is meant, and how it was written. */
const meant = (text: string, mayCallAll = true) =>
  findMentions(text, people, mayCallAll).map(({ start, end, person, everyone }) => [
    text.slice(start, end),
    person ?? everyone,
  ]);

test.each<[text: string, ...(string | null)[][]]>([
  ['@Ann', ['@Ann', 'ann']],
  ['hi @ann!', ['@ann', 'ann']],
  // The longest name wins, and ends at a word's end.
  ['@ann lee and @ann leeward', ['@ann lee', 'lee'], ['@ann', 'ann']],
  ['@Annabel @Ann_ @Ann1'],
  ['mail@ann.org, a@Ann'],
  ['(@Ann) «@Ann» @@Ann', ['@Ann', 'ann'], ['@Ann', 'ann'], ['@Ann', 'ann']],
  // Cyrillic, in any case, ё as е.
  ['@семен, @СЕМЁН', ['@семен', 'sem'], ['@СЕМЁН', 'sem']],
  ['@Семён Иванов', ['@Семён Иванов', 'sem2']],
  ['@Семёнов'],
  ['@dr. who?yes', ['@dr. who?', 'dot']],
  ['@太陽', ['@太陽', 'sun']],
  ['@кот 🐈🐈', ['@кот 🐈', 'cat']],
  ['@here @ROOM @roomba', ['@here', 'here'], ['@ROOM', 'room'], ['@roomba', 'roomba']],
  ['@hereafter @rooms'],
  // Code is text like any other.
  ['`@Ann` and\n```\n@Ann\n```', ['@Ann', 'ann'], ['@Ann', 'ann']],
  // What is quoted was said before.
  ['> @room @Ann\n>@here\n@lee @Ann > @dr. who?', ['@Ann', 'ann'], ['@dr. who?', 'dot']],
  ['a\r\n> @Ann'],
  ['@'],
  ['@ Ann'],
  ['İ@Ann ẞ @Ann', ['@Ann', 'ann']],
])('%j', (text, ...expected) => {
  expect(meant(text)).toEqual(expected);
});

test('only whoever may calls everyone', () => {
  expect(meant('@here @room @Ann', false)).toEqual([['@Ann', 'ann']]);
});

test('of two names that differ in ё alone the one that was written is meant', () => {
  const two = [
    { id: 'e', name: 'Артем' },
    { id: 'yo', name: 'Артём' },
  ];
  const who = (text: string) => findMentions(text, namesOf(two), true).map(({ person }) => person);
  expect([who('@артём'), who('@артем')]).toEqual([['yo'], ['e']]);
});

test('a text full of signs is bounded work', () => {
  const many = Array.from({ length: 2000 }, (_, n) => ({ id: `p${n}`, name: `P ${n}`.repeat((n % 8) + 1) }));
  const startedAt = performance.now();
  expect(findMentions('@'.repeat(16_000), namesOf(many), true)).toEqual([]);
  expect(findMentions('@P 0 '.repeat(3200), namesOf(many), true)).toHaveLength(100);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
