import { describe, expect, it } from 'vitest';
import type { SearchHit } from '../../../protocol/search.ts';
import { file, message } from '../../client/samples.ts';
import { excerpt } from './excerpt.ts';
import { linksOf, partsOfLink } from './links.ts';
import { itemsOf, type MediaItem, withItems } from './media-state.ts';
import { readable } from './readable.ts';
import { joined } from './state.ts';
import { askedOf, named, quoted, typingOf } from './suggest.ts';

const marks = (text: string, spans: [number, number][]) =>
  excerpt(text, spans)
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('');

describe('an excerpt', () => {
  it('marks what was found', () => {
    expect(marks('one two three', [[4, 7]])).toBe('one [two] three');
    expect(marks('one', [[0, 3]])).toBe('[one]');
    expect(marks('plain', [])).toBe('plain');
  });

  it('shows of a long text what lies around the first place', () => {
    const text = `${'before '.repeat(100)}here it is ${'after '.repeat(100)}`;
    const at = text.indexOf('here');
    const shown = marks(text, [[at, at + 4]]);
    expect(shown).toMatch(/^…before/);
    expect(shown).toContain('[here] it is');
    expect(shown).toMatch(/after…$/);
    expect(shown.length).toBeLessThan(300);
  });

  it('never cuts a character in two, nor loses what it shows', () => {
    const text = '👍🏽'.repeat(400);
    for (let at = 0; at < 800; at += 4) {
      const pieces = excerpt(text, [[at, at + 4]]);
      const shown = pieces.map((piece) => piece.text).join('');
      expect(shown.isWellFormed()).toBe(true);
      expect(text).toContain(shown.replaceAll('…', ''));
      expect(pieces.filter(({ marked }) => marked).map((piece) => piece.text)).toEqual(['👍🏽']);
    }
  });
});

describe('a found text', () => {
  const read = (raw: string, word: string) => {
    const at = raw.indexOf(word);
    const { text, spans } = readable(raw, [[at, at + word.length]]);
    return marks(text, spans);
  };

  it('is shown as it is read, and what is hidden stays hidden', () => {
    expect(read('Was the **hut** open?', 'hut')).toBe('Was the [hut] open?');
    expect(read('# A\n`x.hut()` and\n> ~~more~~', 'hut')).toBe('A x.[hut]() and more');
    expect(read('it was ||the butler|| again', 'butler')).toBe('it was ▒▒▒ again');
    expect(read('2 * 3 * 4 ** hut', 'hut')).toBe('2 * 3 * 4 ** [hut]');
    expect(read('see https://e.org/hut/x now', 'hut')).toContain('[hut]');
  });
});

describe('what is being typed', () => {
  it('is the value of a filter, a filter’s name, or text', () => {
    expect(typingOf('cats from:an')).toEqual({
      is: 'value',
      before: 'cats from:',
      filter: 'from',
      value: 'an',
    });
    expect(typingOf('-in:"My ro')).toEqual({ is: 'value', before: '-in:', filter: 'in', value: 'My ro' });
    expect(typingOf('cats fr')).toEqual({ is: 'name', before: 'cats ', beginning: 'fr' });
    expect(typingOf('from:ann cats ')).toEqual({ is: 'text' });
    expect(typingOf('кот')).toEqual({ is: 'text' });
  });

  it('asks for nothing where a filter has no value yet', () => {
    expect(askedOf('cats from:')).toBe('cats');
    expect(askedOf('cats -has:"')).toBe('cats');
    expect(askedOf('from:ann ')).toBe('from:ann');
  });

  it('is completed by names, quoted where they have spaces', () => {
    const all = [{ name: 'Анна' }, { name: 'Мария Анненкова' }, { name: 'Пётр' }];
    expect(named(all, 'анн').map(({ name }) => name)).toEqual(['Анна', 'Мария Анненкова']);
    expect(named(all, '@петр')).toEqual([{ name: 'Пётр' }]);
    expect(quoted('Мария Анненкова')).toBe('"Мария Анненкова"');
    expect(quoted('Анна')).toBe('Анна');
  });
});

it('a hit that stands on two pages is shown once', () => {
  const hit = (seq: number): SearchHit => ({ message: message({ seq }), highlights: [], files: [] });
  expect(joined([hit(3), hit(2)], [hit(2), hit(1)]).map((one) => one.message.seq)).toEqual([3, 2, 1]);
});

it('the links of a text, each once, as people read them', () => {
  const text = 'see https://a.example/x, (https://a.example/x) and http://www.b.example';
  expect(linksOf(text).map(({ href }) => href)).toEqual(['https://a.example/x', 'http://www.b.example/']);
  expect(partsOfLink('https://ru.wikipedia.org/wiki/%D0%9A%D0%BE%D1%82')).toEqual({
    host: 'ru.wikipedia.org',
    path: '/wiki/Кот',
  });
  expect(partsOfLink('https://www.b.example/%ff')).toEqual({ host: 'b.example', path: '/%ff' });
});

describe('the media of a room', () => {
  const picture = (seq: number, id = `f${seq}`) =>
    message({ seq, attachments: [file({ id, kind: 'image' }), file({ id: `${id}p`, kind: 'document' })] });
  const seqs = (items: readonly MediaItem[]) => items.map((item) => item.message.seq);

  it('are of the tab’s kind', () => {
    expect(itemsOf('image', picture(1)).map((item) => 'file' in item && item.file.id)).toEqual(['f1']);
    expect(itemsOf('file', picture(1)).map((item) => 'file' in item && item.file.id)).toEqual(['f1p']);
    expect(itemsOf('link', message({ seq: 1, text: 'https://a.example' }))).toHaveLength(1);
  });

  it('stand in order, whenever and however often a message is told of', () => {
    const put = (items: readonly MediaItem[], seq: number) =>
      withItems(items, picture(seq), itemsOf('image', picture(seq)));
    const once = [3, 1, 2].reduce(put, [] as readonly MediaItem[]);
    expect(seqs(once)).toEqual([3, 2, 1]);
    expect([3, 1, 2, 2, 3, 1].reduce(put, [] as readonly MediaItem[])).toEqual(once);
    expect(seqs(withItems(once, picture(2), []))).toEqual([3, 1]);
  });
});
