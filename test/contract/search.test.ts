import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorAnswer } from '../../protocol/error-answer.ts';
import type { Message } from '../../protocol/messages.ts';
import type { RoomCore } from '../../protocol/rooms.ts';
import type { SearchPage } from '../../protocol/search.ts';
import { eventually } from '../support/eventually.ts';
import { TestPerson } from '../support/person.ts';
import { randomFrom } from '../support/random.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { startServerProcess } from '../support/server-process.ts';
import { connect, everyFile, stranger, unhurried } from '../support/wire.ts';
import { queries, said } from './search-table.ts';

const env = { ...unhurried, MAX_MESSAGES: '0' };
let server: TestServer;
let ann: TestPerson;
let bob: TestPerson;

const post = async (text: string, { room = 'General', by = ann } = {}) => {
  const { status, body } = await by.json<Message>('POST', `/api/rooms/${room}/messages`, { text });
  expect(status).toBe(201);
  return body;
};
const makeRoom = async (name: string) =>
  (await server.admin.json<RoomCore>('POST', '/api/admin/rooms', { name })).body;
const ask = (query: Record<string, string>, by = ann) =>
  by.request<SearchPage & ErrorAnswer>('GET', `/api/search?${new URLSearchParams(query)}`);
/** A page with something on it, if there is any: on a busy machine one may come before it has found much. */
const find = async (q: string, query: Record<string, string> = {}): Promise<SearchPage> => {
  const { status, body } = await ask({ q, ...query });
  expect(status, JSON.stringify(body)).toBe(200);
  if (body.hits.length > 0 || body.cursor === null) return body;
  return find(q, { ...query, before: body.cursor });
};
/** To the end: a page may be short when the machine is busy. */
const all = async (query: Record<string, string>, by = ann) => {
  const messages: Message[] = [];
  let before: string | null = null;
  do {
    const { body }: { body: SearchPage } = await ask({ ...query, ...(before !== null && { before }) }, by);
    messages.push(...body.hits.map(({ message }) => message));
    before = body.cursor;
  } while (before !== null);
  return messages;
};
const texts = async (q: string, query: Record<string, string> = {}) =>
  (await all({ q, ...query })).map(({ text }) => text);
const send = async (name: string, bytes: Uint8Array, text = '') => {
  const parts: Parameters<TestPerson['upload']>[1] = [
    ['text', text],
    ['file', { name, bytes }],
  ];
  const { status, body } = await ann.upload<{ message: Message }>('/api/upload', parts);
  expect(status).toBe(201);
  return body.message;
};
const picture = () =>
  sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } })
    .png()
    .toBuffer();

