import { randomBytes } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { get as httpsGet } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import { eventually } from '../support/eventually.ts';
import { png } from '../support/fixtures.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { unhurried, whenPrepared } from '../support/wire.ts';

let server: TestServer;
let ann: TestPerson;
let bob: TestPerson;
let url: string;
let bytes: Buffer;
let etag: string;
let modified: string;

async function sendText(name: string, text: string): Promise<{ url: string; message: Message }> {
  const file = { name, bytes: Buffer.from(text) };
  const sent = await ann.upload<{ message: Message }>('/api/upload', [['file', file]]);
  const message = await whenPrepared(ann, sent.body.message.id);
  return { url: message.attachments[0]?.url ?? '', message };
}

beforeAll(async () => {
  server = await startServer(unhurried);
  ann = await server.person('Ann');
  bob = await server.person('Bob');
  const text = Array.from({ length: 4000 }, () => randomBytes(25).toString('hex')).join('\n');
  ({ url } = await sendText('long.txt', text));
  const whole = await bob.request('GET', url);
  ({ bytes } = whole);
  etag = String(whole.headers.etag);
  modified = String(whole.headers['last-modified']);
  expect([whole.status, bytes.toString()]).toEqual([200, text]);
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const get = (headers: Record<string, string>, method = 'GET') => bob.request(method, url, { headers });

/** The parts of a multipart/byteranges body, read by its own boundary. */
function partsOf({ headers, bytes: body }: { headers: Record<string, unknown>; bytes: Buffer }) {
  const boundary = /^multipart\/byteranges; boundary=(\S+)$/.exec(String(headers['content-type']))?.[1];
  expect(boundary).toBeDefined();
  const pieces = body.toString('latin1').split(`--${boundary}`);
  expect([pieces.at(0), pieces.at(-1)]).toEqual(['\r\n', '--\r\n']);
  return pieces.slice(1, -1).map((piece) => {
    const [head = '', content = ''] = piece.slice(2, -2).split('\r\n\r\n');
    const range = /^Content-Range: bytes (\d+)-(\d+)\/(\d+)$/m.exec(head);
    return {
      type: /^Content-Type: (.+)$/m.exec(head)?.[1],
      numbers: range?.slice(1).map(Number),
      content: Buffer.from(content, 'latin1'),
    };
  });
}

describe('several ranges', () => {
  test('come as parts, in the order asked for', async () => {
    const size = bytes.length;
    const answer = await get({ range: `bytes=5000-5009, 0-1,,-3, ${size}-` });
    expect(answer.status).toBe(206);
    expect(answer.headers['content-range']).toBeUndefined();
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    const parts = partsOf(answer);
    expect(parts.map(({ numbers }) => numbers)).toEqual([
      [5000, 5009, size],
      [0, 1, size],
      [size - 3, size - 1, size],
    ]);
    for (const { type, numbers, content } of parts) {
      expect(type).toBe('text/plain; charset=utf-8');
      const [start = 0, end = 0] = numbers ?? [];
      expect(content.equals(bytes.subarray(start, end + 1))).toBe(true);
    }
  });

  test('that overlap or nearly touch are one, and one part comes plainly', async () => {
    const size = bytes.length;
    for (const [range, start, end] of [
      ['bytes=0-9,5-20', 0, 20],
      ['bytes=50-60,0-10', 0, 60],
      ['bytes=0-,-5', 0, size - 1],
      [`bytes=${size}-,3-4`, 3, 4],
      ['bytes=2-3', 2, 3],
      ['BYTES=2-3', 2, 3],
    ] as const) {
      const answer = await get({ range });
      expect([range, answer.status, answer.headers['content-range']]).toEqual([
        range,
        206,
        `bytes ${start}-${end}/${size}`,
      ]);
      expect(answer.bytes.equals(bytes.subarray(start, end + 1))).toBe(true);
    }
    const joined = await get({ range: 'bytes=9000-9001,0-5,2-8,9001-9003' });
    expect(partsOf(joined).map(({ numbers }) => numbers?.slice(0, 2))).toEqual([
      [9000, 9003],
      [0, 8],
    ]);
  });

  test('cannot be made to send more than the file', async () => {
    const everywhere = Array.from({ length: 16 }, (_, n) => `${n}-`).join(',');
    expect((await get({ range: `bytes=${everywhere}` })).bytes.length).toBeLessThanOrEqual(bytes.length);
    const many = Array.from({ length: 17 }, (_, n) => `${n * 1000}-${n * 1000}`).join(',');
    const tooMany = await get({ range: `bytes=${many}` });
    expect([tooMany.status, tooMany.bytes.equals(bytes)]).toEqual([200, true]);
    const long = await get({ range: `bytes=${' '.repeat(1200)}0-1,5000-5001` });
    expect([long.status, long.bytes.length]).toEqual([200, bytes.length]);
  });

  test('what is not understood is ignored, and what lies outside is told', async () => {
    for (const range of [
      'bytes=5-2',
      'items=0-1',
      'bytes=a-b',
      'bytes=',
      'bytes=,',
      'bytes=0-1,5-2',
      '0-1',
    ]) {
      const whole = await get({ range });
      expect([range, whole.status, whole.bytes.length]).toEqual([range, 200, bytes.length]);
    }
    for (const range of [
      `bytes=${bytes.length}-`,
      'bytes=-0',
      `bytes=99999999999999999999-,${bytes.length}-`,
    ]) {
      const outside = await get({ range });
      expect([range, outside.status]).toEqual([range, 416]);
      expect(outside.headers['content-range']).toBe(`bytes */${bytes.length}`);
      expect(outside.headers['cache-control']).toBe('no-store');
      expect(outside.headers.etag).toBeUndefined();
    }
  });
});

describe('conditions', () => {
  const earlier = 'Mon, 01 Jan 2024 00:00:00 GMT';
  const later = 'Mon, 01 Jan 2096 00:00:00 GMT';

  test('what the client has is not sent again', async () => {
    for (const headers of [
      { 'if-none-match': etag },
      { 'if-none-match': `W/${etag}` },
      { 'if-none-match': `"a, b", W/"c", ${etag}` },
      { 'if-none-match': '*' },
      { 'if-modified-since': modified },
      { 'if-modified-since': later },
    ]) {
      const same = await get(headers);
      expect([headers, same.status, same.bytes.length]).toEqual([headers, 304, 0]);
      expect(same.headers).toMatchObject({ etag, 'cache-control': 'private, max-age=31536000, immutable' });
    }
    for (const headers of [
      { 'if-none-match': '"other"' },
      { 'if-none-match': '"other"', 'if-modified-since': later },
      { 'if-modified-since': earlier },
      { 'if-modified-since': 'never' },
    ]) {
      expect([headers, (await get(headers)).status]).toEqual([headers, 200]);
    }
  });

  test('what the client does not have is refused', async () => {
    const range = 'bytes=0-1';
    for (const headers of [
      { 'if-match': '"other"' },
      { 'if-match': `W/${etag}`, range },
      { 'if-unmodified-since': earlier },
      { 'if-match': '"other"', 'if-none-match': etag },
    ] as Record<string, string>[]) {
      const refused = await get(headers);
      expect([headers, refused.status, refused.body]).toMatchObject([
        headers,
        412,
        { code: 'precondition-failed' },
      ]);
      expect(refused.headers['cache-control']).toBe('no-store');
    }
    for (const headers of [
      { 'if-match': etag, range },
      { 'if-match': '*', range },
      { 'if-match': etag, 'if-unmodified-since': earlier, range },
      { 'if-unmodified-since': modified, range },
    ] as Record<string, string>[]) {
      expect([headers, (await get(headers)).status]).toEqual([headers, 206]);
    }
  });

  test('a range comes only of the file that the client knows', async () => {
    await eventually(() => expect(Date.now() - Date.parse(modified)).toBeGreaterThan(1000));
    for (const [ifRange, status] of [
      [etag, 206],
      [`W/${etag}`, 200],
      ['"other"', 200],
      [modified, 206],
      [later, 200],
      [earlier, 200],
      ['nonsense', 200],
    ] as const) {
      const answer = await get({ range: 'bytes=0-1', 'if-range': ifRange });
      expect([ifRange, answer.status]).toEqual([ifRange, status]);
    }
  });

  test('HEAD tells the same as GET, and sends nothing', async () => {
    for (const range of [undefined, 'bytes=0-1', `bytes=${bytes.length}-`]) {
      const head = await get(range === undefined ? {} : { range }, 'HEAD');
      expect([range, head.status, head.bytes.length]).toEqual([range, 200, 0]);
      expect(head.headers).toMatchObject({ etag, 'content-length': String(bytes.length) });
      expect(head.headers['accept-ranges']).toBe('bytes');
    }
    expect((await get({ 'if-none-match': etag }, 'HEAD')).status).toBe(304);
  });
});

describe('readers who leave', () => {
  const folder = '/proc/self/fd';
  /** Files of this server that the process has open. */
  const openFiles = async () => {
    const links = await Promise.all(
      (await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')),
    );
    return links.filter((link) => link.startsWith(server.folder) && link.includes('static/media'));
  };

  test('in the middle leave no file open behind them', async () => {
    const large = await sendText('large.txt', `${'x'.repeat(99)}\n`.repeat(200_000));
    const leaving = Array.from({ length: 20 }, (_, n) => {
      const headers = { 'x-user-uuid': bob.secret, ...(n % 2 && { range: 'bytes=0-9000000,10000000-' }) };
      return new Promise<number>((resolve, reject) => {
        const call = httpsGet(
          new URL(large.url, server.url),
          { ca: server.caPem, headers, agent: false },
          (response) => {
            response.on('close', () => resolve(response.statusCode ?? 0));
            response.on('error', () => undefined);
            response.pause();
            // Whoever waits holds its file open meanwhile.
            setTimeout(() => call.destroy(), 300);
          },
        );
        call.on('error', reject);
      }).catch(() => 0);
    });
    await eventually(async () => expect((await openFiles()).length).toBeGreaterThan(5));
    await Promise.all(leaving);
    await eventually(async () => expect(await openFiles()).toEqual([]));
    expect((await get({})).bytes.equals(bytes)).toBe(true);
  });
});

test('what is deleted is gone at once, although it was just looked at', async () => {
  const photo = { name: 'p.png', bytes: await readFile(await png()) };
  const sent = await ann.upload<{ message: Message }>('/api/upload', [['file', photo]]);
  const message = await whenPrepared(ann, sent.body.message.id);
  const address = message.attachments[0]?.url ?? '';
  for (let n = 0; n < 3; n++) expect((await bob.request('GET', address)).status).toBe(200);
  expect((await ann.json('DELETE', `/api/messages/${message.id}`)).status).toBeLessThan(300);
  expect((await bob.request('GET', address)).status).toBe(404);
});
