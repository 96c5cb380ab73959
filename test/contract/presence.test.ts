import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdminPerson } from '../../protocol/accounts.ts';
import type { Presence } from '../../protocol/socket.ts';
import { eventually } from '../support/eventually.ts';
import { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { startServerProcess } from '../support/server-process.ts';

let server: TestServer;
let ann: TestPerson;

beforeAll(async () => {
  server = await startServer();
  ann = await server.person('Ann');
  await ann.listen();
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const deviceOf = (person: TestPerson, at: { url: string; caPem: string } = server) =>
  TestPerson.connect({ url: at.url, caPem: at.caPem, secret: person.secret });

/** All that one has been told of another, oldest first. */
const told = (listener: TestPerson, person: string): Presence[] =>
  listener.frames.flatMap((frame) =>
    frame.type === 'signal' && frame.signal === 'presence'
      ? frame.people.filter((one) => one.person === person)
      : [],
  );
const now = (listener: TestPerson, person: string) => told(listener, person).at(-1);
const msAgo = (time: string | null | undefined) => Date.now() - new Date(time ?? 0).getTime();

const writtenDown = async (of: { admin: TestPerson }, person: string) =>
  (await of.admin.json<{ people: AdminPerson[] }>('GET', '/api/admin/people')).body.people.find(
    ({ id }) => id === person,
  )?.lastSeenAt;

test('is one of all of a person’s devices: online, idle, offline and since when', async () => {
  const laptop = await server.person('Bob');
  const phone = await deviceOf(laptop);
  const { id } = laptop;
  await laptop.listen();
  await phone.listen();
  await eventually(() => expect(now(ann, id)).toMatchObject({ status: 'online', lastSeenAt: null }));

  laptop.send({ type: 'viewing', room: null, focused: false });
  phone.send({ type: 'viewing', room: null, focused: false });
  await eventually(() => expect(now(ann, id)).toMatchObject({ status: 'idle', lastSeenAt: null }));
  phone.send({ type: 'viewing', room: null, focused: true });
  await eventually(() => expect(now(ann, id)).toMatchObject({ status: 'online', lastSeenAt: null }));

  // One of two devices goes: the person stays, away, and was last seen never yet.
  phone.close();
  await eventually(() => expect(now(ann, id)).toMatchObject({ status: 'idle', lastSeenAt: null }));
  expect(told(ann, id).map(({ status }) => status)).not.toContain('offline');

  laptop.close();
  await eventually(() => expect(now(ann, id)?.status).toBe('offline'));
  const at = now(ann, id)?.lastSeenAt;
  expect(msAgo(at)).toBeLessThan(10_000);

  // Whoever comes later learns it as it was, not when it was written down, and in no stream's log is there a trace.
  await eventually(async () => expect(msAgo(await writtenDown(server, id))).toBeLessThan(msAgo(at)));
  const late = await server.person('Late');
  await late.listen({ server: 0 });
  await eventually(() => expect(now(late, id)).toEqual(now(ann, id)));
  expect(JSON.stringify(late.events())).not.toContain('lastSeenAt');

  await phone.listen();
  await eventually(() => expect(now(ann, id)).toMatchObject({ status: 'online', lastSeenAt: null }));
  phone.close();
  await eventually(() => expect(msAgo(now(ann, id)?.lastSeenAt)).toBeLessThan(msAgo(at)));
});

test('names nobody who never was here as seen, and nobody who was removed', async () => {
  const ghost = await server.person('Ghost');
  const gone = await server.person('Gone');
  await gone.listen();
  await eventually(() => expect(now(ann, gone.id)?.status).toBe('online'));
  await server.admin.json('DELETE', `/api/admin/people/${gone.id}`);
  await eventually(() => expect(now(ann, gone.id)?.status).toBe('offline'));
  const late = await deviceOf(ann);
  await late.listen();
  await eventually(() => expect(now(late, ann.id)?.status).toBe('online'));
  expect([told(late, ghost.id), told(late, gone.id)]).toEqual([[], []]);
});

test('is written down as somebody leaves, and outlives a server that is killed', async () => {
  const first = await startServerProcess();
  let second: Awaited<ReturnType<typeof startServerProcess>> | null = null;
  try {
    const bob = await first.person('Bob');
    expect(await writtenDown(first, bob.id)).toBe(null);
    await bob.listen();
    bob.close();
    const leftAt = Date.now();
    await eventually(async () => expect(await writtenDown(first, bob.id)).not.toBe(null));
    process.kill(first.pid, 'SIGKILL');
    await eventually(() => expect(first.ended()).not.toBe(null));

    second = await startServerProcess({}, first.folder);
    const ben = await second.person('Ben');
    await ben.listen();
    const seen = await eventually(() => {
      const presence = now(ben, bob.id);
      expect(presence?.status).toBe('offline');
      return presence?.lastSeenAt ?? '';
    });
    expect(Math.abs(new Date(seen).getTime() - leftAt)).toBeLessThan(60_000);
  } finally {
    await second?.stop();
    await first.remove();
  }
});
