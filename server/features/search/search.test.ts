import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomFrom } from '../../../test/support/random.ts';
import { migrate } from '../../db/migrations.ts';
import { firstIdAt } from '../../db/snowflake.ts';
import { openSqlite, type SqliteConnection } from '../../db/sqlite.ts';
import { readDays } from './days.ts';
import { fold, trace } from './fold.ts';
import { stemsOf } from './forms.ts';
import { finderOf, highlightsOf } from './match.ts';
import { makePlan } from './plan.ts';
import { parseQuery } from './query.ts';
import { createIndexWorker, type IndexWorker } from './worker.ts';

const seed = Date.now() % 2 ** 32;
const random = randomFrom(seed);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

const pieces = [
  ...[
    'a',
    'B',
    'é',
    'e\u0301',
    'ß',
    'İ',
    'ﬁ',
    'Ё',
    'е\u0308',
    'й',
    'и\u0306',
    'Σ',
    'ς',
    'ά',
    'か',
    'か\u3099',
    'ガ',
    'ｶﾞ',
  ],
  ...[
    '한',
    '\u1112\u1161\u11ab',
    'กำ',
    'ที่',
    'दु',
    'क्ष',
    'كتابٌ',
    'بِ',
    'ـ',
    'ﷺ',
    'שׁ',
    '東',
    '𠮷',
    '👍🏽',
    '👨‍👩‍👧',
    '❤️',
    '🇳🇱',
  ],
  ...[
    ' ',
    ' ',
    '\n',
    '\u00a0',
    '\u200b',
    '\u00ad',
    '-',
    '—',
    '"',
    '«',
    '.',
    ',',
    '!',
    '/',
    '_',
    '0',
    '½',
    '№',
  ],
  ...['\u0301', '\ud83d', '\udc4d', '\0'],
];
const randomText = (most: number) =>
  Array.from({ length: Math.floor(random() * most) }, () => pick(pieces)).join('');

