import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message, MessagePage } from '../../protocol/messages.ts';
import type { Overview, RoomCore, ServerState } from '../../protocol/rooms.ts';
import { eventually } from '../support/eventually.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { unhurried } from '../support/wire.ts';

let server: TestServer;
let ann: TestPerson;

beforeAll(async () => {
  server = await startServer(unhurried);
  ann = await server.person('Ann');
  await ann.listen();
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const rooms = async (person = ann) => (await person.json<Overview>('GET', '/api/rooms')).body.rooms;
const make = (name: string, topic?: string) =>
  server.admin.json<RoomCore>('POST', '/api/admin/rooms', { name, ...(topic && { topic }) });
const edit = (id: string, change: unknown) =>
  server.admin.json<RoomCore>('PATCH', `/api/admin/rooms/${id}`, change);
const post = (person: TestPerson, room: string, text: string) =>
  person.json<Message>('POST', `/api/rooms/${room}/messages`, { text });
const texts = async (room: string) =>
  (await ann.json<MessagePage>('GET', `/api/rooms/${room}/messages?limit=200`)).body.messages.map(
    (message) => message.text,
  );
const fill = async (room: string, count: number) => {
  for (let from = 0; from < count; from += 50) {
    const batch = Array.from({ length: Math.min(50, count - from) }, (_, n) =>
      post(server.admin, room, `m${from + n}`),
    );
    for (const answer of await Promise.all(batch)) expect(answer.status).toBe(201);
  }
};

describe('rooms', () => {
  test('General is there from the first start and keeps the last 20', async () => {
    const [general, ...others] = await rooms();
    expect(others).toEqual([]);
    expect(general).toMatchObject({ name: 'General', keep: { last: 20 }, keepIsDefault: true, unread: 0 });
  });

  test('a new room is there at once: everybody is told, and its messages reach open sockets', async () => {
    const made = await make('Новости', 'что нового');
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'Новости', topic: 'что нового' });
    await eventually(() => {
      const event = ann.events('server').find((one) => one.event === 'room.created');
      expect(event?.data).toEqual(made.body);
    });
    await post(server.admin, made.body.id, 'first');
    await eventually(() => {
      const [event] = ann.events(`room:${made.body.id}`);
      expect(event).toMatchObject({ seq: 1, event: 'message.posted', data: { text: 'first' } });
    });
    const byName = await ann.json<MessagePage>('GET', `/api/rooms/${encodeURIComponent('НОВОСТИ')}/messages`);
    expect(byName.body.messages.map((message) => message.text)).toEqual(['first']);
  });

  test('names are unique without regard to case, and have limits', async () => {
    const { body } = await make('Unique');
    expect((await make('uNIQUE')).body).toMatchObject({ code: 'conflict' });
    expect((await make('general')).status).toBe(409);
    expect((await edit(body.id, { name: 'GENERAL' })).status).toBe(409);
    expect((await edit(body.id, { name: 'UNIQUE' })).body.name).toBe('UNIQUE');
    for (const name of ['', ' ', 'x'.repeat(65), 'a\u202eb', 'a\0', 7])
      expect([name, (await make(name as string)).status]).toEqual([name, 400]);
    expect((await make('x'.repeat(64))).status).toBe(201);
    expect((await edit(body.id, { topic: 't'.repeat(257) })).status).toBe(400);
    expect((await edit(body.id, { keep: { last: 0 } })).status).toBe(400);
    expect((await edit(body.id, { keep: { last: 1.5 } })).status).toBe(400);
    expect((await edit(body.id, { color: 'red' })).body).toMatchObject({
      code: 'invalid-request',
      details: { field: 'color' },
    });
  });

  test('renaming, topic and order are told as events; what changes nothing is not', async () => {
    const { body } = await make('Before');
    const from = ann.frames.length;
    expect((await edit(body.id, { name: 'After', topic: 'new' })).body).toMatchObject({
      name: 'After',
      topic: 'new',
    });
    await edit(body.id, { name: 'After' });
    const order = (await rooms()).map((room) => room.id).toReversed();
    const put = await server.admin.json('PUT', '/api/admin/rooms/order', { rooms: order });
    expect(put.status).toBe(204);
    expect((await rooms()).map((room) => room.id)).toEqual(order);
    await eventually(() => {
      const told = ann.events('server').filter((one) => ann.frames.indexOf(one) >= from);
      expect(told.every((one) => one.event === 'room.updated')).toBe(true);
      expect(told.filter((one) => JSON.stringify(one.data).includes('"After"')).length).toBeLessThanOrEqual(
        2,
      );
      const moved = told.filter((one) => one.event === 'room.updated').map((one) => one.data.id);
      expect(new Set(moved).size).toBeGreaterThanOrEqual(order.length - 1);
    });
  });

  test('a removed room is gone at once, with its messages; its name is free', async () => {
    const { body } = await make('Doomed');
    await post(ann, body.id, 'soon gone');
    expect((await server.admin.json('DELETE', `/api/admin/rooms/${body.id}`)).status).toBe(204);
    await eventually(() => {
      const gone = ann.events('server').filter((one) => one.event === 'room.removed');
      expect(gone.map((one) => one.data)).toEqual([{ id: body.id }]);
    });
    expect((await rooms()).some((room) => room.id === body.id)).toBe(false);
    const after = await post(ann, body.id, 'too late');
    expect([after.status, after.body]).toMatchObject([404, { code: 'room-not-found' }]);
    expect((await ann.json('GET', `/api/rooms/${body.id}/messages`)).status).toBe(404);
    expect((await server.admin.json('DELETE', `/api/admin/rooms/${body.id}`)).status).toBe(404);
    await eventually(() => {
      const db = new Database(join(server.folder, 'data/bungaacord.db'), { readonly: true });
      try {
        expect(db.prepare('select count(*) as n from messages where room_id = ?').get(body.id)).toEqual({
          n: 0,
        });
        expect(db.prepare('select count(*) as n from rooms where id = ?').get(body.id)).toEqual({ n: 0 });
      } finally {
        db.close();
      }
    });
    expect((await make('doomed')).status).toBe(201);
  });
});

