import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import { isEmoji, maxReactionKinds } from '../../server/features/reactions/policy.ts';
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
  await bob.listen();
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const post = async (text = 'something to react to') =>
  (await ann.json<Message>('POST', '/api/rooms/General/messages', { text })).body;
const path = (message: Message, emoji: string) =>
  `/api/messages/${message.id}/reactions/${encodeURIComponent(emoji)}`;
const read = async (message: Message, who = bob) =>
  (await who.json<Message>('GET', `/api/messages/${message.id}`)).body.reactions;
const eventsAbout = (person: TestPerson, message: Message) =>
  person.events().filter((one) => one.event.startsWith('reaction.') && one.seq > message.seq);

test('a member sees who reacted; twice is one row and one event; taking back is one event', async () => {
  const message = await post();
  expect((await ann.json('PUT', path(message, '🎉'))).status).toBe(204);
  expect((await ann.json('PUT', path(message, '🎉'))).status).toBe(204);
  expect((await bob.json('PUT', path(message, '👍🏽'))).status).toBe(204);
  await eventually(() => expect(eventsAbout(bob, message)).toHaveLength(2));
  expect(eventsAbout(bob, message)[0]).toMatchObject({
    event: 'reaction.added',
    data: { message: message.id, room: message.room, emoji: '🎉', person: ann.id },
  });
  expect(await read(message)).toEqual([
    { emoji: '🎉', count: 1, people: [ann.id], me: false },
    { emoji: '👍🏽', count: 1, people: [bob.id], me: true },
  ]);
  expect((await ann.json('DELETE', path(message, '🎉'))).status).toBe(204);
  expect((await ann.json('DELETE', path(message, '🎉'))).status).toBe(204);
  await eventually(() => expect(eventsAbout(bob, message)).toHaveLength(3));
  expect(eventsAbout(bob, message)[2]?.event).toBe('reaction.removed');
  expect(await read(message)).toEqual([{ emoji: '👍🏽', count: 1, people: [bob.id], me: true }]);
});

test('whoever was away gets what stands now, on coming back', async () => {
  const message = await post();
  const carol = await server.person('Carol');
  await carol.listen({ [`room:${message.room}`]: message.seq });
  carol.close();
  await ann.json('PUT', path(message, '🔥'));
  await ann.json('PUT', path(message, '🐌'));
  await ann.json('DELETE', path(message, '🐌'));
  await carol.listen({ [`room:${message.room}`]: message.seq });
  await eventually(() => expect(eventsAbout(carol, message)).toHaveLength(3));
  expect(
    eventsAbout(carol, message).map(({ event, data }) => [event, (data as { emoji: string }).emoji]),
  ).toEqual([
    ['reaction.added', '🔥'],
    ['reaction.removed', '🐌'],
    ['reaction.removed', '🐌'],
  ]);
});

test('a stranger and a message that is gone: no answer and no trace', async () => {
  const message = await post();
  const outsider = { headers: { 'x-user-uuid': '' } };
  expect((await bob.request('GET', '/api/me', outsider)).status).toBe(401);
  expect((await bob.request('PUT', path(message, '🎉'), outsider)).status).toBe(401);
  const before = bob.events().length;
  expect((await bob.json('PUT', path({ ...message, id: '12345678901234567' }, '🎉'))).status).toBe(404);
  await ann.json('PUT', path(message, '🎉'));
  await ann.json('DELETE', `/api/messages/${message.id}`);
  expect((await bob.json('PUT', path(message, '👍'))).body).toMatchObject({ code: 'not-found' });
  await ann.json('POST', `/api/messages/${message.id}/restore`);
  expect(await read(message)).toEqual([{ emoji: '🎉', count: 1, people: [ann.id], me: false }]);
  await eventually(() => expect(bob.events().at(-1)?.event).toBe('message.restored'));
  expect(
    bob
      .events()
      .slice(before)
      .map(({ event }) => event),
  ).toEqual(['reaction.added', 'message.deleted', 'message.restored']);
});

test('at most twenty kinds; another of a kind that is there is welcome', async () => {
  const message = await post();
  const kinds = Array.from({ length: maxReactionKinds }, (_, i) => String.fromCodePoint(0x1f600 + i));
  for (const emoji of kinds) expect((await ann.json('PUT', path(message, emoji))).status).toBe(204);
  const oneMore = await ann.json('PUT', path(message, '🎉'));
  expect(oneMore.status).toBe(409);
  expect(oneMore.body).toMatchObject({ code: 'too-many-reactions', details: { limit: maxReactionKinds } });
  expect((await bob.json('PUT', path(message, kinds[3] ?? ''))).status).toBe(204);
});

test.each(['👍', '👨‍👩‍👧‍👦', '🇳🇱', '1️⃣', '❤️', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🤷🏿‍♀️', '©️'])('%s is one emoji', (text) => {
  expect(isEmoji(text)).toBe(true);
});

test.each(['', 'a', '1', '©', '👍👍', ' 👍', '<b>', '🇳', '👍a', 'é', '👍'.repeat(40)])(
  '%j is none',
  async (text) => {
    expect(isEmoji(text)).toBe(false);
    if (text.trim() === '') return;
    const answer = await bob.json('PUT', path(await post(), text));
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'invalid-request']);
  },
);
