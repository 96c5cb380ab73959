import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Static } from 'typebox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AdminPerson,
  Devices as DeviceList,
  AdminPeople as People,
  Person,
  PersonLink,
} from '../../protocol/accounts.ts';
import type { Message, MessagePage } from '../../protocol/messages.ts';
import type { Overview } from '../../protocol/rooms.ts';
import { bmpVariants, encodeBmp } from '../support/bmp-fixtures.ts';
import { eventually } from '../support/eventually.ts';
import { alphaPng, animatedWebp, gif, jpeg } from '../support/fixtures.ts';
import type { TestPerson } from '../support/person.ts';
import { adminSecret, startServer, type TestServer } from '../support/server.ts';
import { closedWith, connect, generalRoom, secretOf, signIn, stranger, unhurried } from '../support/wire.ts';

type AdminPeople = Static<typeof People>;
type Devices = Static<typeof DeviceList>;

let server: TestServer;
let ann: TestPerson;
let room: string;

beforeAll(async () => {
  server = await startServer(unhurried);
  ann = await server.person('Ann');
  room = await generalRoom(ann);
  await ann.listen();
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const people = async () => (await server.admin.json<AdminPeople>('GET', '/api/admin/people')).body.people;
const adminView = async (id: string) => (await people()).find((person) => person.id === id);
const edit = (id: string, change: unknown) =>
  server.admin.json<AdminPerson>('PATCH', `/api/admin/people/${id}`, change);

describe('signing in', () => {
  test('a link makes a session by POST, in a cookie for this host alone', async () => {
    const { setCookie, browser } = await signIn(server, ann.secret);
    expect(setCookie).toMatch(/^__Host-session=[\w-]{43}; /);
    const attributes = setCookie
      .split('; ')
      .slice(1)
      .map((part) => part.toLowerCase());
    expect(attributes).toEqual(expect.arrayContaining(['path=/', 'httponly', 'secure', 'samesite=lax']));
    expect(attributes.some((part) => part.startsWith('domain'))).toBe(false);
    const me = await ann.request<Person>('GET', '/api/me', { headers: browser });
    expect(me.body).toMatchObject({ id: ann.id, name: 'Ann', role: 'member', avatar: null });
    expect(setCookie).not.toContain(ann.secret);
  });

  test('opening a link shows the page and signs nobody in', async () => {
    const before = (await adminView(ann.id))?.devices;
    const page = await ann.request('GET', `/?user=${ann.secret}`, { headers: stranger });
    expect(page.status).toBe(200);
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.text).not.toContain(ann.secret);
    expect((await adminView(ann.id))?.devices).toBe(before);
  });

  test('an unknown link and none get the same friendly page with status 404', async () => {
    const open = (path: string) => ann.request('GET', path, { headers: stranger });
    const [none, unknown, empty, twice] = await Promise.all([
      open('/'),
      open(`/?user=${crypto.randomUUID()}`),
      open('/?user='),
      open(`/?user=${ann.secret}&user=${ann.secret}`),
    ]);
    for (const answer of [none, unknown, empty, twice]) {
      expect(answer?.status).toBe(404);
      expect(answer?.headers['content-type']).toMatch(/^text\/html/);
      expect(answer?.bytes.equals(none?.bytes as Buffer)).toBe(true);
      expect(answer?.headers['set-cookie']).toBeUndefined();
    }
    expect(none?.bytes.length).toBeGreaterThan(200);
  });

  test('a wrong secret makes no session', async () => {
    const answer = await ann.json('POST', '/api/session', { user: crypto.randomUUID() });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'unauthenticated', status: 'error' });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('scripts show the secret in a header, never in the address', async () => {
    const me = (headers: Record<string, string>, query = '') =>
      ann.request<Person>('GET', `/api/me${query}`, { headers: { ...stranger, ...headers } });
    expect((await me({ 'x-user-uuid': ann.secret })).body.id).toBe(ann.id);
    expect((await me({ authorization: `Bearer ${ann.secret}` })).body.id).toBe(ann.id);
    for (const query of [`?user=${ann.secret}`, `?user_uuid=${ann.secret}`, `?uuid=${ann.secret}`]) {
      expect((await me({}, query)).status).toBe(401);
    }
    expect((await me({ 'x-user-uuid': ann.id })).status).toBe(401);
  });

  test('too many tries from one address are turned away for a while', async () => {
    const strict = await startServer({ SIGN_INS_PER_MINUTE: '3' });
    try {
      const tries = [];
      for (let n = 0; n < 4; n++)
        tries.push(await strict.admin.json('POST', '/api/session', { user: crypto.randomUUID() }));
      expect(tries.map((one) => one.status)).toEqual([401, 401, 401, 429]);
      expect(Number(tries[3]?.headers['retry-after'])).toBeGreaterThan(0);
      expect(tries[3]?.body).toMatchObject({ code: 'rate-limited' });
    } finally {
      await strict.stop();
      await strict.remove();
    }
  });

  test('signing out ends the session and its socket, and nobody else’s', async () => {
    const one = await signIn(server, ann.secret);
    const two = await signIn(server, ann.secret);
    const [first, second] = [await connect(server, ann.secret), await connect(server, ann.secret)];
    await first.listen({}, one.browser);
    await second.listen({}, two.browser);
    const out = await ann.request('DELETE', '/api/session', { headers: one.browser });
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toMatch(/^__Host-session=;/);
    await closedWith(first, 4001);
    expect(second.closeCode).toBeNull();
    expect((await ann.request('GET', '/api/me', { headers: one.browser })).status).toBe(401);
    expect((await ann.request('GET', '/api/me', { headers: two.browser })).status).toBe(200);
    second.close();
  });
});

describe('the admin', () => {
  test('makes a person whose link works, and everybody sees the person come', async () => {
    const made = await server.admin.json<PersonLink>('POST', '/api/admin/people', { name: 'Новичок' });
    expect(made.status).toBe(201);
    expect(made.headers['cache-control']).toBe('no-store');
    const { link, person } = made.body;
    expect(new URL(link).origin).toBe(server.url);
    expect((await connect(server, secretOf(link))).id).toBe(person.id);
    expect(person.id).not.toContain(secretOf(link));
    await eventually(() => {
      const event = ann.events('server').find((one) => one.event === 'person.created');
      expect(event?.data).toMatchObject({ id: person.id, name: 'Новичок', role: 'member' });
    });
  });

  test('renames a person; everybody is told once', async () => {
    const bob = await server.person('Rename me');
    const from = ann.frames.length;
    expect((await edit(bob.id, { name: 'Renamed' })).body.name).toBe('Renamed');
    expect((await edit(bob.id, { name: 'Renamed' })).status).toBe(200);
    await edit(bob.id, { name: 'Renamed again' });
    await eventually(() => expect(JSON.stringify(ann.frames.slice(from))).toContain('Renamed again'));
    const told = ann.events('server').filter((one) => ann.frames.indexOf(one) >= from);
    expect(told.map((one) => one.event)).toEqual(['person.updated', 'person.updated']);
  });

  test('reissues a link: the old one ends everywhere within a second, the new one works', async () => {
    const bob = await server.person('Reissued');
    const { browser } = await signIn(server, bob.secret);
    const tab = await connect(server, bob.secret);
    await bob.listen();
    await tab.listen({}, browser);
    const made = await server.admin.json<PersonLink>('POST', `/api/admin/people/${bob.id}/link`);
    expect(made.status).toBe(200);
    await closedWith(bob, 4001);
    await closedWith(tab, 4001);
    expect((await bob.json('GET', '/api/me')).status).toBe(401);
    expect((await bob.request('GET', '/api/me', { headers: browser })).status).toBe(401);
    expect((await bob.request('GET', `/?user=${bob.secret}`, { headers: stranger })).status).toBe(404);
    expect((await connect(server, secretOf(made.body.link))).id).toBe(bob.id);
  });

  test('disables and enables a person', async () => {
    const bob = await server.person('Disabled');
    await bob.listen();
    expect((await edit(bob.id, { disabled: true })).body.disabled).toBe(true);
    await closedWith(bob, 4003);
    expect((await bob.json('GET', '/api/me')).status).toBe(401);
    expect((await bob.json('POST', '/api/session', { user: bob.secret })).status).toBe(401);
    const listed = async () =>
      (await ann.json<Overview>('GET', '/api/rooms')).body.people.some((one) => one.id === bob.id);
    expect(await listed()).toBe(false);
    await eventually(() => {
      const gone = ann.events('server').filter((one) => one.event === 'person.removed');
      expect(gone.some((one) => one.data.id === bob.id)).toBe(true);
    });
    expect((await edit(bob.id, { disabled: false })).body.disabled).toBe(false);
    expect((await bob.json('GET', '/api/me')).status).toBe(200);
    expect(await listed()).toBe(true);
    expect((await edit(server.admin.id, { disabled: true })).status).toBe(400);
  });

  test('removes a person: the socket closes, the messages stay under the name, which is free again', async () => {
    const bob = await server.person('Leaving');
    await bob.listen();
    const sent = await bob.json<Message>('POST', `/api/rooms/${room}/messages`, { text: 'remember me' });
    expect((await server.admin.json('DELETE', `/api/admin/people/${bob.id}`)).status).toBe(204);
    await closedWith(bob, 4003);
    expect((await bob.json('POST', `/api/rooms/${room}/messages`, { text: 'still here' })).status).toBe(401);
    await expect(bob.listen()).rejects.toThrow(/401/);
    const page = await ann.json<MessagePage>('GET', `/api/rooms/${room}/messages`);
    const kept = page.body.messages.find((message) => message.id === sent.body.id);
    expect(kept).toMatchObject({ text: 'remember me', author: { id: bob.id, name: 'Leaving' } });
    expect(await adminView(bob.id)).toBeUndefined();
    const next = await server.person('Leaving');
    expect(next.id).not.toBe(bob.id);
    expect((await server.admin.json('DELETE', `/api/admin/people/${server.admin.id}`)).status).toBe(400);
    expect((await server.admin.json('DELETE', `/api/admin/people/${bob.id}`)).status).toBe(404);
  });

  test('sees devices and ends one', async () => {
    const bob = await server.person('Devices');
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
    const { browser } = await signIn(server, bob.secret, firefox);
    const tab = await connect(server, bob.secret);
    await tab.listen({}, browser);
    const path = `/api/admin/people/${bob.id}/devices`;
    const [device, ...others] = (await server.admin.json<Devices>('GET', path)).body.devices;
    expect(others).toEqual([]);
    expect(device).toMatchObject({ label: 'Firefox · Linux', address: '127.0.0.1', current: false });
    const own = await bob.request<Devices>('GET', '/api/me/devices', { headers: browser });
    expect(own.body.devices).toMatchObject([{ id: device?.id, current: true }]);
    expect((await ann.json('DELETE', `/api/me/devices/${device?.id}`)).status).toBe(404);
    expect((await server.admin.json('DELETE', `/api/admin/devices/${device?.id}`)).status).toBe(204);
    await closedWith(tab, 4001);
    expect((await bob.request('GET', '/api/me', { headers: browser })).status).toBe(401);
    expect((await server.admin.json<Devices>('GET', path)).body.devices).toEqual([]);
  });

  test('is the only one for whom the admin’s calls exist', async () => {
    const id = ann.id;
    const calls: [string, string, unknown?][] = [
      ['GET', '/api/admin/people'],
      ['POST', '/api/admin/people', { name: 'Intruder' }],
      ['POST', '/api/admin/people', { wrong: true }],
      ['PATCH', `/api/admin/people/${id}`, { disabled: false }],
      ['POST', `/api/admin/people/${id}/link`],
      ['DELETE', `/api/admin/people/${id}`],
      ['GET', `/api/admin/people/${id}/devices`],
      ['DELETE', `/api/admin/devices/${id}`],
      ['GET', '/api/admin/server'],
      ['PUT', '/api/admin/retention', { keep: {} }],
      ['POST', '/api/admin/rooms', { name: 'Intruder' }],
      ['PUT', '/api/admin/rooms/order', { rooms: [] }],
      ['PATCH', `/api/admin/rooms/${room}`, { name: 'Taken' }],
      ['DELETE', `/api/admin/rooms/${room}`],
    ];
    const nothing = await ann.json('GET', '/api/admin/nothing');
    for (const [method, path, body] of calls) {
      const answer = await ann.json(method, path, body);
      expect([method, path, answer.status]).toEqual([method, path, 404]);
      expect(answer.text).toBe(nothing.text);
      const unknown = await ann.request(method, path, {
        headers: { ...stranger, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      expect([path, unknown.status]).toEqual([path, 401]);
    }
    expect((await people()).some((person) => person.name === 'Intruder')).toBe(false);
  });
});

describe('names', () => {
  test('are unique without regard to case or form, for people and their own edits', async () => {
    const make = (name: string) => server.admin.json('POST', '/api/admin/people', { name });
    expect((await make('Ёлка é')).status).toBe(201);
    for (const name of ['ёлка é', 'ЁЛКА É', ' Ёлка   e\u0301 ', 'Ёлка ｅ\u0301']) {
      const answer = await make(name);
      expect([name, answer.status]).toEqual([name, 409]);
      expect(answer.body).toMatchObject({ code: 'conflict' });
    }
    expect((await ann.json('PATCH', '/api/me', { name: 'ёлка É' })).status).toBe(409);
  });

  test('are kept in NFC, 1 to 32 characters, with nothing invisible', async () => {
    const bob = await server.person('Limits');
    const rename = (name: unknown) => bob.json<Person>('PATCH', '/api/me', { name });
    expect((await rename('e\u0301tude')).body.name).toBe('étude');
    expect((await rename('x'.repeat(32))).status).toBe(200);
    expect((await rename('👩‍👩‍👧 family')).body.name).toBe('👩‍👩‍👧 family');
    const bad = [
      '',
      '   ',
      'x'.repeat(33),
      'a\0b',
      'a\u0007b',
      'a\u202eb',
      'a\u2066b',
      'a\u200fb',
      'a\u061cb',
    ];
    for (const name of [
      ...bad,
      '\u200d',
      '\u3164',
      'a\u00adb',
      'a\ufeff\u200bb',
      5,
      null,
      ['x'],
      { name: 'x' },
    ]) {
      const answer = await rename(name);
      expect([name, answer.status]).toEqual([name, 400]);
      expect(answer.body).toMatchObject({ code: 'invalid-request', details: { field: 'name' } });
    }
    expect((await bob.json<Person>('GET', '/api/me')).body.name).toBe('👩‍👩‍👧 family');
  });
});

describe('avatars', () => {
  test('any supported picture becomes a square that others see; its metadata and the original are gone', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="red"/></svg>';
    const pictures: [string, Buffer][] = [
      ['a.jpg', await readFile(await jpeg(6))],
      ['a.png', await readFile(await alphaPng())],
      ['a.gif', await readFile(await gif())],
      ['a.webp', await readFile(await animatedWebp())],
      ['a.bmp', encodeBmp(bmpVariants[5] as (typeof bmpVariants)[number])],
      ['a.svg', Buffer.from(svg)],
    ];
    let previous = '';
    for (const [name, bytes] of pictures) {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(bytes)]), name);
      const encoded = new Response(form);
      const body = Buffer.from(await encoded.arrayBuffer());
      const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
      const put = await ann.request<Person>('PUT', '/api/me/avatar', { headers, body });
      expect([name, put.status]).toEqual([name, 200]);
      const address = put.body.avatar ?? '';
      const seen = await server.admin.request('GET', address);
      expect([name, seen.status, seen.headers['content-type']]).toEqual([name, 200, 'image/webp']);
      expect(seen.bytes.toString('latin1', 8, 12)).toBe('WEBP');
      expect(seen.bytes.includes('Kowalski')).toBe(false);
      if (previous) expect((await server.admin.request('GET', previous)).status).toBe(404);
      previous = address;
    }
    const bad = new FormData();
    bad.append('file', new Blob(['<html><script>alert(1)</script></html>']), 'a.png');
    const encoded = new Response(bad);
    const refused = await ann.request('PUT', '/api/me/avatar', {
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      body: Buffer.from(await encoded.arrayBuffer()),
    });
    expect(refused.body).toMatchObject({ code: 'type-not-allowed' });
    expect((await ann.json<Person>('GET', '/api/me')).body.avatar).toBe(previous);
    expect((await ann.json<Person>('DELETE', '/api/me/avatar')).body.avatar).toBeNull();
    expect((await server.admin.request('GET', previous)).status).toBe(404);
  });
});

