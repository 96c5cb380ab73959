import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import type { Overview } from '../../protocol/rooms.ts';
import type { EventFrame } from '../../protocol/socket.ts';
import type { ReadMark } from '../../protocol/unread.ts';
import { eventually } from '../support/eventually.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let admin: TestPerson;
let ann: TestPerson;
let bob: TestPerson;
/** Nobody ever calls this one by name. */
let outsider: TestPerson;

beforeAll(async () => {
  server = await startServer();
  admin = server.admin;
  ann = await server.person('Ann');
  bob = await server.person('Боб Ёлкин');
  outsider = await server.person('Outsider');
  await bob.listen();
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const post = async (text: string, who = ann) =>
  (await who.json<Message>('POST', '/api/rooms/General/messages', { text })).body;
const edit = async (message: Message, text: string) =>
  (await ann.json<Message>('PATCH', `/api/messages/${message.id}`, { text })).body;
const counts = async (who: TestPerson) => {
  const { mentions, unread } = (await who.json<ReadMark>('GET', '/api/rooms/General/read')).body;
  return { mentions, unread };
};
const mentions = async (who: TestPerson) => (await counts(who)).mentions;
const readAll = (who: TestPerson) => who.json('POST', '/api/read');

test('whom a text calls is told with the message and counted apart, for them alone', async () => {
  await readAll(bob);
  await readAll(outsider);
  const message = await post('Look, @боб елкин: @Nobody');
  expect(message.mentions).toEqual([{ start: 6, end: 16, person: bob.id, everyone: null }]);
  await eventually(() =>
    expect(bob.events(`room:${message.room}`).at(-1)).toMatchObject({
      event: 'message.posted',
      data: { mentions: message.mentions },
    }),
  );
  expect(await counts(bob)).toEqual({ mentions: 1, unread: 1 });
  expect(await counts(outsider)).toEqual({ mentions: 0, unread: 1 });
  const { rooms } = (await bob.json<Overview>('GET', '/api/rooms')).body;
  expect(rooms[0]).toMatchObject({ mentions: 1, unread: 1 });
});

test('what is deleted does not count, what is restored does, and reading ends it', async () => {
  await readAll(bob);
  const message = await post('@Боб Ёлкин');
  await ann.json('DELETE', `/api/messages/${message.id}`);
  expect(await counts(bob)).toEqual({ mentions: 0, unread: 0 });
  await ann.json('POST', `/api/messages/${message.id}/restore`);
  expect(await mentions(bob)).toBe(1);
  await bob.json('PUT', '/api/rooms/General/read', { seq: message.seq });
  expect(await mentions(bob)).toBe(0);
});

test('whoever quotes a text that calls everyone, or answers it, calls nobody again', async () => {
  const call = await post('Dinner! @room @here @Боб Ёлкин');
  expect(call.mentions).toHaveLength(3);
  await readAll(bob);
  await readAll(outsider);
  const path = '/api/rooms/General/messages';
  const quoted = { text: `> ${call.text}\nComing`, replyTo: call.id };
  const { body: answer } = await ann.json<Message>('POST', path, quoted);
  expect(answer).toMatchObject({ mentions: [], replyTo: { excerpt: call.text } });
  expect(await counts(bob)).toEqual({ mentions: 0, unread: 1 });
  expect(await counts(outsider)).toEqual({ mentions: 0, unread: 1 });
  // One's own words below it do.
  await post(`> ${call.text}\nYou too, @Боб Ёлкин`);
  expect(await counts(bob)).toEqual({ mentions: 1, unread: 2 });
  expect(await mentions(outsider)).toBe(0);
  await edit(answer, `${quoted.text} @room`);
  expect(await mentions(outsider)).toBe(1);
});

test('an edit calls anew; one that says so twice calls once; nobody calls themselves', async () => {
  await readAll(bob);
  const message = await post('@Ann, nobody else');
  expect([await mentions(bob), await mentions(ann)]).toEqual([0, 0]);
  const edited = await edit(message, '@Боб Ёлкин @боб ёлкин');
  expect(edited.mentions.map(({ person }) => person)).toEqual([bob.id, bob.id]);
  expect(await mentions(bob)).toBe(1);
  expect((await edit(message, 'nothing')).mentions).toEqual([]);
  expect(await mentions(bob)).toBe(0);
});

test('a renamed person stays meant', async () => {
  const dora = await server.person('Dora');
  const message = await post('@Dora');
  await dora.json('PATCH', '/api/me', { name: 'Theodora' });
  const again = (await ann.json<Message>('GET', `/api/messages/${message.id}`)).body;
  expect(again.mentions).toEqual([{ start: 0, end: 5, person: dora.id, everyone: null }]);
  expect(await mentions(dora)).toBe(1);
});

test('whoever comes, is renamed, disabled, let in again or removed is known to the very next text', async () => {
  const meant = async (text: string) => (await post(text)).mentions.map(({ person }) => person);
  expect(await meant('@Erik @Erika')).toEqual([]);
  const erik = await server.person('Erik');
  const edit = (change: object) => admin.json('PATCH', `/api/admin/people/${erik.id}`, change);
  expect(await meant('@Erik @Erika')).toEqual([erik.id]);
  // A rename that is refused changes nothing, nor what is known.
  expect((await edit({ name: 'Ann' })).status).toBe(409);
  expect(await meant('@Erik @Ann')).toEqual([erik.id, ann.id]);
  await edit({ name: 'Erika' });
  expect(await meant('@Erik @Erika')).toEqual([erik.id]);
  await edit({ disabled: true });
  expect(await meant('@Erika')).toEqual([]);
  await edit({ disabled: false });
  expect(await meant('@Erika')).toEqual([erik.id]);
  await admin.json('DELETE', `/api/admin/people/${erik.id}`);
  expect(await meant('@Erika')).toEqual([]);
});

test('@here is who is connected at that moment, @room is everybody', async () => {
  for (const person of [bob, outsider, admin]) await readAll(person);
  const here = await post('@here');
  expect(here.mentions).toEqual([{ start: 0, end: 5, person: null, everyone: 'here' }]);
  expect([await mentions(bob), await mentions(outsider)]).toEqual([1, 0]);
  // Whoever comes later is not called by an edit that still says so.
  await outsider.listen();
  await edit(here, '@here!');
  expect([await mentions(bob), await mentions(outsider)]).toEqual([1, 0]);
  outsider.close();
  await post('@room');
  expect([await mentions(bob), await mentions(outsider), await mentions(admin)]).toEqual([2, 1, 1]);
});

test('the admin says who may call everyone', async () => {
  expect((await ann.json('PUT', '/api/admin/mentions', { everyone: 'admin' })).status).toBe(404);
  expect((await admin.json('PUT', '/api/admin/mentions', { everyone: 'admin' })).status).toBe(200);
  await eventually(() =>
    expect(bob.events('server').at(-1)).toMatchObject({
      event: 'mentions.updated',
      data: { everyone: 'admin' },
    }),
  );
  expect((await bob.json<Overview>('GET', '/api/rooms')).body.everyoneMentions).toBe('admin');
  expect((await post('@room @here')).mentions).toEqual([]);
  expect((await post('@room', admin)).mentions).toHaveLength(1);
  const seen = bob.events('server').length;
  await admin.json('PUT', '/api/admin/mentions', { everyone: 'admin' });
  await admin.json('PUT', '/api/admin/mentions', { everyone: 'all' });
  await eventually(() => expect(bob.events('server')).toHaveLength(seen + 1));
});

test('whoever was away gets the mentions that stand now', async () => {
  const message = await post('@Ann');
  const since = { [`room:${message.room}`]: message.seq };
  await edit(message, '@Outsider');
  await edit(message, '@Боб Ёлкин');
  await outsider.listen(since);
  const told = await eventually(() => {
    const all = outsider.events(`room:${message.room}`).filter(({ seq }) => seq > message.seq);
    expect(all).toHaveLength(2);
    return all as Extract<EventFrame, { event: 'message.updated' }>[];
  });
  expect(told.map(({ data }) => data.mentions[0]?.person)).toEqual([bob.id, bob.id]);
  outsider.close();
});
