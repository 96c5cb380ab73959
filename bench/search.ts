import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Message } from '../protocol/messages.ts';
import type { SearchPage } from '../protocol/search.ts';
import type { TestPerson } from '../test/support/person.ts';
import { type ServerProcess, startServerProcess } from '../test/support/server-process.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { fill } from './support/fill.ts';
import { percentile } from './support/pairs.ts';
import { mebibytes, ms, table } from './support/table.ts';
import { type Talk, talk } from './support/talk.ts';

const goalMs = 50;
const goalLagMs = 250;

export const bench: Bench = {
  about: 'searches over 1,000,000 messages in eight rooms, and what the index costs (--messages, --queries)',
  run: async (options) => {
    const count = numberSetting(options, 'messages', 1_000_000);
    const server = await prepare(count, options);
    try {
      const person = await server.person('Searcher');
      const goals = [...(await indexing(server, person, options)), ...(await searching(person, options))];
      return [...goals, ...(await posting(person, options))];
    } finally {
      await server.remove();
    }
  },
};

const seed = 4;

async function prepare(count: number, options: BenchOptions): Promise<ServerProcess> {
  const first = await startServerProcess();
  for (let n = 1; n < 8; n++) await first.admin.json('POST', '/api/admin/rooms', { name: `room ${n}` });
  for (let n = 1; n <= 30; n++) await first.person(`person ${n}`);
  await first.stop();
  const startedAt = performance.now();
  const path = join(first.folder, 'data/bungaacord.db');
  fill({ path, count, talk: talk(seed), apartMs: 60_000, fileEvery: 50 });
  const { size } = await stat(path);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  options.say(`${count} messages put into a database of ${mebibytes(size)} in ${seconds} s.`);
  return startServerProcess({}, first.folder);
}

const ask = async (person: TestPerson, query: Record<string, string>) => {
  const startedAt = performance.now();
  const { status, body } = await person.request<SearchPage>(
    'GET',
    `/api/search?${new URLSearchParams(query)}`,
  );
  if (status !== 200) throw new Error(`${status} for ${JSON.stringify(query)}`);
  return { ms: performance.now() - startedAt, page: body };
};

async function indexing(server: ServerProcess, person: TestPerson, options: BenchOptions): Promise<Goal[]> {
  const startedAt = performance.now();
  const pages: number[] = [];
  const searches: number[] = [];
  for (;;) {
    const pageAt = performance.now();
    await person.request('GET', '/api/rooms/General/messages');
    pages.push(performance.now() - pageAt);
    const { ms: took, page } = await ask(person, { q: 'сервер' });
    searches.push(took);
    if (page.indexedSince === null) break;
    await wait(100);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const { size } = await stat(join(server.folder, 'data/search.db'));
  options.say(`Index built in ${Math.round(seconds)} s; it takes ${mebibytes(size)}.`);
  options.say(
    `Meanwhile: a page of messages p50 ${ms(percentile(pages, 0.5))}, p99 ${ms(percentile(pages, 0.99))};`,
  );
  options.say(`a search p50 ${ms(percentile(searches, 0.5))}, p99 ${ms(percentile(searches, 0.99))}.\n`);
  return [];
}

type Query = Record<string, string>;

/** What people look for, by kinds; each makes another query every time. */
export function kindsOf({ english, russian, random, text }: Talk): Record<string, () => Query> {
  const from = (words: string[], first: number, last: number) =>
    words[first + Math.floor(random() * (last - first))] ?? '';
  const word = (first: number, last: number) => from(random() < 0.5 ? english : russian, first, last);
  const part = (of: string, length: number) => {
    const at = Math.floor(random() * Math.max(1, of.length - length));
    return of.slice(at, at + length);
  };
  const two = () => {
    const words = text().split(' ');
    return words
      .slice(0, 2)
      .join(' ')
      .replaceAll(/[^\p{L} ]/gu, '');
  };
  return {
    'a common word': () => ({ q: word(0, 40) }),
    'a rare word': () => ({ q: word(5000, 20_000) }),
    'a word that nobody said': () => ({ q: `${part(word(0, 9999), 4)}${part(word(0, 9999), 4)}` }),
    'two letters': () => ({ q: part(word(60, 3000), 2) }),
    'one letter': () => ({ q: part(word(60, 3000), 1) }),
    'part of a word': () => ({ q: part(word(200, 9999), 4) }),
    'a Russian word': () => ({ q: from(russian, 60, 5000) }),
    'three words': () => ({ q: `${word(0, 300)} ${word(0, 300)} ${word(0, 3000)}` }),
    'a phrase': () => ({ q: `"${two()}"` }),
    'a phrase and filters': () => ({ q: `"${two()}" from:"person 3" in:General -has:link` }),
    'a common word in a room': () => ({ q: word(0, 40), room: `room ${1 + Math.floor(random() * 7)}` }),
    'a word not to be there': () => ({ q: `${word(0, 40)} -${word(0, 40)}` }),
    'filters alone': () => ({ q: `from:"person ${1 + Math.floor(random() * 30)}" has:image` }),
    'a word of a quarter': () => ({ q: `${word(60, 2000)} before:2025-06 after:2025-03` }),
    'a common word, best first': () => ({ q: word(0, 40), sort: 'best' }),
    'three words, best first': () => ({ q: `${word(0, 40)} ${word(0, 300)} ${word(0, 300)}`, sort: 'best' }),
  };
}

async function searching(person: TestPerson, options: BenchOptions): Promise<Goal[]> {
  const queries = numberSetting(options, 'queries', 200);
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const [kind, make] of Object.entries(kindsOf(talk(seed)))) {
    const times: number[] = [];
    let hits = 0;
    let unfinished = 0;
    for (let n = 0; n < queries; n++) {
      const { ms: took, page } = await ask(person, make());
      times.push(took);
      hits += page.hits.length;
      if (page.hits.length === 0 && page.cursor !== null) unfinished++;
    }
    const p99 = percentile(times, 0.99);
    rows.push([
      kind,
      ms(percentile(times, 0.5)),
      ms(p99),
      ms(Math.max(...times)),
      (hits / queries).toFixed(1),
      String(unfinished),
    ]);
    goals.push({ goal: `${kind}: p99 under ${goalMs} ms`, measured: ms(p99), isMet: p99 < goalMs });
  }
  options.say(table(['Search for', 'p50', 'p99', 'max', 'hits', 'to be continued'], rows));
  return goals;
}

/** Until what was posted is found, from the answer to the post on; and how long posts take meanwhile. */
async function posting(person: TestPerson, options: BenchOptions): Promise<Goal[]> {
  const posts: number[] = [];
  const lags: number[] = [];
  const room = '/api/rooms/General/messages';
  for (let n = 0; n < 200; n++) {
    const word = `неповторимое${n}слово`;
    const startedAt = performance.now();
    const { body } = await person.json<Message>('POST', room, { text: `Это ${word}, вот.` });
    const postedAt = performance.now();
    posts.push(postedAt - startedAt);
    while ((await ask(person, { q: word })).page.hits[0]?.message.id !== body.id) await wait(1);
    lags.push(performance.now() - postedAt);
  }
  options.say(`\nPosts: p50 ${ms(percentile(posts, 0.5))}, p99 ${ms(percentile(posts, 0.99))}.`);
  const lag = percentile(lags, 0.99);
  return [{ goal: `found within ${goalLagMs} ms of its answer`, measured: ms(lag), isMet: lag < goalLagMs }];
}
