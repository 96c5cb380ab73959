import { readFile } from 'node:fs/promises';
import { connect as tlsConnect } from 'node:tls';
import { crc32, deflateSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { PersonLink } from '../../protocol/accounts.ts';
import type { File } from '../../protocol/attachments.ts';
import type { ErrorAnswer } from '../../protocol/error-answer.ts';
import { loadConfig } from '../../server/config.ts';
import { createHttp } from '../../server/http/server.ts';
import { ensureTls } from '../../server/tls/tls.ts';
import { eventually } from '../support/eventually.ts';
import { jpeg } from '../support/fixtures.ts';
import type { Answer, TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
  boundary,
  closedWith,
  connect,
  everyFile,
  formEnd,
  generalRoom,
  partHead,
  secretOf,
  signIn,
  stranger,
  unhurried,
  whenPrepared,
} from '../support/wire.ts';

type Failed = Omit<ErrorAnswer, 'status'>;

let server: TestServer;
let ann: TestPerson;
let room: string;
let messages: string;

beforeAll(async () => {
  server = await startServer(unhurried);
  ann = await server.person('Ann');
  room = await generalRoom(ann);
  messages = `/api/rooms/${room}/messages`;
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});
afterEach(async () => {
  const health = await server.admin.request<{ status: string }>('GET', '/health', { headers: stranger });
  expect([health.status, health.body.status]).toEqual([200, 'ok']);
});

/** A socket of our own making; answers its status of refusal or its close code. */
function openSocket(headers: Record<string, string>, onOpen?: (socket: WebSocket) => void) {
  const socket = new WebSocket(`${server.url.replace('https', 'wss')}/ws`, { ca: server.caPem, headers });
  const ended = new Promise<number>((resolve) => {
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => {});
    if (onOpen) socket.on('open', () => onOpen(socket));
  });
  return { socket, ended };
}

const opened = (socket: WebSocket) => new Promise((resolve) => socket.once('open', resolve));

describe('origins', () => {
  test('with a cookie, a change needs our own origin', async () => {
    const { browser } = await signIn(server, ann.secret);
    const { origin: _origin, ...noOrigin } = browser;
    const post = (headers: Record<string, string>) =>
      ann.request<ErrorAnswer>('POST', messages, {
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ text: 'whose page was it?' }),
      });
    expect((await post(browser)).status).toBe(201);
    const foreign = [
      'https://evil.example',
      'null',
      `${server.url}.evil.example`,
      'https://127.0.0.1:1',
      server.url.replace('https', 'http'),
    ];
    for (const origin of foreign) {
      const answer = await post({ ...browser, origin });
      expect([origin, answer.status, answer.body.code]).toEqual([origin, 403, 'forbidden']);
    }
    expect((await post(noOrigin)).status).toBe(403);
    expect((await post({ 'x-user-uuid': ann.secret })).status).toBe(201);
    const read = await ann.request('GET', '/api/me', {
      headers: { ...browser, origin: 'https://evil.example' },
    });
    expect(read.headers['access-control-allow-origin']).toBeUndefined();
    const upload = await ann.request<ErrorAnswer>('POST', '/api/upload', {
      headers: {
        ...browser,
        origin: 'https://evil.example',
        'content-type': `multipart/form-data; boundary=${boundary}`,
      },
      body: `${partHead('file', 'a.png')}x${formEnd}`,
    });
    expect(upload.status).toBe(403);
    const signInFromElsewhere = await ann.request('POST', '/api/session', {
      headers: { ...stranger, origin: 'https://evil.example', 'content-type': 'application/json' },
      body: JSON.stringify({ user: ann.secret }),
    });
    expect([signInFromElsewhere.status, signInFromElsewhere.headers['set-cookie']]).toEqual([403, undefined]);
  });

  test('so does the socket', async () => {
    const { browser } = await signIn(server, ann.secret);
    const { origin: _origin, ...noOrigin } = browser;
    expect(await openSocket({ ...browser, origin: 'https://evil.example' }).ended).toBe(403);
    expect(await openSocket(noOrigin).ended).toBe(403);
    expect(await openSocket({}).ended).toBe(401);
    expect(await openSocket({ 'x-user-uuid': crypto.randomUUID() }).ended).toBe(401);
    expect(await openSocket({ origin: server.url, cookie: '__Host-session=wrong' }).ended).toBe(4001);
    const good = openSocket(browser);
    await opened(good.socket);
    good.socket.close();
    const byBearer = openSocket({ authorization: `Bearer ${ann.secret}` });
    await opened(byBearer.socket);
    byBearer.socket.close();
  });
});

