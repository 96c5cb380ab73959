import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { File } from '../../protocol/attachments.ts';
import { marks } from '../support/fixtures.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { recording, sounds } from '../support/sounds.ts';
import { generalRoom, unhurried, whenPrepared } from '../support/wire.ts';

let server: TestServer;
let ann: TestPerson;
let bob: TestPerson;
let room: string;

beforeAll(async () => {
  server = await startServer(unhurried);
  ann = await server.person('Ann');
  bob = await server.person('Bob');
  room = await generalRoom(ann);
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

async function prepared(message: string): Promise<File> {
  const [file] = (await whenPrepared(bob, message)).attachments;
  if (!file) throw new Error('a message without its file');
  return file;
}

/** What the room sees of a sound once it is prepared. */
async function posted(path: string, wishes: Record<string, string> = {}): Promise<File> {
  const file = { name: basename(path), bytes: await readFile(path) };
  const fields = Object.entries({ room, ...wishes });
  const sent = await ann.upload<{ message: { id: string } }>('/api/upload', [...fields, ['file', file]]);
  expect(sent.status, sent.text).toBe(201);
  return prepared(sent.body.message.id);
}

const leaks = (bytes: Buffer) =>
  Object.values(marks).filter((mark) => bytes.includes(mark) || bytes.includes(Buffer.from(mark, 'utf16le')));

test('a song is heard by the room, with its length and its shape, and nothing of its owner', async () => {
  const file = await posted(await sounds.mp3());
  expect(file).toMatchObject({
    kind: 'audio',
    mime: 'audio/mpeg',
    playMime: 'audio/mpeg',
    state: 'ready',
    reason: null,
    voice: false,
    width: null,
  });
  expect(file.urls.play).toBe(file.urls.original);
  expect(Math.abs((file.durationMs ?? 0) - 2000)).toBeLessThan(100);
  const wave = Buffer.from(file.waveform ?? '', 'base64');
  expect([wave.length > 50 && wave.length <= 256, Math.max(...wave)]).toEqual([true, 255]);
  const whole = await bob.request('GET', file.urls.original);
  expect([whole.status, whole.headers['content-type'], leaks(whole.bytes)]).toEqual([200, 'audio/mpeg', []]);
  const headers = { range: 'bytes=0-1' };
  const part = await bob.request('GET', file.urls.original, { headers });
  expect([part.status, part.bytes.length]).toEqual([206, 2]);
});

test('what browsers don’t play is heard all the same', async () => {
  const file = await posted(await sounds.wma());
  expect(file).toMatchObject({ mime: 'audio/x-ms-wma', playMime: 'audio/mp4', state: 'ready', reason: null });
  const play = await bob.request('GET', file.urls.play ?? '');
  expect([play.status, play.headers['content-type']]).toEqual([200, 'audio/mp4']);
  expect(play.bytes.toString('latin1', 4, 8)).toBe('ftyp');
  expect(leaks(play.bytes)).toEqual([]);
  const original = await bob.request('GET', file.urls.original);
  expect([original.status, leaks(original.bytes)]).toEqual([200, []]);
});

test('what was spoken into the chat is marked so, and has its length', async () => {
  const file = await posted(await recording(), { voice: '1' });
  expect(file).toMatchObject({ kind: 'audio', voice: true, state: 'ready', playMime: 'audio/webm' });
  expect(Math.abs((file.durationMs ?? 0) - 3000)).toBeLessThan(100);
});

test('whoever wants to keep a recording’s tags keeps them', async () => {
  const file = await posted(await sounds.flac(), { metadata: 'keep' });
  expect(file).toMatchObject({ state: 'ready', playMime: 'audio/flac' });
  const original = await bob.request('GET', file.urls.original);
  expect([original.status, leaks(original.bytes).length > 0]).toEqual([200, true]);
});

test('what isn’t sound, whatever it says, is a file with its reason', async () => {
  const head = Buffer.from('ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x00', 'latin1');
  const bytes = Buffer.concat([head, Buffer.alloc(5000, 7)]);
  const sent = await ann.upload<{ message: { id: string } }>('/api/upload', [
    ['room', room],
    ['file', { name: 'song.mp3', bytes }],
  ]);
  const file = await prepared(sent.body.message.id);
  expect(file).toMatchObject({ kind: 'audio', state: 'failed', reason: 'unreadable', waveform: null });
});
