import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { File } from '../../protocol/attachments.ts';
import type { Message } from '../../protocol/messages.ts';
import { eventually } from '../support/eventually.ts';
import * as fixtures from '../support/fixtures.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { stranger } from '../support/wire.ts';

// Conversions, on a machine that does other things as well.
const patienceMs = 200_000;
vi.setConfig({ testTimeout: 3 * patienceMs });

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ REQUESTS_PER_SECOND: '1000', REQUEST_BURST: '1000' });
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

/** Long enough to be watched while it is converted, on any machine. */
const film = () =>
  fixtures.clip({
    name: 'half-a-minute.avi',
    video: ['-c:v', 'mpeg4', '-q:v', '8'],
    seconds: 30,
    size: '640x480',
    audio: ['-c:a', 'libmp3lame'],
  });

async function send(person: TestPerson, path: string): Promise<File> {
  const bytes = await readFile(path);
  const sent = await person.upload<{ message: Message; file: File }>('/api/upload', [
    ['file', { name: 'film.avi', bytes }],
  ]);
  expect(sent.status).toBe(201);
  return sent.body.file;
}

async function fileOf(person: TestPerson, id: string): Promise<File> {
  const { body } = await person.json<{ messages: Message[] }>('GET', '/api/rooms/General/messages?limit=50');
  const found = body.messages.flatMap(({ attachments }) => attachments).find((file) => file.id === id);
  if (!found) throw new Error('no such file');
  return found;
}

const whenStreaming = (person: TestPerson, id: string) =>
  eventually(async () => {
    const { urls, state } = await fileOf(person, id);
    if (urls.stream === undefined) throw new Error(`no stream, ${state}`);
    return urls.stream;
  }, patienceMs);

const whenDone = (person: TestPerson, id: string) =>
  eventually(async () => {
    const file = await fileOf(person, id);
    if (file.state === 'processing') throw new Error('not done yet');
    return file;
  }, patienceMs);

const range = (from: number, to: number | '' = '') => ({ headers: { range: `bytes=${from}-${to}` } });

/** The types of a file's outermost boxes; throws where the last one is cut off. */
function boxes(bytes: Buffer): string[] {
  const types: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    if (at + size > bytes.length) throw new Error(`cut off at ${at}`);
    types.push(bytes.toString('latin1', at + 4, at + 8));
    at += size;
  }
  return types;
}