test('every answer says what it may do in a browser; what is no page may do nothing', async () => {
  const policy = async (path: string) => {
    const { headers } = await server.admin.request('GET', path);
    expect([path, headers['x-content-type-options']]).toEqual([path, 'nosniff']);
    return String(headers['content-security-policy']).split(/; ?/);
  };
  for (const path of ['/api/me', '/api/nothing', '/media/1/original/a.svg']) {
    expect(await policy(path)).toEqual(expect.arrayContaining(["default-src 'none'", 'sandbox']));
  }
  const page = await policy('/');
  expect(page).toEqual(expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'"]));
  expect(page).not.toContain('sandbox');
  expect(page.join()).not.toContain('unsafe-inline');
});

test('no secret is anywhere but in the answer that makes its link', async () => {
  const walked = await startServer({ ...unhurried, LOG_LEVEL: 'trace' });
  const seen: [string, string][] = [];
  const links: string[] = [];
  const bob = await walked.person('Bob');
  const eve = await walked.person('Eve');
  const everyone = [walked.admin, bob, eve];
  let stopped = false;
  try {
    const keep = <T>(what: string, answer: Answer<T>, links = false): T => {
      if (!links)
        seen.push([what, JSON.stringify(answer.headers) + answer.bytes.toString('latin1') + answer.text]);
      return answer.body;
    };
    const ask = async <T>(person: TestPerson, method: string, path: string, body?: unknown) =>
      keep(`${method} ${path}`, await person.json<T>(method, path, body));
    for (const person of everyone) await person.listen();
    const { browser } = await signIn(walked, bob.secret);
    const cookie = browser.cookie.split('=')[1] ?? '';
    keep('page', await bob.request('GET', `/?user=${bob.secret}`, { headers: stranger }));
    keep('unknown page', await bob.request('GET', `/?user=${bob.secret}x`, { headers: stranger }));
    keep('missing', await bob.request('GET', `/missing?user=${bob.secret}`));
    const bad = await bob.request('GET', `/%zz?user=${bob.secret}`);
    expect([bad.status, bad.body]).toMatchObject([400, { status: 'error', code: 'invalid-request' }]);
    keep('bad', bad);
    const general = await generalRoom(bob);
    const path = `/api/rooms/${general}/messages`;
    for (const person of everyone) {
      await ask(person, 'POST', path, { text: 'hello', clientId: crypto.randomUUID() });
      for (const address of ['/api/me', '/api/rooms', path, '/api/me/devices', '/api/openapi.json'])
        await ask(person, 'GET', address);
      await ask(person, 'PATCH', '/api/me', { name: `${person.id} again` });
    }
    await ask(bob, 'POST', path, { text: 5 });
    await ask(bob, 'POST', path, { clientId: bob.id });
    keep('bad session', await bob.json('POST', '/api/session', { user: bob.secret, more: bob.id }));
    const photo = await readFile(await jpeg());
    const answer = await bob.upload<{ message: { id: string }; file: File }>('/api/upload', [
      ['user_uuid', bob.secret],
      ['file', { name: 'photo.jpg', bytes: photo }],
    ]);
    const sent = keep('upload', answer);
    const prepared = await whenPrepared(eve, sent.message.id);
    for (const url of Object.values(prepared.attachments[0]?.urls ?? {}))
      keep(url, await eve.request('GET', url));
    keep(
      'avatar',
      await bob.request('PUT', '/api/me/avatar', {
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: Buffer.concat([Buffer.from(partHead('file', 'a.jpg')), photo, Buffer.from(formEnd)]),
      }),
    );
    for (const address of ['people', 'server', `people/${bob.id}/devices`])
      await ask(walked.admin, 'GET', `/api/admin/${address}`);
    await ask(walked.admin, 'POST', '/api/admin/rooms', { name: 'Room' });
    await ask(walked.admin, 'PATCH', `/api/admin/people/${bob.id}`, { name: 'Robert' });
    const made = await walked.admin.json<PersonLink>('POST', `/api/admin/people/${eve.id}/link`);
    const newSecret = secretOf(keep('link', made, true).link);
    links.push(newSecret);
    expect(JSON.stringify(made.headers)).not.toContain(newSecret);
    expect(JSON.stringify(made.body.person)).not.toContain(newSecret);
    await closedWith(eve, 4001);
    await ask(walked.admin, 'DELETE', `/api/admin/people/${eve.id}`);
    await eventually(() => expect(JSON.stringify(bob.frames)).toContain('person.removed'));
    for (const person of everyone) seen.push(['frames', JSON.stringify(person.frames)]);
    stopped = true;
    await walked.stop();
    seen.push(['log', walked.log.join('\n')]);
    for (const { path: file, bytes } of await everyFile(walked.folder))
      seen.push([file, `${file}${bytes.toString('latin1')}`]);
    expect(seen.some(([what]) => what.endsWith('bungaacord.db'))).toBe(true);
    const secrets = [...everyone.map((person) => person.secret), ...links, cookie];
    for (const secret of secrets) {
      const places = seen.filter(([, text]) => text.toLowerCase().includes(secret.toLowerCase()));
      expect(places.map(([what]) => what)).toEqual([]);
      for (const person of everyone) expect(secret).not.toContain(person.id);
    }
  } finally {
    if (!stopped) await walked.stop();
    await walked.remove();
  }
}, 60_000);

describe('hostile requests', () => {
  const rawPost = (body: string | Buffer, type = 'application/json', path = messages) =>
    ann.request<Failed>('POST', path, { headers: { 'content-type': type }, body });

  test('malformed and wrong JSON gets a sentence that names the field', async () => {
    const malformed = [
      '{',
      '',
      'null',
      '[]',
      '"text"',
      '{"text":"a"',
      '{"__proto__":{"text":"a"},"text":"b"}',
      '\0',
    ];
    for (const body of malformed) {
      const answer = await rawPost(body);
      expect([body, answer.status, answer.body.code]).toEqual([body, 400, 'invalid-request']);
    }
    const wrong: [unknown, string][] = [
      [{ text: 5 }, 'text'],
      [{ text: null }, 'text'],
      [{ text: ['a'] }, 'text'],
      [{ text: { a: 1 } }, 'text'],
      [{ text: true }, 'text'],
      [{ text: 'a', author: 'somebody else' }, 'author'],
      [{ text: 'a', clientId: 'x' }, 'clientId'],
      [{ text: 'a', attachments: 'x' }, 'attachments'],
      [{ text: 'a', attachments: [1] }, 'attachments'],
      [{ text: 'a', replyTo: '1' }, 'replyTo'],
    ];
    for (const [body, field] of wrong) {
      const answer = await ann.json<Failed>('POST', messages, body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(String(answer.body.details.field)).toContain(field);
    }
    const flag = await server.admin.json<Failed>('PATCH', `/api/admin/people/${ann.id}`, {
      disabled: 'false',
    });
    expect([flag.status, flag.body.details]).toMatchObject([400, { field: 'disabled' }]);
    const role = await server.admin.json('POST', '/api/admin/people', {
      name: 'X',
      is_admin: 'false',
      role: 'admin',
    });
    expect(role.status).toBe(400);
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=x',
      'before=-1',
      'before=1&after=2',
      'other=1',
      'limit=1&limit=2',
    ]) {
      const answer = await ann.json<Failed>('GET', `${messages}?${query}`);
      expect([query, answer.status, answer.body.code]).toEqual([query, 400, 'invalid-request']);
    }
    for (const path of [
      '/%zz',
      '/api/rooms/%ff/messages',
      `/api/rooms/${'x'.repeat(5000)}/messages`,
      '/api//rooms',
    ])
      expect([path, (await ann.json('GET', path)).status]).toEqual([
        path,
        expect.toSatisfy((s: number) => s >= 400 && s < 500),
      ]);
  });

  test('huge, deep and strange bodies are refused', async () => {
    const huge = await rawPost(JSON.stringify({ text: 'x'.repeat(300_000) }));
    expect([huge.status, huge.body.code]).toEqual([413, 'body-too-large']);
    const deep = await rawPost(`{"text":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    expect([deep.status, deep.body.code]).toEqual([400, 'invalid-request']);
    const type = await rawPost('text=a', 'application/x-www-form-urlencoded');
    expect([type.status, type.body.code]).toEqual([400, 'invalid-request']);
    expect((await rawPost('<a/>', 'text/xml')).status).toBe(400);
    expect((await rawPost('{"text":"a"}', 'application/json; charset=utf-7')).status).toBeLessThan(500);
  });

  test('ten thousand part headers, parts and fields end in a refusal', async () => {
    const type = `multipart/form-data; boundary=${boundary}`;
    const headers = Array.from({ length: 10_000 }, (_, n) => `X-Header-${n}: ${n}`).join('\r\n');
    const bodies = {
      headers: `--${boundary}\r\n${headers}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nx${formEnd}`,
      files: `${partHead('file', 'a.png')}x\r\n`.repeat(10_000) + formEnd,
      fields: `${partHead('text')}x\r\n`.repeat(10_000) + formEnd,
      longHeader: `--${boundary}\r\nContent-Disposition: form-data; name="${'n'.repeat(200_000)}"; filename="a.png"\r\n\r\nx${formEnd}`,
    };
    for (const path of ['/api/upload', '/api/uploads']) {
      for (const [what, body] of Object.entries(bodies)) {
        const answer = await rawPost(body, type, path);
        expect([path, what, answer.status]).toEqual([
          path,
          what,
          expect.toSatisfy((s: number) => s >= 400 && s < 500),
        ]);
      }
    }
  });

  test('a slow sender is cut off in time, and does not hinder others', async () => {
    const config = loadConfig({ cwd: server.folder, env: { PORT: '0', HOST: '127.0.0.1', LANG: 'en' } });
    const tls = await ensureTls({
      dataDir: config.dataDir,
      names: ['localhost'],
      addresses: ['127.0.0.1'],
      tls: null,
      language: 'en',
    } as never);
    const app = await createHttp({
      config,
      tls,
      identities: { find: async () => null, forget: () => {} },
      isOurOrigin: () => false,
      version: 'test',
      logger: pino({ level: 'silent' }),
    });
    expect(app.server.headersTimeout).toBeGreaterThan(0);
    expect(app.server.headersTimeout).toBeLessThanOrEqual(15_000);
    expect(app.server.timeout).toBeLessThanOrEqual(60_000);
    expect(app.server.timeout).toBeGreaterThan(0);
    expect(app.server.requestTimeout).toBeGreaterThan(0);
    await app.close();
    const slow = Array.from({ length: 50 }, () => {
      const socket = tlsConnect({ port: server.port, host: '127.0.0.1', ca: server.caPem });
      socket.on('error', () => {});
      socket.write(
        'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n',
      );
      return socket;
    });
    await Promise.all(slow.map((socket) => new Promise((resolve) => socket.once('secureConnect', resolve))));
    expect((await ann.json('POST', messages, { text: 'meanwhile' })).status).toBe(201);
    for (const socket of slow) socket.destroy();
  });

  test.each([
    ['no HTTP', 400, 'hello\r\n\r\n'],
    ['a length that is none', 400, 'GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
    ['headers without end', 431, `GET /health HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(70_000)}\r\n\r\n`],
  ])('%s is refused in the shape of every error', async (_what, status, sent) => {
    const socket = tlsConnect({ port: server.port, host: '127.0.0.1', ca: server.caPem });
    socket.on('error', () => {});
    socket.write(sent);
    let answer = '';
    for await (const data of socket) answer += String(data);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(body)).toMatchObject({ status: 'error', code: 'invalid-request' });
  });

  test('too many requests are told when to come again', async () => {
    const strict = await startServer({
      REQUEST_BURST: '10',
      MESSAGE_BURST: '3',
      REQUESTS_PER_SECOND: '5',
      MESSAGES_PER_SECOND: '1',
    });
    try {
      const bob = await strict.person('Bob');
      const general = await generalRoom(bob);
      const sent = [];
      for (let n = 0; n < 4; n++)
        sent.push(await bob.json<Failed>('POST', `/api/rooms/${general}/messages`, { text: `${n}` }));
      expect(sent.map((answer) => answer.status)).toEqual([201, 201, 201, 429]);
      expect(sent[3]?.body.code).toBe('rate-limited');
      expect(Number(sent[3]?.headers['retry-after'])).toBeGreaterThan(0);
      const asked = [];
      for (let n = 0; n < 12; n++) asked.push((await bob.json('GET', '/api/me')).status);
      expect(asked.at(-1)).toBe(429);
      expect((await strict.admin.json('GET', '/api/me')).status).toBe(200);
      expect((await bob.request('GET', '/health')).status).toBe(200);
    } finally {
      await strict.stop();
      await strict.remove();
    }
  });
});

describe('hostile pictures', () => {
  const chunk = (type: string, body: Buffer) => {
    const typed = Buffer.concat([Buffer.from(type), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, crc]);
  };
  const send = (name: string, bytes: Uint8Array | string) =>
    ann.upload<File & Failed>('/api/uploads', [['file', { name, bytes: Buffer.from(bytes as string) }]]);

  test('100,000 × 100,000 pixels are not decoded', async () => {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(100_000, 0);
    header.writeUInt32BE(100_000, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const signature = Buffer.from('89504e470d0a1a0a', 'hex');
    const data = deflateSync(Buffer.alloc(30_000_000));
    const png = Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', data),
      chunk('IEND', Buffer.alloc(0)),
    ]);
    const before = process.memoryUsage.rss();
    const { status, body } = await send('large.png', png);
    expect([status, body.reason]).toEqual([201, 'too-many-pixels']);
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024);
    await eventually(() => expect(server.log.join('')).not.toContain('"level":60'));
  });

  test('an SVG bomb, an SVG that reads files, and one that loads from elsewhere are harmless', async () => {
    const entities = Array.from(
      { length: 12 },
      (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`,
    ).join('');
    const bomb = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY e0 "lol">${entities}]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&e12;</text></svg>`;
    const reader = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&x;</text></svg>`;
    for (const svg of [bomb, reader]) {
      const startedAt = performance.now();
      const { status, body } = await send('bomb.svg', svg);
      expect(performance.now() - startedAt).toBeLessThan(8000);
      expect(status === 415 || body.reason !== null).toBe(true);
    }
  }, 30_000);
});

