import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorAnswer } from '../../protocol/error-answer.ts';
import type { GalleryPage } from '../../protocol/gallery.ts';
import type { Message } from '../../protocol/messages.ts';
import { holders as holdersQuery } from '../../server/features/gallery/gallery.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { generalRoom, stranger, unhurried } from '../support/wire.ts';

let server: TestServer;
let ann: TestPerson;
let room: string;
let small: Buffer;
/** The messages with pictures, oldest first. */
const holders: Message[] = [];
let withText: Message;

const send = async (names: string[], text = '') => {
  const files = names.map((name): [string, { name: string; bytes: Uint8Array }] => [
    'file',
    { name, bytes: name.endsWith('.txt') ? Buffer.from(name) : small },
  ]);
  const sent = await ann.upload<{ message: Message }>('/api/upload', [['text', text], ...files]);
  expect(sent.status).toBe(201);
  return sent.body.message;
};
const gallery = (query: string, person = ann, of = room) =>
  person.request<GalleryPage & ErrorAnswer>('GET', `/api/rooms/${of}/media${query}`);
const names = (page: GalleryPage) => page.items.map(({ file }) => file.name);

beforeAll(async () => {
  server = await startServer({ ...unhurried, MAX_MESSAGES: '0' });
  ann = await server.person('Ann');
  room = await generalRoom(ann);
  small = await sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  holders.push(await send(['a1.png', 'a2.png', 'a3.png']));
  await ann.json('POST', `/api/rooms/${room}/messages`, { text: 'between' });
  withText = await send(['notes.txt', 'b.png'], 'notes and a picture');
  holders.push(withText);
  holders.push(await send(['c.png']), await send(['d.png']));
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

describe('the media of a room', () => {
  test('come in order, with the place of each, and only of the kinds asked for', async () => {
    const { status, body } = await gallery('');
    expect(status).toBe(200);
    expect(names(body)).toEqual(['a1.png', 'a2.png', 'a3.png', 'b.png', 'c.png', 'd.png']);
    expect(body).toMatchObject({ hasBefore: false, hasAfter: false });
    const { id, seq, author, createdAt } = withText;
    expect(body.items[3]?.message).toEqual({ id, seq, author, createdAt });
    expect(body.items[3]?.file.id).toBe(withText.attachments[1]?.id);
    expect(names((await gallery('?kind=document')).body)).toEqual(['notes.txt']);
    expect((await gallery('?kind=document,image')).body.items).toHaveLength(7);
    expect(names((await gallery('?kind=video')).body)).toEqual([]);
    expect(names((await gallery('', ann, 'General')).body)).toHaveLength(6);
  });

  test('come in pages in either direction, none twice, none left out, no message torn apart', async () => {
    const newest = (await gallery('?limit=2')).body;
    expect(names(newest)).toEqual(['c.png', 'd.png']);
    expect(newest).toMatchObject({ hasBefore: true, hasAfter: false });
    const older = (await gallery(`?limit=2&before=${newest.items[0]?.message.seq}`)).body;
    expect(names(older)).toEqual(['a1.png', 'a2.png', 'a3.png', 'b.png']);
    expect(older).toMatchObject({ hasBefore: false, hasAfter: true });
    const oldest = (await gallery('?limit=1&after=0')).body;
    expect(names(oldest)).toEqual(['a1.png', 'a2.png', 'a3.png']);
    expect(oldest).toMatchObject({ hasBefore: false, hasAfter: true });
    const next = (await gallery(`?limit=2&after=${oldest.items[0]?.message.seq}`)).body;
    expect(names(next)).toEqual(['b.png', 'c.png']);
    expect(next).toMatchObject({ hasBefore: true, hasAfter: true });
    const around = (await gallery(`?limit=2&around=${holders[2]?.seq}`)).body;
    expect(names(around)).toEqual(['b.png', 'c.png']);
    expect(around).toMatchObject({ hasBefore: true, hasAfter: true });
  });

  test('are not for who is signed out, nor of a room that is not there', async () => {
    const outside = await ann.request<ErrorAnswer>('GET', `/api/rooms/${room}/media`, { headers: stranger });
    expect(outside.status).toBe(401);
    expect(outside.text).not.toContain('a1.png');
    const gone = await gallery('', ann, '99999999999999999');
    expect([gone.status, gone.body.code]).toEqual([404, 'room-not-found']);
  });

  test('are bounded, and a wrong question is refused', async () => {
    for (const query of ['?limit=201', '?limit=0', '?kind=program', '?before=1&after=1', '?around=x']) {
      expect((await gallery(query)).status, query).toBe(400);
    }
  });

  test('do not hold what was deleted, and hold it again when it is restored', async () => {
    const doomed = await send(['doomed.png']);
    const before = (await gallery('')).body;
    expect(names(before)).toContain('doomed.png');
    expect((await ann.json('DELETE', `/api/messages/${doomed.id}`)).status).toBe(204);
    const after = (await gallery('')).body;
    expect(names(after)).not.toContain('doomed.png');
    expect(after.asOfSeq).toBeGreaterThan(before.asOfSeq);
    await ann.json('POST', `/api/messages/${doomed.id}/restore`);
    expect(names((await gallery('')).body)).toContain('doomed.png');
  });

  test('are found by their index, however much was said between them', () => {
    const folder = join(server.folder, 'data');
    expect(readdirSync(folder)).toContain('bungaacord.db');
    const db = new Database(join(folder, 'bungaacord.db'), { readonly: true });
    const plan = db.prepare(`explain query plan ${holdersQuery('<')}`).all(1, 1, '[]', 1) as {
      detail: string;
    }[];
    db.close();
    const steps = plan.map(({ detail }) => detail).join('\n');
    expect(steps).toContain('SEARCH a USING INDEX attachments_by_room (room_id=? AND seq<?)');
    expect(steps).not.toMatch(/SCAN [amf]\b|TEMP B-TREE/);
  });
});