describe('retention', () => {
  test('a room of its own number keeps exactly that, also after the number shrinks', async () => {
    const { body } = await make('Numbers');
    await edit(body.id, { keep: { last: 700 } });
    await fill(body.id, 650);
    const all = await ann.json<MessagePage>('GET', `/api/rooms/${body.id}/messages?limit=200`);
    expect(all.body.hasBefore).toBe(true);
    const shrunk = await edit(body.id, { keep: { last: 5 } });
    expect(shrunk.body).toMatchObject({ keep: { last: 5 }, keepIsDefault: false });
    await eventually(async () => expect(await texts(body.id)).toHaveLength(5), 10_000);
    await eventually(() => {
      const trims = ann.events(`room:${body.id}`).filter((one) => one.event === 'message.trimmed');
      expect(trims.at(-1)?.data.upToSeq).toBe(645);
      expect(trims.length).toBeGreaterThanOrEqual(4);
    });
    const seqs = ann.events(`room:${body.id}`).map((one) => one.seq);
    expect(seqs).toEqual(seqs.map((_, n) => n + 1));
  });

  test('everything means everything; the default comes back with null', async () => {
    const { body } = await make('Everything');
    expect((await edit(body.id, { keep: {} })).body).toMatchObject({ keep: {}, keepIsDefault: false });
    await fill(body.id, 60);
    expect(await texts(body.id)).toHaveLength(60);
    const back = await edit(body.id, { keep: null });
    expect(back.body).toMatchObject({ keep: { last: 20 }, keepIsDefault: true });
    await eventually(async () => expect(await texts(body.id)).toHaveLength(20));
  });

  test('days: what is older goes, what is younger stays', async () => {
    const { body } = await make('Days');
    await edit(body.id, { keep: {} });
    await fill(body.id, 10);
    const db = new Database(join(server.folder, 'data/bungaacord.db'));
    db.prepare(
      'update messages set created_at = created_at - 2 * 86400000 where room_id = ? and seq <= 4',
    ).run(body.id);
    db.close();
    expect((await edit(body.id, { keep: { days: 3 } })).body.keep).toEqual({ days: 3 });
    expect(await texts(body.id)).toHaveLength(10);
    await edit(body.id, { keep: { days: 1 } });
    await eventually(async () => expect(await texts(body.id)).toHaveLength(6));
  });

  test('who was away is told how many are no longer kept', async () => {
    const { body } = await make('Missed');
    await edit(body.id, { keep: { last: 3 } });
    const bob = await server.person('Bob');
    await fill(body.id, 10);
    await post(bob, body.id, 'own messages are not missed');
    const room = (await rooms(bob)).find((one) => one.id === body.id);
    expect(room).toMatchObject({ unread: 2, missed: 8 });
    const read = await bob.json('PUT', `/api/rooms/${body.id}/read`, { seq: room?.seq });
    expect(read.body).toMatchObject({ unread: 0, missed: 0 });
    const back = await bob.json('PUT', `/api/rooms/${body.id}/read`, { seq: 1 });
    expect(back.body).toMatchObject({ unread: 0, missed: 0, readSeq: room?.seq });
  });

  test('the admin is asked once; the answer holds for rooms that follow it, and over a restart', async () => {
    const state = async (of: TestServer) =>
      (await of.admin.json<ServerState>('GET', '/api/admin/server')).body;
    const first = await startServer(unhurried);
    const { admin } = first;
    await admin.listen();
    expect((await state(first)).retention).toEqual({ keep: { last: 20 }, asked: false });
    const own = (await admin.json<RoomCore>('POST', '/api/admin/rooms', { name: 'Own' })).body;
    await admin.json('PATCH', `/api/admin/rooms/${own.id}`, { keep: { last: 7 } });
    const put = await admin.json<ServerState>('PUT', '/api/admin/retention', { keep: { last: 50 } });
    expect(put.body.retention).toEqual({ keep: { last: 50 }, asked: true });
    expect(put.body.version).toBe('test');
    expect(put.body.storage.databaseBytes).toBeGreaterThan(0);
    await eventually(() => {
      const told = admin.events('server').filter((one) => one.event === 'retention.updated');
      expect(told.map((one) => one.data)).toEqual([{ asked: true }]);
    });
    const keeps = Object.fromEntries((await rooms(admin)).map((room) => [room.name, room.keep]));
    expect(keeps).toEqual({ General: { last: 50 }, Own: { last: 7 } });
    await first.stop();
    const second = await startServer({}, first.folder);
    try {
      expect((await state(second)).retention).toEqual({ keep: { last: 50 }, asked: true });
    } finally {
      await second.stop();
      await second.remove();
    }
  }, 20_000);

  test('MAX_MESSAGES answers the question; 0 keeps everything; another value at a later start wins', async () => {
    const first = await startServer({ ...unhurried, MAX_MESSAGES: '0' });
    const retention = async (of: TestServer) =>
      (await of.admin.json<ServerState>('GET', '/api/admin/server')).body.retention;
    expect(await retention(first)).toEqual({ keep: {}, asked: true });
    const [general] = (await first.admin.json<Overview>('GET', '/api/rooms')).body.rooms;
    for (let n = 0; n < 25; n++) await post(first.admin, general?.id ?? '', `n${n}`);
    await first.stop();
    const second = await startServer({ MAX_MESSAGES: '10' }, first.folder);
    try {
      expect(await retention(second)).toEqual({ keep: { last: 10 }, asked: true });
      await eventually(async () => {
        const page = await second.admin.json<MessagePage>('GET', `/api/rooms/${general?.id}/messages`);
        expect(page.body.messages).toHaveLength(10);
      });
    } finally {
      await second.stop();
      await second.remove();
    }
  });
});
