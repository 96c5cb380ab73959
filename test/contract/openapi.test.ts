import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AdminPeople, AdminPerson, Devices, Person, PersonLink, SignedIn } from '../../protocol/accounts.ts';
import { File } from '../../protocol/attachments.ts';
import { ErrorAnswer } from '../../protocol/error-answer.ts';
import { GoneMessage, Message, MessagePage, UploadAnswer } from '../../protocol/messages.ts';
import { Overview, RoomCore, ServerState } from '../../protocol/rooms.ts';
import { events, Signal, Welcome } from '../../protocol/socket.ts';
import { ReadMark } from '../../protocol/unread.ts';
import { eventually } from '../support/eventually.ts';
import type { Answer, TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { generalRoom, signIn, stranger, unhurried, whenPrepared } from '../support/wire.ts';

interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
  requestBody?: { content: Record<string, { schema: { properties: object } }> };
  parameters?: { name: string; in: string }[];
}

let server: TestServer;
let ann: TestPerson;
let paths: Record<string, Record<string, Operation>>;

beforeAll(async () => {
  server = await startServer({ ...unhurried, MAX_MESSAGES: '20' });
  ann = await server.person('Ann');
  paths = (await ann.json<{ paths: typeof paths }>('GET', '/api/openapi.json')).body.paths;
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

/** The calls as the sources of the features mount them. */
function mountedCalls(): [method: string, path: string][] {
  const folder = join(import.meta.dirname, '../../server/features');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const calls = text.matchAll(/app\.(get|post|put|patch|delete)(?:<[^(]*>)?\(\s*'(\/api\/[^']+)'/g);
      return [...calls].map(([, method = '', path = '']): [string, string] => [method, path]);
    })
    .filter(([, path]) => path !== '/api/openapi.json');
}

test('every call is described, with its answers, its failures and its body', () => {
  const calls = mountedCalls();
  expect(calls.length).toBeGreaterThan(25);
  for (const [method, path] of calls) {
    const described = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method];
    expect([method, path, described !== undefined]).toEqual([method, path, true]);
    const responses = described?.responses ?? {};
    const codes = Object.keys(responses);
    expect([path, codes.some((code) => code.startsWith('2'))]).toEqual([path, true]);
    expect([path, codes]).toEqual([path, expect.arrayContaining(['4XX', '5XX'])]);
    for (const [code, response] of Object.entries(responses)) {
      if (code === '204') continue;
      const schema = response.content?.['application/json']?.schema ?? {};
      expect([path, code, Object.keys(schema).length > 0]).toEqual([path, code, true]);
    }
    const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1]);
    expect(described?.parameters?.filter((one) => one.in === 'path').map((one) => one.name) ?? []).toEqual(
      inPath,
    );
  }
  expect(Object.keys(paths).every((path) => path.startsWith('/api/'))).toBe(true);
});

test('bodies are described, forms as well', () => {
  const fields = (path: string, type: string, method = 'post') =>
    Object.keys(paths[path]?.[method]?.requestBody?.content[type]?.schema.properties ?? {});
  expect(fields('/api/rooms/{room}/messages', 'application/json')).toContain('clientId');
  expect(fields('/api/uploads', 'multipart/form-data')).toEqual(['metadata', 'voice', 'file']);
  expect(fields('/api/me/avatar', 'multipart/form-data', 'put')).toEqual(['file']);
  expect(fields('/api/upload', 'multipart/form-data')).toEqual(
    expect.arrayContaining(['user_uuid', 'file', 'room', 'text', 'clientId']),
  );
});

/** Exactly what the protocol says: a field more would be one that nobody documents. */
function matches(name: string, schema: TSchema, value: unknown): void {
  const problems = Value.Errors(schema, value).map((one) => `${one.instancePath} ${one.message}`);
  expect([name, problems]).toEqual([name, []]);
  expect([name, Value.Clean(schema, structuredClone(value))]).toEqual([name, value]);
}