describe('the admin’s link and .env', () => {
  test('another ADMIN_UUID at a later start ends the old link and keeps everything else', async () => {
    const first = await startServer();
    const general = await generalRoom(first.admin);
    await first.admin.json('POST', `/api/rooms/${general}/messages`, { text: 'before' });
    const { browser } = await signIn(first, adminSecret);
    const { id } = first.admin;
    await first.stop();
    const other = crypto.randomUUID();
    const second = await startServer({ ADMIN_UUID: other, ADMIN_USERNAME: 'Somebody else' }, first.folder);
    try {
      expect(second.admin.id).toBe(id);
      const old = (headers: Record<string, string>) => second.admin.request('GET', '/api/me', { headers });
      expect((await old({ 'x-user-uuid': adminSecret })).status).toBe(401);
      expect((await old({ ...browser, origin: second.url })).status).toBe(401);
      expect((await second.admin.json<Person>('GET', '/api/me')).body).toMatchObject({
        name: 'Admin',
        role: 'admin',
      });
      const page = await second.admin.json<MessagePage>('GET', `/api/rooms/${general}/messages`);
      expect(page.body.messages.map((message) => message.text)).toEqual(['before']);
    } finally {
      await second.stop();
      await second.remove();
    }
  });

  test('reissued on the page, it is written to .env, and the page that asked stays signed in', async () => {
    const first = await startServer();
    const { browser } = await signIn(first, adminSecret);
    const tab = await connect(first, adminSecret);
    const script = await connect(first, adminSecret);
    await tab.listen({}, browser);
    await script.listen();
    const made = await tab.request<PersonLink>('POST', `/api/admin/people/${tab.id}/link`, {
      headers: browser,
    });
    expect(made.status).toBe(200);
    const secret = secretOf(made.body.link);
    await closedWith(script, 4001);
    expect(tab.closeCode).toBeNull();
    expect((await tab.request('GET', '/api/me', { headers: browser })).status).toBe(200);
    const envPath = join(first.folder, '.env');
    expect(await readFile(envPath, 'utf8')).toContain(`ADMIN_UUID=${secret}\n`);
    expect((await stat(envPath)).mode & 0o777).toBe(0o600);
    tab.close();
    await first.stop();
    const second = await startServer({ ADMIN_UUID: '' }, first.folder);
    try {
      expect(second.admin.secret).toBe(secret);
      expect(second.admin.id).toBe(tab.id);
    } finally {
      await second.stop();
      await second.remove();
    }
  });
});
