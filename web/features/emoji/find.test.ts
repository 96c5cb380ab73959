import { beforeAll, describe, expect, it, test } from 'vitest';
import { isEmojiAlone } from './alone.ts';
import { type Group, loadEmoji } from './data.ts';
import { byCode, findEmoji, withTone } from './find.ts';

let groups: readonly Group[];
beforeAll(async () => {
  groups = await loadEmoji();
});

const first = (typed: string, recent: string[] = []) => findEmoji(groups, typed, recent)[0]?.emoji;

describe('search', () => {
  test.each([
    ['tada', '🎉'],
    ['smile', '😄'],
    ['сердце', '❤️'],
    ['Кот', '🐱'],
    ['ёж', '🦔'],
    ['thumbs up', '👍️'],
    ['united kingdom', '🇬🇧'],
  ])('%s', (typed, wanted) => {
    const plain = (text: string | undefined) => text?.replaceAll('\ufe0f', '');
    expect(
      findEmoji(groups, typed)
        .slice(0, 12)
        .map(({ emoji }) => plain(emoji)),
    ).toContain(plain(wanted));
  });

  it('tells names apart from what else one finds by', () => {
    const flag = groups.flat().find(({ emoji }) => emoji === '🇦🇩');
    expect(flag?.name.ru).toBe('флаг: Андорра');
    expect(first('андорра')).toBe('🇦🇩');
  });

  it('puts what was used lately before its equals', () => {
    const found = findEmoji(groups, 'heart').map(({ emoji }) => emoji);
    const later = found[4] ?? '';
    expect(found.indexOf(later)).toBe(4);
    expect(
      findEmoji(groups, 'heart', [later])
        .map(({ emoji }) => emoji)
        .indexOf(later),
    ).toBeLessThan(4);
  });

  it('finds nothing for nothing and for nonsense', () => {
    expect(findEmoji(groups, '  ')).toEqual([]);
    expect(first('qwzxqwzx')).toBeUndefined();
  });

  it('knows shortcodes exactly', () => {
    expect(byCode(groups, 'TADA')?.emoji).toBe('🎉');
    expect(byCode(groups, 'tad')).toBeUndefined();
  });
});

it('gives a skin tone to hands, and to nothing that has none', () => {
  expect(withTone({ emoji: '👋', takesTone: true }, 5)).toBe('👋🏿');
  expect(withTone({ emoji: '🖐️', takesTone: true }, 1)).toBe('🖐🏻');
  expect(withTone({ emoji: '🎉', takesTone: false }, 3)).toBe('🎉');
});

test.each([
  ['🎉', true],
  ['👨‍👩‍👧‍👦 👍🏽', true],
  ['❤️', true],
  ['🇳🇱🇷🇺', true],
  ['1️⃣', true],
  ['🎉🎉🎉🎉🎉🎉🎉', false],
  ['1', false],
  ['©', false],
  ['🎉 yes', false],
  ['', false],
])('%j alone: %s', (text, alone) => {
  expect(isEmojiAlone(text)).toBe(alone);
});
