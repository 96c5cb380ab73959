import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, MessageEdits, MessagePage } from '../../protocol/messages.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg } from '../support/fixtures.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let ann: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await startServer({ MAX_MESSAGES: '6' });
  ann = await server.person('Ann');
  bob = await server.person('Bob');
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const post = async (text: string, replyTo?: string, by = ann) =>
  (await by.json<Message>('POST', '/api/rooms/General/messages', { text, ...(replyTo && { replyTo }) })).body;
const read = async (id: string) => (await bob.json<Message>('GET', `/api/messages/${id}`)).body;

test('a reply shows what it answers, follows its changes, and says when it is gone', async () => {
  const first = await post('Shall we meet at five?');
  const reply = await post('Yes', first.id, bob);
  expect(reply).toMatchObject({
    replyToId: first.id,
    replyTo: { id: first.id, seq: first.seq, author: { name: 'Ann' }, excerpt: first.text, file: null },
  });
  await ann.json('PATCH', `/api/messages/${first.id}`, { text: 'Shall we meet at six?' });
  expect((await read(reply.id)).replyTo?.excerpt).toBe('Shall we meet at six?');

  // Whoever was away is never shown what is no longer so, not even from what the server keeps at hand.
  const room = `room:${reply.room}`;
  const carol = await server.person('Carol');
  await carol.listen({ [room]: 0 });
  await eventually(() => expect(carol.events(room).length).toBeGreaterThan(1));
  carol.close();
  await ann.json('DELETE', `/api/messages/${first.id}`);
  expect(await read(reply.id)).toMatchObject({ replyToId: first.id, replyTo: null });
  const seen = carol.frames.length;
  await carol.listen({ [room]: 0 });
  await eventually(() =>
    expect(carol.events(room).some(({ event }) => event === 'message.deleted')).toBe(true),
  );
  expect(JSON.stringify(carol.frames.slice(seen))).not.toContain('Shall we meet');

  await ann.json('POST', `/api/messages/${first.id}/restore`);
  expect((await read(reply.id)).replyTo?.excerpt).toBe('Shall we meet at six?');
});

test('a reply to what retention took says so', async () => {
  const first = await post('to be trimmed');
  const reply = await post('an answer', first.id, bob);
  for (let n = 0; n < 5; n++) await post(`filler ${n}`);
  expect((await bob.json('GET', `/api/messages/${first.id}`)).status).toBe(404);
  expect(await read(reply.id)).toMatchObject({ replyToId: first.id, replyTo: null });
});

test('a quoted picture is shown by its thumbnail', async () => {
  const bytes = await readFile(await jpeg());
  const sent = await ann.upload<{ message: Message }>('/api/upload', [['file', { name: 'sea.jpg', bytes }]]);
  const reply = await post('beautiful', sent.body.message.id, bob);
  await eventually(async () =>
    expect((await read(reply.id)).replyTo?.file).toMatchObject({
      kind: 'image',
      name: 'sea.jpg',
      thumb: expect.stringContaining('/thumb-400/') as string,
    }),
  );
});

test('what a message said before can be seen, and goes with it', async () => {
  const message = await post('one');
  const edits = async () =>
    (await bob.json<MessageEdits>('GET', `/api/messages/${message.id}/edits`)).body.edits;
  expect(await edits()).toEqual([]);
  await ann.json('PATCH', `/api/messages/${message.id}`, { text: 'two' });
  await ann.json('PATCH', `/api/messages/${message.id}`, { text: 'two' });
  const twice = await ann.json<Message>('PATCH', `/api/messages/${message.id}`, { text: 'three' });
  const [second, first] = await edits();
  expect([second?.text, first?.text, (await edits()).length]).toEqual(['two', 'one', 2]);
  expect(first?.at).toBe(message.createdAt);
  expect(Date.parse(second?.at ?? '')).toBeLessThanOrEqual(Date.parse(twice.body.editedAt ?? ''));
  await ann.json('DELETE', `/api/messages/${message.id}`);
  expect((await bob.json('GET', `/api/messages/${message.id}/edits`)).status).toBe(404);
});

test('a caption can be added to a picture later, and taken away again', async () => {
  const bytes = await readFile(await jpeg());
  const sent = await ann.upload<{ message: Message }>('/api/upload', [['file', { name: 'a.jpg', bytes }]]);
  const { id } = sent.body.message;
  expect((await ann.json<Message>('PATCH', `/api/messages/${id}`, { text: 'a caption' })).body.text).toBe(
    'a caption',
  );
  expect((await ann.json<Message>('PATCH', `/api/messages/${id}`, { text: '' })).body.text).toBe('');
  const page = (await bob.json<MessagePage>('GET', '/api/rooms/General/messages')).body;
  expect(page.messages.at(-1)).toMatchObject({ id, text: '' });
});