test('real answers and frames are as the protocol declares them', async () => {
  const check = async (name: string, status: number, schema: TSchema, answer: Promise<Answer<unknown>>) => {
    const { status: got, body } = await answer;
    expect([name, got]).toEqual([name, status]);
    matches(name, schema, body);
    return body;
  };
  const { admin } = server;
  await ann.listen();
  const room = await generalRoom(ann);
  const messages = `/api/rooms/${room}/messages`;
  await check('me', 200, Person, ann.json('GET', '/api/me'));
  await check('rooms', 200, Overview, ann.json('GET', '/api/rooms'));
  const { browser } = await signIn(server, ann.secret);
  await check('devices', 200, Devices, ann.request('GET', '/api/me/devices', { headers: browser }));
  await check('session', 200, SignedIn, ann.json('POST', '/api/session', { user: ann.secret }));
  const clientId = crypto.randomUUID();
  const post = () => ann.json('POST', messages, { text: 'hi', clientId });
  const first = (await check('post', 201, Message, post())) as { id: string };
  await check('repeat', 200, Message, post());
  await check('reply', 201, Message, admin.json('POST', messages, { text: 're', replyTo: first.id }));
  await check('page', 200, MessagePage, ann.json('GET', `${messages}?limit=2`));
  await check('message', 200, Message, ann.json('GET', `/api/messages/${first.id}`));
  await check('read', 200, ReadMark, ann.json('PUT', `/api/rooms/${room}/read`, { seq: 1 }));
  const bytes = await sharp({ create: { width: 500, height: 5, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const file = { name: 'a.png', bytes };
  await check('upload', 201, File, ann.upload('/api/uploads', [['file', file]]));
  const sent = (await check('spec', 201, UploadAnswer, ann.upload('/api/upload', [['file', file]]))) as {
    message: { id: string };
  };
  matches('prepared', Message, await whenPrepared(ann, sent.message.id));
  for (let n = 0; n < 21; n++) await admin.json('POST', messages, { text: `${n}` });
  await check('gone', 200, GoneMessage, post());
  await check('people', 200, AdminPeople, admin.json('GET', '/api/admin/people'));
  const made = (await check(
    'new person',
    201,
    PersonLink,
    admin.json('POST', '/api/admin/people', { name: 'B' }),
  )) as {
    person: { id: string };
  };
  const bob = `/api/admin/people/${made.person.id}`;
  await check('edit', 200, AdminPerson, admin.json('PATCH', bob, { name: 'C' }));
  await check('link', 200, PersonLink, admin.json('POST', `${bob}/link`));
  await check('new room', 201, RoomCore, admin.json('POST', '/api/admin/rooms', { name: 'R' }));
  await check('server', 200, ServerState, admin.json('GET', '/api/admin/server'));
  await check('retention', 200, ServerState, admin.json('PUT', '/api/admin/retention', { keep: {} }));
  const failures: [number, Promise<Answer<unknown>>][] = [
    [400, ann.json('POST', messages, {})],
    [401, ann.request('GET', '/api/me', { headers: stranger })],
    [404, ann.json('GET', '/api/nothing')],
    [404, ann.json('GET', '/nothing')],
    [413, ann.json('POST', messages, { text: 'x'.repeat(16_001) })],
    [415, ann.upload('/api/uploads', [['file', { name: 'a.png', bytes: Buffer.from('text') }]])],
  ];
  for (const [status, answer] of failures) await check(String(status), status, ErrorAnswer, answer);
  await admin.json('DELETE', bob);
  await eventually(() => expect(ann.events('server').at(-1)?.event).toBe('person.removed'));
  const kinds = new Set<string>();
  for (const frame of ann.frames) {
    kinds.add(frame.type === 'event' ? frame.event : frame.type);
    if (frame.type === 'event') matches(frame.event, events[frame.event], frame.data);
    else if (frame.type === 'welcome') matches('welcome', Welcome, frame);
    else if (frame.type === 'signal') expect(Value.Check(Signal, frame)).toBe(true);
    else expect(Value.Check(Type.Object({ type: Type.Literal('pong') }), frame)).toBe(true);
  }
  expect([...kinds]).toEqual(
    expect.arrayContaining([
      'message.posted',
      'message.trimmed',
      'attachment.updated',
      'read.moved',
      'room.created',
    ]),
  );
});

test('health answers without a sign-in', async () => {
  const health = await ann.request('GET', '/health', { headers: stranger });
  expect([health.status, health.body]).toEqual([200, { status: 'ok', version: 'test' }]);
});