beforeAll(async () => {
  server = await startServer(env);
  ann = await server.person('Ann');
  bob = await server.person('Bob Анатольевич');
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

describe('words in many scripts', () => {
  beforeAll(async () => {
    await makeRoom('Babel');
    for (const text of Object.values(said)) await post(text, { room: 'Babel' });
  });

  test.each(queries)('%s', async (q, names) => {
    const wanted = names.map((name) => said[name]);
    expect((await texts(q, { room: 'Babel' })).toSorted()).toEqual(wanted.toSorted());
    expect((await texts(q, { room: 'Babel', sort: 'best' })).toSorted()).toEqual(wanted.toSorted());
  });

  test.each([
    ['елка зеленая', 'Ёлка зелёная, стоит в углу', ['Ёлка', 'зелёная']],
    ['strasse', said.german, ['Straße']],
    ['القران', said.arabic2, ['القُرْآن']],
    ['すーぱー', said.sushi, ['スーパー']],
    ['"hello world"', said.hello, ['Hello, world']],
    ['wor world', said.hello, ['world']],
    ['👩', said.family, ['👩']],
    ['картинками', said.picture, ['картинка']],
  ])('%s shows where', async (q, text, marked) => {
    const hit = (await find(q, { room: 'Babel' })).hits.find(({ message }) => message.text === text);
    expect(hit?.highlights.map(([start, end]) => text.slice(start, end))).toEqual(marked);
  });
});

describe('filters', () => {
  let plain: Message;
  let link: Message;
  let image: Message;
  let paper: Message;
  beforeAll(async () => {
    await makeRoom('Отчёты');
    plain = await post('фильтр слово');
    link = await post('фильтр https://example.org/page', { by: bob });
    image = await send('Снимок экрана №7.png', await picture(), 'фильтр картинкой');
    paper = await send('Смета (финал).txt', Buffer.from('1,2,3'));
    await post('фильтр не здесь', { room: encodeURIComponent('Отчёты') });
  });
  const ids = async (q: string) => (await all({ q })).map(({ id }) => id);

  test('by author, by the beginning of a name, by oneself, and not', async () => {
    expect(await ids('фильтр from:"Bob Анатольевич"')).toEqual([link.id]);
    expect(await ids('фильтр from:@bob')).toEqual([link.id]);
    expect(await ids(`фильтр from:${bob.id}`)).toEqual([link.id]);
    expect(await ids('фильтр in:General from:me')).toEqual([image.id, plain.id]);
    expect(await ids('фильтр in:general -from:bob')).toEqual([image.id, plain.id]);
  });

  test('by room, in the query and beside it', async () => {
    expect(await texts('фильтр in:отчеты')).toEqual(['фильтр не здесь']);
    expect(await texts('фильтр in:#Отчёты')).toEqual(['фильтр не здесь']);
    expect(await texts('фильтр', { room: 'Отчёты' })).toEqual(['фильтр не здесь']);
    expect(await texts('фильтр in:General', { room: 'Отчёты' })).toEqual([]);
    expect(await ids('фильтр -in:Отчёты')).toEqual([image.id, link.id, plain.id]);
    expect((await ask({ q: 'x', room: 'nowhere' })).body.code).toBe('room-not-found');
  });

  test('by what it has; names of files are found and marked', async () => {
    expect(await ids('has:link фильтр')).toEqual([link.id]);
    expect(await ids('has:image')).toEqual([image.id]);
    expect(await ids('has:file')).toEqual([paper.id]);
    expect(await ids('has:video')).toEqual([]);
    expect(await ids('фильтр -has:link -has:image in:General')).toEqual([plain.id]);
    const [hit] = (await find('снимок экрана')).hits;
    expect(hit?.message.id).toBe(image.id);
    expect(hit?.highlights).toEqual([]);
    expect(hit?.files).toEqual([
      {
        id: image.attachments[0]?.id,
        highlights: [
          [0, 6],
          [7, 13],
        ],
      },
    ]);
    expect(await ids('смета')).toEqual([paper.id]);
    expect(await ids('картинкой снимок')).toEqual([image.id]);
  });

  test('by day, in the asker’s own time', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const year = Number(today.slice(0, 4));
    expect(await ids(`фильтр in:General on:${today}`)).toEqual([image.id, link.id, plain.id]);
    expect(await ids('фильтр on:today from:bob')).toEqual([link.id]);
    expect(await ids(`фильтр on:${year} from:bob`)).toEqual([link.id]);
    expect(await ids(`фильтр before:${today}`)).toEqual([]);
    expect(await ids(`фильтр after:${today}`)).toEqual([]);
    expect(await ids(`фильтр -on:${today}`)).toEqual([]);
    expect(await ids(`фильтр after:${year - 1} before:${year + 1} from:bob`)).toEqual([link.id]);
    expect(await ids(`фильтр before:${year + 1} from:bob`)).toEqual([link.id]);
    expect((await ask({ q: 'x', zone: 'Mars/Olympus' })).body.code).toBe('invalid-request');
  });

  test('by who is mentioned', async () => {
    const hello = await post('смотри @Bob Анатольевич, вот');
    await post('смотри @Bobби');
    expect((await ask({ q: 'смотри mentions:me' }, bob)).body.hits.map(({ message }) => message.id)).toEqual([
      hello.id,
    ]);
    expect(await ids('смотри mentions:bob')).toEqual([hello.id]);
    expect(await ids('смотри mentions:me')).toEqual([]);
    const everyone = await post('смотрите все, @room');
    expect((await all({ q: 'mentions:me' }, bob)).map(({ id }) => id)).toEqual([everyone.id, hello.id]);
    expect(await ids('смотри mentions:bob -mentions:"Bob Анатольевич"')).toEqual([]);
  });

  test('what can mean nothing is named; what is no filter is text', async () => {
    for (const filter of ['from:nobody', 'in:nowhere', 'has:cheese', 'on:2026-02-30', 'before:soon']) {
      const { status, body } = await ask({ q: `фильтр ${filter}` });
      expect([status, body.code, body.details['filter']]).toEqual([400, 'search-filter', filter]);
      expect(body.error).toContain(filter);
    }
    await post('note: colour:red from: here');
    expect(await texts('colour:red')).toHaveLength(1);
    expect(await texts('from: here')).toHaveLength(1);
    expect(await texts('https://example.org')).toHaveLength(1);
    expect(await texts('')).toEqual([]);
    expect(await texts('  " ')).toEqual([]);
    expect((await ask({ q: 'я '.repeat(33) })).body.code).toBe('invalid-request');
    expect((await ask({ q: 'x'.repeat(501) })).status).toBe(400);
  });
});

describe('pages', () => {
  test.each(['newest', 'best'])('%s: each hit once, in order, to the end', async (sort) => {
    await makeRoom(`Pages ${sort}`);
    const posted: string[] = [];
    for (let n = 0; n < 23; n++) {
      posted.push(
        (await post(n % 3 === 0 ? 'страница' : 'страницами тут и там', { room: `Pages ${sort}` })).id,
      );
    }
    const seen: string[] = [];
    let before: string | null = null;
    do {
      const page: SearchPage = await find('страниц', {
        ...{ room: `Pages ${sort}`, sort, limit: '5' },
        ...(before !== null && { before }),
      });
      expect(page.hits.length).toBeLessThanOrEqual(5);
      seen.push(...page.hits.map(({ message }) => message.id));
      before = page.cursor;
    } while (before !== null);
    expect(seen.toSorted()).toEqual(posted.toSorted());
    if (sort === 'newest') expect(seen).toEqual(posted.toReversed());
  });

  test('best puts whole words before parts and phrases before what is scattered', async () => {
    await makeRoom('Best');
    const part = await post('заглавная', { room: 'Best' });
    const whole = await post('глава', { room: 'Best' });
    const together = await post('первая глава книги', { room: 'Best' });
    const apart = await post('глава эта вовсе не первая', { room: 'Best' });
    const best = async (q: string) =>
      (await find(q, { room: 'Best', sort: 'best' })).hits.map(({ message }) => message.id);
    const order = await best('глав');
    expect(order.indexOf(part.id)).toBe(order.length - 1);
    expect((await best('глава'))[0]).toBe(whole.id);
    expect(await best('первая глава')).toEqual([together.id, apart.id]);
  });

  test('a cursor that none has answered is refused', async () => {
    for (const [sort, before] of [
      ['newest', 'x'],
      ['newest', '1.2.3.4'],
      ['best', '1.2'],
      ['best', "1.2.3.' or 1=1"],
      ['newest', '99999999999999999999'],
    ] as const) {
      expect((await ask({ q: 'глава', sort, before })).body.code).toBe('invalid-request');
    }
  });
});

describe('what is gone', () => {
  test('a stranger gets nothing, not even whether there is something', async () => {
    await post('тайнопись');
    expect((await bob.request('GET', '/api/me', { headers: stranger })).status).toBe(401);
    const asked = (q: string) =>
      bob.request<ErrorAnswer>('GET', `/api/search?${new URLSearchParams({ q })}`, { headers: stranger });
    const [there, not] = [await asked('тайнопись'), await asked('небывалое')];
    expect([there.status, there.body.code]).toEqual([401, 'unauthenticated']);
    expect(there.text).toBe(not.text);
  });

  test('an edit is found by its new words at once, and by the old ones no more', async () => {
    const { id } = await post('первоначальное');
    expect(await texts('первоначальное')).toHaveLength(1);
    await ann.json('PATCH', `/api/messages/${id}`, { text: 'исправленное' });
    expect(await texts('первоначальное')).toEqual([]);
    expect(await texts('исправленное')).toEqual(['исправленное']);
  });

  test('a deleted message in the same moment, and when it comes back it stands where it stood', async () => {
    const first = await post('возвратное один');
    const second = await post('возвратное два');
    await ann.json('DELETE', `/api/messages/${first.id}`);
    expect(await texts('возвратное')).toEqual(['возвратное два']);
    await ann.json('POST', `/api/messages/${first.id}/restore`);
    expect(await texts('возвратное')).toEqual([second.text, first.text]);
    expect(await texts('возвратное', { before: second.id })).toEqual([first.text]);
  });

  test('what retention took', async () => {
    const room = await makeRoom('Short');
    await server.admin.json('PATCH', `/api/admin/rooms/${room.id}`, { keep: { last: 2 } });
    for (const n of [1, 2, 3, 4]) await post(`недолговечное ${n}`, { room: 'Short' });
    expect(await texts('недолговечное')).toEqual(['недолговечное 4', 'недолговечное 3']);
  });

  test('a removed room', async () => {
    const room = await makeRoom('Doomed');
    await post('обречённое', { room: 'Doomed' });
    expect(await texts('обреченное')).toHaveLength(1);
    expect((await server.admin.json('DELETE', `/api/admin/rooms/${room.id}`)).status).toBeLessThan(300);
    expect(await texts('обреченное')).toEqual([]);
  });
});

test('the queries of a fuzzer are answered or refused, never a crash', async () => {
  const seed = Date.now() % 2 ** 32;
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const bits = [
    ...[
      'from:',
      'in:',
      'has:',
      'before:',
      'after:',
      'on:',
      'mentions:',
      '-',
      '"',
      '“',
      '»',
      ':',
      '(',
      ')',
      '*',
    ],
    ...[
      'AND',
      'OR',
      'NOT',
      'NEAR(',
      '^',
      '+',
      '\\',
      "'",
      ';',
      '--',
      '%',
      '_',
      '\0',
      '\n',
      '\t',
      '\u200d',
      '￿',
    ],
    ...[
      '\ud83d',
      '\udc4d',
      'é',
      'ё',
      '東',
      'ก',
      '👍🏽',
      'a',
      'слово',
      'me',
      '2026-01-01',
      '99999-99-99',
      '1e999',
    ],
    ...['words', 'grams', 'hasimage', 'room1', ' ', ' ', ' ', '\u0301'.repeat(30), 'ﷺ', '[', '{', '$&', '|'],
  ];
  for (let n = 0; n < 400; n++) {
    const q = Array.from({ length: Math.floor(random() * 14) }, () => pick(bits))
      .join('')
      .slice(0, 500);
    const sort = pick(['newest', 'best']);
    const { status, body } = await ask({ q, sort });
    expect([200, 400], `seed ${seed}, ${JSON.stringify(q)}: ${JSON.stringify(body)}`).toContain(status);
  }
  expect(server.log.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([]);
});

describe('the index', () => {
  const rowsOf = (folder: string) => {
    const db = new Database(join(folder, 'data/search.db'), { readonly: true });
    const docs = db.prepare('select body from docs').pluck().all() as string[];
    db.close();
    return docs;
  };
  const grams = (folder: string, word: string) => {
    const db = new Database(join(folder, 'data/search.db'), { readonly: true });
    const found = db.prepare('select count(*) from grams where grams match ?').pluck().get(`"${word}"`);
    db.close();
    return found;
  };

  test('keeps nothing of what is gone, on the disk neither', async () => {
    const own = await startServer(env);
    const person = await own.person('Ann');
    const say = async (text: string) =>
      (await person.json<Message>('POST', '/api/rooms/General/messages', { text })).body.id;
    await say('остаётся');
    const edited = await say('жжэъ прежнее');
    const deleted = await say('щщфы удалённое');
    const search = (q: string) =>
      person.request<SearchPage>('GET', `/api/search?${new URLSearchParams({ q })}`);
    expect((await search('щщфы')).body.hits).toHaveLength(1);
    await person.json('PATCH', `/api/messages/${edited}`, { text: 'теперь иначе' });
    await person.json('DELETE', `/api/messages/${deleted}`);
    expect((await search('щщфы')).body.hits).toHaveLength(0);
    await own.stop();
    const files = (await everyFile(join(own.folder, 'data'))).filter(({ path }) =>
      path.includes('search.db'),
    );
    expect(files.map(({ path }) => path)).toEqual([join(own.folder, 'data/search.db')]);
    for (const { bytes } of files) {
      expect(bytes.includes('щщф')).toBe(false);
      expect(bytes.includes('жжэ')).toBe(false);
      expect(bytes.includes('остаетс')).toBe(true);
    }
    expect(rowsOf(own.folder).join(' ')).not.toMatch(/щщфы|жжэъ/);
    expect([grams(own.folder, 'щщф'), grams(own.folder, 'жжэ'), grams(own.folder, 'ста')]).toEqual([0, 0, 1]);
    await own.remove();
  });

  test.each(['removed', 'damaged', 'ahead'])(
    'that was %s is made anew beside the running chat',
    async (how) => {
      const first = await startServer(env);
      const person = await first.person('Ann');
      for (let n = 0; n < 250; n++) {
        await person.json('POST', '/api/rooms/General/messages', { text: `давнее сообщение ${n}` });
      }
      await first.stop();
      const path = join(first.folder, 'data/search.db');
      if (how === 'removed') await rm(path);
      if (how === 'ahead') {
        const db = new Database(path);
        db.exec(`update state set value = value + 1000 where key = 'mark'`);
        db.close();
      }
      if (how === 'damaged') {
        const file = await open(path, 'r+');
        await file.write(Buffer.alloc(8 * 4096, 0xa5), 0, 8 * 4096, 4096);
        await file.close();
      }
      const second = await startServer(env, first.folder);
      const again = await connect(second, person.secret);
      await eventually(async () => {
        const { body } = await again.request<SearchPage>('GET', '/api/search?q=давнее+249&limit=1');
        expect([body.hits.length, body.indexedSince]).toEqual([1, null]);
      }, 20_000);
      const found = await all({ q: 'давнее 24' }, again);
      expect(found.map(({ text }) => Number(text.split(' ')[2]))).toEqual([
        ...[249, 248, 247, 246, 245, 244, 243, 242, 241, 240, 224, 124, 24],
      ]);
      await second.stop();
      await second.remove();
    },
  );

  test('loses nothing that was answered before the server was killed, and keeps nothing deleted', async () => {
    const first = await startServerProcess();
    const person = await first.person('Ann');
    const say = async (n: number) =>
      (await person.json<Message>('POST', '/api/rooms/General/messages', { text: `до удара ${n}` })).body;
    const posted = await Promise.all(Array.from({ length: 150 }, (_, n) => say(n)));
    const deleted = posted.splice(0, 30);
    await Promise.all(deleted.map(({ id }) => person.json('DELETE', `/api/messages/${id}`)));
    process.kill(first.pid, 'SIGKILL');
    await eventually(() => expect(first.ended()).not.toBe(null));
    const second = await startServerProcess({}, first.folder);
    const { url, caPem } = second;
    const again = await TestPerson.connect({ url, caPem, secret: person.secret });
    const found = await all({ q: 'удара' }, again);
    expect(found.map(({ id }) => id).toSorted()).toEqual(posted.map(({ id }) => id).toSorted());
    await second.remove();
  });
});