describe('folding', () => {
  test.each([
    ['ЁЖ ёж', 'еж еж'],
    ['й и\u0306', 'й й'],
    ['Straße ﬁne', 'strasse fine'],
    ['ΟΔΥΣΣΕΎΣ', 'οδυσσευσ'],
    ['ｶﾞ ガ が', 'が が が'],
    ['\u1112\u1161\u11ab', '한'],
    ['İSTANBUL ı', 'istanbul i'],
    ['القُرْآن', 'القران'],
    ['a \n\t\u00a0 b', 'a b'],
    ['так\u00adже', 'также'],
  ])('%s is %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  test('goes the same way back, and twice is once', () => {
    for (let n = 0; n < 5000; n++) {
      const text = randomText(12);
      const { folded, starts, ends } = trace(text);
      expect(folded, `seed ${seed}: ${JSON.stringify(text)}`).toBe(fold(text));
      expect([starts.length, ends.length]).toEqual([folded.length + 1, folded.length]);
      for (const [at, start] of starts.slice(0, -1).entries()) {
        expect(start).toBeLessThan(ends[at] ?? 0);
        expect(ends[at]).toBeLessThanOrEqual(text.length);
      }
    }
  });

  test('a text full of marks is bounded work', () => {
    const startedAt = performance.now();
    fold(`e${'\u0301'.repeat(16_000)}`);
    trace('é'.repeat(16_000));
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

test('Russian words by their stems', () => {
  const stems = (word: string) => stemsOf(word).map(({ text }) => text);
  expect(stems('картинками')).toEqual(['картинк']);
  expect(stems('сообщения')).toEqual(['сообщен']);
  expect(stems('меня')).toEqual([]);
  expect(stems('hello')).toEqual([]);
  const found = (query: string, text: string) =>
    highlightsOf(parseQuery(query).terms.map(finderOf), text).map(([start, end]) => text.slice(start, end));
  expect(found('картинки', 'Картинка, картинный, картинкою')).toEqual(['Картинка', 'картинкою']);
  expect(found('"картинки"', 'картинка')).toEqual([]);
});

test.each([
  ['2026-05-09', 'Europe/Moscow', '2026-05-08T21:00:00.000Z', '2026-05-09T21:00:00.000Z'],
  ['9.5.2026', 'UTC', '2026-05-09T00:00:00.000Z', '2026-05-10T00:00:00.000Z'],
  ['2026-03', 'America/New_York', '2026-03-01T05:00:00.000Z', '2026-04-01T04:00:00.000Z'],
  ['2026', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z', '2026-12-31T18:15:00.000Z'],
  ['today', 'Pacific/Auckland', '2026-01-01T11:00:00.000Z', '2026-01-02T11:00:00.000Z'],
  ['yesterday', 'UTC', '2025-12-31T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
])('%s in %s', (text, zone, start, end) => {
  const nowMs = Date.parse('2026-01-01T12:00:00Z');
  const days = readDays(text, { nowMs, zone });
  expect(days && [days.startMs, days.endMs].map((ms) => new Date(ms).toISOString())).toEqual([start, end]);
});

test.each(['2026-02-30', '2026-13', '31.4.2026', '26', 'soon', '', '2026-1-', '0-0-0', '99999'])(
  '%j is no day',
  (text) => {
    expect(readDays(text, { nowMs: 0, zone: 'UTC' })).toBe(null);
  },
);

/** The index beside a database of its own, driven by hand. */
describe('the index', () => {
  let folder: string;
  let main: SqliteConnection;
  let worker: IndexWorker;
  const texts = new Map<string, string>();
  const room = firstIdAt(Date.UTC(2020, 0, 1));
  const author = firstIdAt(Date.UTC(2020, 0, 2));
  const reader = { personId: author, role: 'member', sessionId: null } as const;
  let lastSeq = 0;

  const open = () =>
    createIndexWorker(
      { index: join(folder, 'search.db'), main: join(folder, 'main.db') },
      {
        durable: () => undefined,
        trouble: (error) => {
          throw error;
        },
      },
    );
  const add = async (text: string) => {
    const id = firstIdAt(Date.UTC(2024, 0, 1) + ++lastSeq * 60_000);
    await main.run(
      'insert into messages (room_id, seq, id, author_id, text, created_at) values (?, ?, ?, ?, ?, 0)',
      ...[room, lastSeq, id, author, text],
    );
    texts.set(id, text);
    return id;
  };
  const settle = async () => {
    worker.wake();
    for (let rest: number | null = 0; rest !== null; ) {
      rest = await worker.step();
      if (rest) await new Promise((resolve) => setTimeout(resolve, Math.min(rest ?? 0, 60)));
      if (rest !== null && rest > 1000) return;
    }
  };
  const find = async (q: string) => {
    const plan = await makePlan(main, reader, { q, nowMs: Date.now() });
    const found: string[] = [];
    let next: string | null = null;
    do {
      const page = await worker.scan({ plan, sort: 'newest', limit: 7, before: next ?? undefined });
      found.push(...page.ids);
      next = page.next;
    } while (next !== null);
    return found;
  };
  /** What a look through everything finds, without an index. */
  const expected = (q: string) => {
    const finders = parseQuery(q).terms.map(finderOf);
    return [...texts]
      .filter(([, text]) => finders.every((one) => one.find(fold(text)).length > 0 !== one.not))
      .map(([id]) => id)
      .toReversed();
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bungaacord-index-'));
    main = openSqlite(join(folder, 'main.db'), 'write');
    migrate(main);
    await main.run(`insert into rooms (id, name, position, created_at) values (?, 'R', 1, 0)`, room);
    await main.run(`insert into users (id, name, role, created_at) values (?, 'A', 'member', 0)`, author);
    for (let n = 0; n < 350; n++) await add(`${randomText(10)} ${randomText(10)}`.toWellFormed());
    worker = await open();
    await settle();
  });
  afterAll(async () => {
    worker.close();
    main.close();
    await rm(folder, { recursive: true, force: true });
  });

  const randomQuery = () => {
    const text = pick([...texts.values()]);
    const at = Math.floor(random() * text.length);
    const part = text.slice(at, at + 1 + Math.floor(random() * 6)).toWellFormed();
    return pick([part, `"${part}"`, `"${part}`, `${part} ${randomText(3)}`, `-"${part}" ${pick(pieces)}`]);
  };

  test('finds what was there before it, and exactly what reading everything finds', async () => {
    const everything = await makePlan(main, reader, { q: '', nowMs: 0 });
    const { unreadBelow } = await worker.scan({ plan: everything, sort: 'newest', limit: 1 });
    expect(unreadBelow).toBe('0');
    for (let n = 0; n < 400; n++) {
      const q = randomQuery();
      const { terms, filters } = parseQuery(q);
      if (terms.length === 0 || filters.length > 0) continue;
      expect(await find(q), `seed ${seed}: ${JSON.stringify(q)}`).toEqual(expected(q));
    }
  });

  test('follows what comes, changes and goes, in any order, across restarts', async () => {
    for (let round = 0; round < 6; round++) {
      for (let n = 0; n < 30; n++) {
        const id = pick([...texts.keys()]);
        const what = random();
        if (what < 0.5) await add(`${randomText(8)} ${pick(pieces)}`.toWellFormed());
        else if (what < 0.75) {
          const text = `${randomText(8)} edited`.toWellFormed();
          await main.run('update messages set text = ? where id = ?', text, id);
          texts.set(id, text);
        } else {
          await main.run('delete from messages where id = ?', id);
          texts.delete(id);
        }
      }
      if (round % 2 === 1) {
        worker.close();
        worker = await open();
      }
      if (round % 3 === 0) await settle();
      for (const q of ['edited', 'дит', 'a', randomQuery(), randomQuery()]) {
        if (parseQuery(q).terms.length === 0 || parseQuery(q).filters.length > 0) continue;
        // At most so many notes are taken in before a look; the rest a moment later.
        await settle();
        expect(await find(q), `seed ${seed}: ${JSON.stringify(q)}`).toEqual(expected(q));
      }
    }
  });

  test('holds no word of what is gone', async () => {
    const id = await add('неповторимо');
    await settle();
    expect(await find('неповторимо')).toEqual([id]);
    await main.run('delete from messages');
    texts.clear();
    await settle();
    worker.close();
    const index = openSqlite(join(folder, 'search.db'), 'write');
    index.exec(`insert into grams (grams) values ('integrity-check')`);
    index.exec(`create virtual table temp.words using fts5vocab (main, grams, row)`);
    expect(await index.all('select term from words')).toEqual([]);
    expect(await index.all('select * from docs')).toEqual([]);
    index.close();
    worker = await open();
  });
});
