import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GoneMessage, Message, MessagePage } from '../../protocol/messages.ts';
import type { Overview } from '../../protocol/rooms.ts';
import { eventually } from '../support/eventually.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let ann: TestPerson;
let bob: TestPerson;
let room: string;

beforeAll(async () => {
  server = await startServer({ MAX_MESSAGES: '20', MESSAGE_BURST: '1000', REQUEST_BURST: '2000' });
  ann = await server.person('Ann');
  bob = await server.person('Боб');
  room = (await ann.json<Overview>('GET', '/api/rooms')).body.rooms[0]?.id ?? '';
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const post = (person: TestPerson, text: string, clientId?: string) =>
  person.json<Message>('POST', `/api/rooms/${room}/messages`, { text, ...(clientId && { clientId }) });

test('a message reaches everyone in the room, in order, exactly as written', async () => {
  await bob.listen();
  const text = 'שלום\nпривет é 👩‍👩‍👧  two  spaces';
  const sent = await post(ann, text);
  expect(sent.status).toBe(201);
  const event = await eventually(() => {
    const found = bob.events(`room:${room}`).find((one) => one.seq === sent.body.seq);
    if (found?.event !== 'message.posted') throw new Error('not yet');
    return found;
  });
  expect(event.data.text).toBe(text);
  expect(event.data.author).toMatchObject({ id: ann.id, name: 'Ann' });
});

test('the same key answers with the first message and makes no second; other content is refused', async () => {
  const key = randomUUID();
  const first = await post(ann, 'once', key);
  const again = await post(ann, 'once', key);
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body.id).toBe(first.body.id);
  const other = await post(ann, 'twice', key);
  expect(other.status).toBe(409);
  expect(other.body).toMatchObject({ code: 'client-id-reused' });
  const page = await bob.json<MessagePage>('GET', `/api/rooms/${room}/messages`);
  expect(page.body.messages.filter((message) => message.text === 'once')).toHaveLength(1);
});

test('the key of a message is shown to its author only', async () => {
  await ann.listen();
  const key = randomUUID();
  const { body } = await post(ann, 'whose key', key);
  const eventOf = (person: TestPerson) =>
    eventually(() => {
      const found = person.events(`room:${room}`).find((one) => one.seq === body.seq);
      if (!found) throw new Error('not yet');
      return JSON.stringify(found);
    });
  expect(await eventOf(ann)).toContain(key);
  expect(await eventOf(bob)).not.toContain(key);
  expect((await bob.request('GET', `/api/rooms/${room}/messages`)).text).not.toContain(key);
});

test('the room keeps its newest 20; a repeated send of one that is gone says so', async () => {
  const key = randomUUID();
  await post(ann, 'will be trimmed', key);
  for (let n = 0; n < 25; n++) await post(bob, `filler ${n}`);
  const page = await ann.json<MessagePage>('GET', `/api/rooms/${room}/messages?limit=200`);
  expect(page.body.messages).toHaveLength(20);
  expect(page.body.messages.at(-1)?.text).toBe('filler 24');
  expect(page.body.hasBefore).toBe(false);
  const again = await ann.json<GoneMessage>('POST', `/api/rooms/${room}/messages`, {
    text: 'will be trimmed',
    clientId: key,
  });
  expect(again.status).toBe(200);
  expect(again.body).toMatchObject({ gone: true, clientId: key });
});

test('who was away gets each missed event once, in order, and what is gone as its removal', async () => {
  const away = await server.person('Away');
  const welcome = await away.listen();
  const cursor = welcome.streams[`room:${room}`] ?? 0;
  away.close();
  for (let n = 0; n < 30; n++) await post(ann, `missed ${n}`);
  away.frames = [];
  await away.listen({ [`room:${room}`]: cursor });
  const head = (await ann.json<MessagePage>('GET', `/api/rooms/${room}/messages`)).body.asOfSeq;
  const events = await eventually(() => {
    const got = away.events(`room:${room}`);
    if (got.at(-1)?.seq !== head) throw new Error('not whole yet');
    return got;
  });
  expect(events.map((event) => event.seq)).toEqual(
    Array.from({ length: head - cursor }, (_, n) => cursor + 1 + n),
  );
  const posted = events.filter((event) => event.event === 'message.posted');
  expect(posted).toHaveLength(20);
  expect(events.some((event) => event.event === 'message.deleted')).toBe(true);
  const overview = await away.json<Overview>('GET', '/api/rooms');
  expect(overview.body.rooms[0]).toMatchObject({ unread: 20, missed: 10 });
});

test('text has a limit with its own code, and an empty message is refused', async () => {
  const long = await post(ann, 'x'.repeat(16_001));
  expect(long.status).toBe(413);
  expect(long.body).toMatchObject({ code: 'text-too-long', details: { limit: 16_000, length: 16_001 } });
  expect((await post(ann, 'x'.repeat(16_000))).status).toBe(201);
  expect((await post(ann, ' \n ')).body).toMatchObject({
    code: 'invalid-request',
    details: { field: 'text' },
  });
});