test('a film is watched while it is converted, and then from its final form', async () => {
  const person = await server.person('Ada');
  const { id } = await send(person, await film());
  const address = await whenStreaming(person, id);

  const head = await person.request('GET', address, range(0));
  expect(head.status).toBe(206);
  expect(head.headers).toMatchObject({ 'content-type': 'video/mp4', 'cache-control': 'no-store' });
  expect(boxes(head.bytes).slice(0, 4)).toEqual(['ftyp', 'moov', 'moof', 'mdat']);
  expect(head.headers['x-stream']).toBe('growing');
  expect(head.headers['content-range']).toBe(`bytes 0-${head.bytes.length - 1}/*`);
  expect((await person.request('GET', address, range(4, 7))).bytes.toString()).toBe('ftyp');

  // Each answer goes on where the last one ended, and holds whole fragments only, until it says that this was all.
  const parts = [head.bytes];
  let at = head.bytes.length;
  let waits = 0;
  for (let state = 'growing'; state === 'growing' || waits === 0; ) {
    const more = await person.request('GET', address, range(at));
    state = String(more.headers['x-stream']);
    expect([204, 206]).toContain(more.status);
    expect(boxes(more.bytes).length % 2).toBe(0);
    parts.push(more.bytes);
    at += more.bytes.length;
    if (more.status === 204) waits++;
    if (more.status === 204 && state === 'ended') break;
  }
  const whole = await fixtures.file(`whole-${id}.mp4`, Buffer.concat(parts));
  expect(await seconds(whole)).toBeCloseTo(30, 0);

  const done = await whenDone(person, id);
  expect(done).toMatchObject({ state: 'ready', reason: null, playMime: 'video/mp4' });
  expect(done.urls.stream).toBeUndefined();
  const play = await person.request('GET', String(done.urls.play));
  expect(boxes(play.bytes).slice(0, 2)).toEqual(['ftyp', 'moov']);
  expect(boxes(play.bytes)).not.toContain('moof');

  // Whoever is in the midst of it may go on for a while.
  const late = await person.request('GET', address, range(at - 8));
  expect([late.status, late.headers['x-stream'], late.headers['content-range']]).toEqual([
    206,
    'ended',
    `bytes ${at - 8}-${at - 1}/${at}`,
  ]);
  expect((await person.request('GET', address, range(at))).status).toBe(204);
  expect((await person.request('GET', address, range(at + 1))).status).toBe(416);
  for (const odd of ['bytes=-5', 'bytes=0-1,3-4', 'bytes=5-2']) {
    expect((await person.request('GET', address, { headers: { range: odd } })).status, odd).toBe(416);
  }
  expect((await person.request('HEAD', address)).headers['content-length']).toBe(String(at));

  // Nobody else sees it, and no other file of its folder is to be had so.
  expect((await person.request('GET', address, { headers: stranger })).status).toBe(401);
  const folder = address.slice(0, address.lastIndexOf('/'));
  for (const name of ['play.mp4', 'stream-000000000000.mp4', '..%2Fplay.mp4']) {
    expect((await person.request('GET', `${folder}/${name}`)).status, name).toBe(404);
  }

  // It is noted to go.
  const sql = new Database(join(server.folder, 'data/bungaacord.db'), { readonly: true });
  const pending = sql.prepare('select path, created_at from pending_unlinks').all() as {
    path: string;
    created_at: number;
  }[];
  sql.close();
  const noted = pending.find(({ path }) => path.startsWith(`derived/${id}/stream-`));
  expect((noted?.created_at ?? 0) - Date.now()).toBeGreaterThan(30_000);
});

async function seconds(path: string): Promise<number> {
  const show = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path];
  return Number((await promisify(execFile)('ffprobe', show)).stdout);
}

test('a second person’s film begins before the first one’s second', async () => {
  const [first, second] = [await server.person('Bo'), await server.person('Cy')];
  const path = await film();
  const own = [await send(first, path), await send(first, path), await send(first, path)];
  const other = await send(second, path);
  await whenStreaming(second, other.id);
  const files = await Promise.all(own.map(({ id }) => fileOf(first, id)));
  const begun = files.filter(({ urls, state }) => urls.stream !== undefined || state !== 'processing');
  expect(begun.length).toBeLessThanOrEqual(1);
  for (const { id } of [...own, other]) {
    await first.json('DELETE', `/api/messages/${(await messageOf(first, id)) ?? ''}`);
  }
  await second.json('DELETE', `/api/messages/${(await messageOf(second, other.id)) ?? ''}`);
});

async function messageOf(person: TestPerson, file: string): Promise<string | undefined> {
  const { body } = await person.json<{ messages: Message[] }>('GET', '/api/rooms/General/messages?limit=50');
  return body.messages.find((message) => message.attachments.some(({ id }) => id === file))?.id;
}

test('a restart in the midst: the old stream is gone, and a new one has another address', async () => {
  const own = await startServer();
  const { id } = await send(own.admin, await film());
  const before = await whenStreaming(own.admin, id);
  await own.stop();
  const again = await startServer({}, own.folder);
  expect((await again.admin.request('GET', before, range(0))).status).toBe(404);
  const after = await whenStreaming(again.admin, id);
  expect(after).not.toBe(before);
  const folder = join(again.folder, 'static/media/derived', id);
  await eventually(async () => {
    expect((await readdir(folder)).filter((name) => name.startsWith('stream-'))).toHaveLength(1);
  });
  await whenDone(again.admin, id);
  const message = await messageOf(again.admin, id);
  expect((await again.admin.json('DELETE', `/api/messages/${message}`)).status).toBe(204);
  await eventually(() => expect(existsSync(folder)).toBe(false), 30_000);
  await again.stop();
  await again.remove();
});
