import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, MessagePage } from '../../protocol/messages.ts';
import { fillRoom } from '../support/fill-room.ts';
import { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let ann: TestPerson;
let first: number;
const firstAtMs = Date.UTC(2026, 0, 1, 12);
const hourMs = 3_600_000;

beforeAll(async () => {
  const env = { MAX_MESSAGES: '0', REQUEST_BURST: '2000' };
  const before = await startServer(env);
  const { secret } = await before.person('Ann');
  await before.stop();
  const text = (n: number) => `hour ${n}`;
  first = fillRoom({ folder: before.folder, room: 'General', count: 500, firstAtMs, apartMs: hourMs, text });
  server = await startServer(env, before.folder);
  const { url, caPem } = server;
  ann = await TestPerson.connect({ url, caPem, secret });
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const page = (query: string) => ann.json<MessagePage>('GET', `/api/rooms/General/messages?${query}`);
const at = (ms: number) => `at=${encodeURIComponent(new Date(ms).toISOString())}`;
/** The first message of that moment or later, by what the page holds. */
const found = ({ messages }: MessagePage, ms: number) =>
  messages.find(({ createdAt }) => Date.parse(createdAt) >= ms)?.text;

test('a moment brings the page around its first message', async () => {
  for (const hour of [0, 1, 7, 249, 250, 251, 498, 499]) {
    const moment = firstAtMs + hour * hourMs;
    const exact = (await page(`${at(moment)}&limit=20`)).body;
    expect(found(exact, moment)).toBe(`hour ${hour}`);
    const { seq } = exact.messages.find(({ text }) => text === `hour ${hour}`) ?? { seq: 0 };
    expect(exact).toEqual((await page(`around=${seq}&limit=20`)).body);
    const between = (await page(`${at(moment - 1)}&limit=20`)).body;
    expect(found(between, moment - 1)).toBe(`hour ${hour}`);
  }
});

test('a moment before all messages brings the beginning, one after all the end', async () => {
  const early = (await page(`${at(Date.UTC(2000, 0, 1))}&limit=20`)).body;
  expect([early.messages[0]?.seq, early.hasBefore, early.hasAfter]).toEqual([first, false, true]);
  const late = (await page(`${at(Date.UTC(2100, 0, 1))}&limit=20`)).body;
  expect([late.messages.at(-1)?.text, late.hasBefore, late.hasAfter]).toEqual(['hour 499', true, false]);
});

test('what was deleted isn’t found, but the next one', async () => {
  const { body } = await page(`${at(firstAtMs + 100 * hourMs)}&limit=20`);
  const gone = body.messages.find(({ text }) => text === 'hour 100') as Message;
  expect((await server.admin.json('DELETE', `/api/messages/${gone.id}`)).status).toBe(204);
  const moment = firstAtMs + 100 * hourMs;
  expect(found((await page(`${at(moment)}&limit=20`)).body, moment)).toBe('hour 101');
});

test('an empty room answers an empty page; no time and two bounds are refused', async () => {
  const made = await server.admin.json<{ id: string }>('POST', '/api/admin/rooms', { name: 'Empty' });
  const empty = await ann.json<MessagePage>('GET', `/api/rooms/${made.body.id}/messages?${at(firstAtMs)}`);
  expect(empty.body).toMatchObject({ messages: [], hasBefore: false, hasAfter: false });
  for (const query of ['at=yesterday', 'at=', `${at(firstAtMs)}&before=5`]) {
    expect((await page(query)).status, query).toBe(400);
  }
});
