import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import { eventually } from '../support/eventually.ts';
import { png } from '../support/fixtures.ts';
import { bombs } from '../support/hostile-files.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer } from '../support/server.ts';
import { whenPrepared } from '../support/wire.ts';

test('a job that a stop breaks off counts as not tried, and ends well after the next start', async () => {
  const first = await startServer();
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { width: 5000, height: 4000, channels: 3, background: 'white', noise } as const;
  const bytes = await sharp({ create }).png({ compressionLevel: 1 }).toBuffer();
  const sent = await first.admin.upload<{ message: Message }>('/api/upload', [
    ['file', { name: 'slow.png', bytes: bytes.length > 45_000_000 ? bytes.subarray(0, 45_000_000) : bytes }],
  ]);
  expect(sent.status).toBe(201);
  await first.stop();

  const path = join(first.folder, 'data/bungaacord.db');
  // A clean stop leaves one whole file, with nothing in a journal beside it.
  expect(existsSync(`${path}-wal`)).toBe(false);
  const sql = new Database(path, { readonly: true });
  const jobs = sql.prepare('select attempts, started_at from jobs').all();
  sql.close();
  expect(jobs).toEqual([{ attempts: 0, started_at: null }]);

  const second = await startServer({}, first.folder);
  await eventually(async () => {
    const message = await second.admin.json<Message>('GET', `/api/messages/${sent.body.message.id}`);
    expect(message.body.attachments[0]).toMatchObject({ state: 'ready', reason: null });
  }, 30_000);
  await second.stop();
  await second.remove();
});

test('one person’s files that take long to fail hold up nobody else’s picture', async () => {
  const server = await startServer();
  const [ann, bob] = [await server.person('Ann'), await server.person('Bob')];
  const send = async (by: TestPerson, name: string, bytes: Uint8Array) =>
    (await by.upload<{ message: Message }>('/api/upload', [['file', { name, bytes }]])).body.message.id;
  const stateOf = async (id: string) =>
    (await ann.json<Message>('GET', `/api/messages/${id}`)).body.attachments[0]?.state;
  const slow = (await bombs()).find(({ name }) => name === 'uses.svg');
  const bombed: string[] = [];
  for (let n = 0; n < 2; n++) bombed.push(await send(ann, `${n}.svg`, slow?.bytes ?? Buffer.alloc(0)));
  const picture = await send(bob, 'bob.png', await readFile(await png()));
  expect((await whenPrepared(bob, picture)).attachments[0]?.state).toBe('ready');
  expect(await Promise.all(bombed.map(stateOf))).toEqual(Array(2).fill('processing'));
  await server.stop();
  await server.remove();
});

test('without a named room a file goes to General, and where that has another name, to the first room', async () => {
  const server = await startServer();
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  const rooms = await server.admin.json<{ rooms: { id: string }[] }>('GET', '/api/rooms');
  const general = rooms.body.rooms[0]?.id;
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Later' });
  await server.admin.json('PATCH', `/api/admin/rooms/${general}`, { name: 'Renamed' });
  const sent = await server.admin.upload<{ message: Message }>('/api/upload', [
    ['file', { name: 'a.png', bytes }],
  ]);
  expect([sent.status, sent.body.message.room]).toEqual([201, general]);
  await server.stop();
  await server.remove();
});

test('requests are counted before their bodies are judged', async () => {
  const server = await startServer({ REQUEST_BURST: '20', MESSAGE_BURST: '5' });
  const statuses: number[] = [];
  for (let n = 0; n < 8; n++) {
    const headers = { 'content-type': 'application/json' };
    const broken = await server.admin.request('POST', '/api/rooms/General/messages', { headers, body: '{' });
    statuses.push(broken.status);
  }
  expect(statuses.slice(0, 5)).toEqual([400, 400, 400, 400, 400]);
  expect(statuses.at(-1)).toBe(429);
  await server.stop();
  await server.remove();
});
