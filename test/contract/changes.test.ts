import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message, MessagePage } from '../../protocol/messages.ts';
import { eventually } from '../support/eventually.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let ann: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await startServer();
  ann = await server.person('Ann');
  bob = await server.person('Bob');
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const post = async (text: string) =>
  (await ann.json<Message>('POST', '/api/rooms/General/messages', { text })).body;
const page = async () => (await bob.json<MessagePage>('GET', '/api/rooms/General/messages')).body.messages;
const eventAfter = (person: TestPerson, seq: number, event: string) =>
  eventually(() => {
    const found = person.events().find((one) => one.event === event && one.seq > seq);
    if (!found) throw new Error(`no ${event} yet`);
    return found;
  });

test('an author edits; others see it with a higher version, and only the author may', async () => {
  await bob.listen();
  const message = await post('first');
  const edited = await ann.json<Message>('PATCH', `/api/messages/${message.id}`, { text: 'second' });
  expect(edited.body).toMatchObject({ text: 'second', version: 2, seq: message.seq });
  expect(edited.body.editedAt).not.toBeNull();
  const event = await eventAfter(bob, message.seq, 'message.updated');
  expect(event.data).toMatchObject({ id: message.id, text: 'second' });
  const foreign = await bob.json('PATCH', `/api/messages/${message.id}`, { text: 'mine now' });
  expect(foreign.status).toBe(403);
  const before = bob.events().length;
  await ann.json('PATCH', `/api/messages/${message.id}`, { text: 'second' });
  const marker = await post('marker');
  await eventAfter(bob, marker.seq - 1, 'message.posted');
  expect(
    bob
      .events()
      .slice(before)
      .map((one) => one.event),
  ).toEqual(['message.posted']);
});

test('a deleted message is gone at once, comes back in time, and not to a stranger', async () => {
  const message = await post('to be deleted');
  expect((await bob.json('DELETE', `/api/messages/${message.id}`)).status).toBe(403);
  expect((await ann.json('DELETE', `/api/messages/${message.id}`)).status).toBe(204);
  await eventAfter(bob, message.seq, 'message.deleted');
  expect((await page()).some((one) => one.id === message.id)).toBe(false);
  expect((await bob.json('POST', `/api/messages/${message.id}/restore`)).status).toBe(404);
  const restored = await ann.json<Message>('POST', `/api/messages/${message.id}/restore`);
  expect(restored.body).toMatchObject({ id: message.id, seq: message.seq, text: 'to be deleted' });
  expect((await page()).some((one) => one.id === message.id)).toBe(true);
});

test('the admin deletes anybody’s message; who was away gets its removal, never its text', async () => {
  const carol = await server.person('Carol');
  const { streams } = await carol.listen();
  carol.close();
  const message = await post('a secret that must not be replayed');
  expect((await server.admin.json('DELETE', `/api/messages/${message.id}`)).status).toBe(204);
  carol.frames = [];
  await carol.listen(streams);
  await eventAfter(carol, message.seq, 'message.deleted');
  expect(JSON.stringify(carol.frames)).not.toContain('must not be replayed');
});

test('what is deleted makes room among the last 20', async () => {
  const first = await post('kept because another went');
  const others: Message[] = [];
  for (let n = 0; n < 19; n++) others.push(await post(`filler ${n}`));
  await ann.json('DELETE', `/api/messages/${others[0]?.id}`);
  await post('the twentieth');
  const messages = await page();
  expect(messages).toHaveLength(20);
  expect(messages[0]?.id).toBe(first.id);
});
