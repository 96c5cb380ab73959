import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { unhurried } from '../support/wire.ts';

let server: TestServer;
let ann: TestPerson;

beforeAll(async () => {
  server = await startServer(unhurried);
  ann = await server.person('Ann');
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const get = (path: string) => ann.request<string>('GET', path);

test('the page, what keeps it, and the overview name the same version', async () => {
  const page = await get('/');
  const version = /<meta name="page-version" content="(\w{16})">/.exec(page.text)?.[1];
  expect(version).toMatch(/^\w{16}$/);
  const overview = await get('/api/rooms');
  expect(overview.headers['x-page-version']).toBe(version);
  const worker = await get('/shell-worker.js');
  expect(worker.headers['content-type']).toContain('text/javascript');
  // A browser must see at once that there is another one.
  expect(worker.headers['cache-control']).toBe('no-cache');
  const [, kept = ''] = /^const shell=(\{.*?\});/.exec(worker.text) ?? [];
  const shell = JSON.parse(kept) as { version: string; files: string[] };
  expect(shell.version).toBe(version);
  expect(shell.files.length).toBeGreaterThan(1);
  for (const file of shell.files) expect([file, (await get(file)).status]).toEqual([file, 200]);
});

test('the page may run the script that it begins with, by its hash, and no other that stands in it', async () => {
  const page = await get('/');
  const inPage = [...page.text.matchAll(/<script>(.*?)<\/script>/gs)].map(([, code = '']) => code);
  expect(inPage).toHaveLength(1);
  const hash = createHash('sha256').update(inPage.join()).digest('base64');
  const scripts = (answer: typeof page) =>
    /script-src ([^;]*)/.exec(String(answer.headers['content-security-policy']))?.[1];
  expect(scripts(page)).toBe(`'self' 'sha256-${hash}'`);
  const nobody = await ann.request<string>('GET', '/', { headers: { 'x-user-uuid': '' } });
  expect([nobody.status, scripts(nobody)]).toEqual([404, "'self'"]);
});

test('messages go to browsers compressed, to others as they are, and are the same', async () => {
  for (let n = 0; n < 20; n++) {
    await ann.json('POST', '/api/rooms/General/messages', { text: `a line that is long enough, ${n}` });
  }
  const path = '/api/rooms/General/messages?limit=50';
  const plain = await ann.request<{ messages: unknown[] }>('GET', path);
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body.messages).toHaveLength(20);
  const zipped = await ann.request('GET', path, { headers: { 'accept-encoding': 'gzip, deflate, br' } });
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(zipped.headers['vary']).toContain('Accept-Encoding');
  expect(zipped.bytes.length).toBeLessThan(plain.bytes.length / 3);
  expect(zipped.body).toEqual(plain.body);
});