describe('hostile sockets', () => {
  const hello = JSON.stringify({ type: 'hello', protocol: 1 });
  const own = () => ({ 'x-user-uuid': ann.secret });

  test('nonsense is answered, not obeyed, and does not end the connection', async () => {
    const answers: string[] = [];
    const { socket } = openSocket(own());
    socket.on('message', (data: Buffer) => answers.push(data.toString('utf8')));
    await opened(socket);
    socket.send('{"type":"typing","room":"123456789012345678"}');
    socket.send(hello);
    await eventually(() => expect(answers.some((text) => text.includes('"welcome"'))).toBe(true));
    const from = answers.length;
    const bad = [
      '',
      '{',
      'null',
      '5',
      '[]',
      '{"type":"nothing"}',
      '{"type":"typing","room":5}',
      '['.repeat(8000),
      `{"type":"hello","protocol":1,"cursors":{"server":"x"}}`,
    ];
    for (const text of bad) socket.send(text);
    socket.send(Buffer.from(hello));
    await eventually(() => {
      const errors = answers.slice(from).filter((text) => text.includes('invalid-request'));
      expect(errors).toHaveLength(bad.length + 1);
    });
    socket.send('{"type":"ping"}');
    // Others' presence may come at any moment after it.
    await eventually(() => expect(answers.slice(from)).toContain('{"type":"pong"}'));
    socket.close();
  });

  test('a frame of 17 KB ends its connection, also before hello and after a refusal', async () => {
    const large = 'x'.repeat(17 * 1024);
    expect(await openSocket(own(), (socket) => socket.send(large)).ended).toBe(1009);
    const refused = openSocket({ origin: server.url, cookie: '__Host-session=wrong' }, (socket) => {
      socket.send(large);
      (socket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(
        Buffer.from('ffffffff', 'hex'),
      );
    });
    expect([4001, 1006, 1009, 1002]).toContain(await refused.ended);
    await new Promise((resolve) => setTimeout(resolve, 100));
  });

  test('another protocol, no hello, and flooding have their codes', async () => {
    const startedAt = performance.now();
    const silent = openSocket(own());
    const other = openSocket(own(), (socket) => socket.send('{"type":"hello","protocol":99}'));
    expect(await other.ended).toBe(4002);
    const flood = openSocket(own(), (socket) => {
      socket.send(hello);
      for (let n = 0; n < 300; n++) socket.send('{"type":"ping"}');
    });
    expect(await flood.ended).toBe(4010);
    expect(await silent.ended).toBe(4002);
    expect(performance.now() - startedAt).toBeGreaterThan(9000);
    expect(performance.now() - startedAt).toBeLessThan(13_000);
  }, 20_000);

  test('the 21st socket of a person is one too many; others are not concerned', async () => {
    const bob = await server.person('Many sockets');
    const sockets = Array.from({ length: 20 }, () => openSocket({ 'x-user-uuid': bob.secret }));
    await Promise.all(sockets.map(({ socket }) => opened(socket)));
    expect(await openSocket({ 'x-user-uuid': bob.secret }).ended).toBe(4009);
    const other = await connect(server, ann.secret);
    await other.listen();
    other.close();
    for (const { socket } of sockets) socket.terminate();
    await eventually(async () => {
      const again = openSocket({ 'x-user-uuid': bob.secret });
      await Promise.race([opened(again.socket), again.ended]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const isOpen = again.socket.readyState === WebSocket.OPEN;
      again.socket.terminate();
      expect(isOpen).toBe(true);
    });
  });

  test('a reader that stops is cut off with a code, and delays nobody', async () => {
    const stopped = openSocket({ 'x-user-uuid': ann.secret });
    await opened(stopped.socket);
    stopped.socket.send(hello);
    await new Promise((resolve) => setTimeout(resolve, 100));
    stopped.socket.pause();
    const bob = await server.person('Reader');
    await bob.listen();
    const text = '\u0416'.repeat(16_000);
    for (let n = 0; n < 500; n += 25)
      await Promise.all(Array.from({ length: 25 }, () => server.admin.json('POST', messages, { text })));
    const last = await server.admin.json<{ seq: number }>('POST', messages, { text: 'last' });
    await eventually(() =>
      expect(bob.events(`room:${room}`).some((one) => one.seq === last.body.seq)).toBe(true),
    );
    bob.close();
    stopped.socket.resume();
    expect([4008, 1006]).toContain(await stopped.ended);
  }, 60_000);
});
