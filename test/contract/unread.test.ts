import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import type { Notify } from '../../protocol/notify.ts';
import type { Overview, Room } from '../../protocol/rooms.ts';
import type { ReadMark } from '../../protocol/unread.ts';
import { eventually } from '../support/eventually.ts';
import { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let ann: TestPerson;
/** Two devices of one person. */
let bob: TestPerson;
let phone: TestPerson;
let outsider: TestPerson;

beforeAll(async () => {
  server = await startServer();
  ann = await server.person('Ann');
  bob = await server.person('Bob');
  phone = await TestPerson.connect({ url: server.url, caPem: server.caPem, secret: bob.secret });
  outsider = await server.person('Outsider');
  for (const device of [bob, phone, outsider]) await device.listen();
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const post = async (text: string, room = 'General') =>
  (await ann.json<Message>('POST', `/api/rooms/${room}/messages`, { text })).body;
const read = (seq: number) => bob.json<ReadMark>('PUT', '/api/rooms/General/read', { seq });
const markUnread = (seq: number) => bob.json<ReadMark>('PUT', '/api/rooms/General/unread', { seq });
const mark = async () => (await bob.json<ReadMark>('GET', '/api/rooms/General/read')).body;
const own = (device: TestPerson) => device.events(`person:${bob.id}`);
/** Whatever the outsider was told of others' own affairs. */
const leaked = () =>
  outsider.frames.filter((frame) => 'stream' in frame && frame.stream.startsWith('person:')).length;

test('unread from here stands beside the read mark, on every device, and reading clears it', async () => {
  expect(outsider.id).not.toBe(bob.id);
  const messages = [await post('one'), await post('two @Bob'), await post('three')];
  const [, two, three] = messages as [Message, Message, Message];
  expect((await read(three.seq)).body).toMatchObject({ unread: 0, unreadFrom: null });
  const before = own(phone).length;
  expect((await markUnread(two.seq)).body).toMatchObject({
    readSeq: three.seq,
    unreadFrom: two.seq,
    unread: 2,
    mentions: 1,
  });
  await markUnread(two.seq);
  await eventually(() => expect(own(phone)).toHaveLength(before + 1));
  expect(own(phone).at(-1)).toMatchObject({ event: 'read.moved', data: { unreadFrom: two.seq, unread: 2 } });
  // To ask, or to read what lies before it, changes nothing.
  await read(two.seq - 1);
  expect(await mark()).toMatchObject({ unreadFrom: two.seq, unread: 2 });
  const { rooms } = (await phone.json<Overview>('GET', '/api/rooms')).body;
  expect(rooms.find(({ id }) => id === two.room)).toMatchObject({ unreadFrom: two.seq, unread: 2 });
  expect((await read(three.seq)).body).toMatchObject({ readSeq: three.seq, unreadFrom: null, unread: 0 });
  await eventually(() => expect(own(phone)).toHaveLength(before + 2));
  expect(leaked()).toBe(0);
});

test('all is read in all rooms at once, told once for each that was not', async () => {
  const room = (await server.admin.json<Room>('POST', '/api/admin/rooms', { name: 'Second' })).body;
  await post('here');
  await post('there', 'Second');
  const before = own(phone).length;
  const { marks } = (await bob.json<{ marks: ReadMark[] }>('POST', '/api/read')).body;
  expect(marks.map(({ unread }) => unread)).toEqual([0, 0]);
  expect(marks.map((one) => one.room)).toContain(room.id);
  expect((await bob.json<{ marks: ReadMark[] }>('POST', '/api/read')).body.marks).toEqual([]);
  await eventually(() => expect(own(phone)).toHaveLength(before + 2));
  expect((await outsider.json<ReadMark>('GET', '/api/rooms/Second/read')).body.unread).toBe(1);
  expect(leaked()).toBe(0);
});

test('a device that was away learns where the marks stand now', async () => {
  const { seq } = await post('again');
  const since = own(phone).at(-1)?.seq ?? 0;
  phone.close();
  await read(seq);
  await markUnread(seq);
  await read(seq);
  phone.frames = [];
  await phone.listen({ [`person:${bob.id}`]: since });
  const told = await eventually(() => {
    expect(own(phone)).toHaveLength(3);
    return own(phone);
  });
  expect(new Set(told.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  expect(told[0]?.data).toMatchObject({ readSeq: seq, unreadFrom: null, unread: 0 });
});

test('what one wants to be told of is kept for the person, and is nobody else’s to know', async () => {
  const [general] = (await bob.json<Overview>('GET', '/api/rooms')).body.rooms as [Room];
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const set = (body: unknown) => bob.json<Notify>('PUT', '/api/rooms/General/notify', body);
  const before = own(phone).length;
  expect((await set({ level: 'mentions' })).body).toEqual({
    level: 'all',
    rooms: [{ room: general.id, level: 'mentions', mutedUntil: null }],
  });
  expect((await set({ mutedUntil: until })).body.rooms).toEqual([
    { room: general.id, level: 'mentions', mutedUntil: until },
  ]);
  await set({ mutedUntil: until });
  await bob.json('PUT', '/api/notify', { level: 'nothing' });
  await eventually(() => expect(own(phone)).toHaveLength(before + 3));
  expect(own(phone).at(-1)).toMatchObject({ event: 'notify.updated', data: { level: 'nothing' } });
  expect((await phone.json<Overview>('GET', '/api/rooms')).body.notify).toEqual(own(phone).at(-1)?.data);
  expect((await outsider.json<Overview>('GET', '/api/rooms')).body.notify).toEqual({
    level: 'all',
    rooms: [],
  });
  expect((await set({ level: null, mutedUntil: null })).body).toEqual({ level: 'nothing', rooms: [] });
  expect((await set({ level: 'loud' })).status).toBe(400);
  expect(leaked()).toBe(0);
});

test('others are told whether somebody reads a room, or only has it open', async () => {
  const { room } = await post('look');
  const reading = () => {
    const told = ann.frames.flatMap((frame) =>
      frame.type === 'signal' && frame.signal === 'presence' ? frame.people : [],
    );
    return told.filter(({ person }) => person === bob.id).at(-1);
  };
  await ann.listen();
  bob.send({ type: 'viewing', room, focused: true });
  await eventually(() => expect(reading()).toMatchObject({ rooms: [room], reading: [room] }));
  bob.send({ type: 'viewing', room, focused: false });
  await eventually(() => expect(reading()).toMatchObject({ rooms: [room], reading: [] }));
});
