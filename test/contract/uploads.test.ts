import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect as tlsConnect } from 'node:tls';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { File } from '../../protocol/attachments.ts';
import type { ErrorAnswer } from '../../protocol/error-answer.ts';
import type { Message, MessagePage } from '../../protocol/messages.ts';
import { eventually } from '../support/eventually.ts';
import { clips, file, jpeg, marks, png, samplesDir, truncated } from '../support/fixtures.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
  boundary,
  filesOnDisk,
  formEnd,
  generalRoom,
  partHead,
  stranger,
  stream,
  unhurried,
  whenPrepared,
} from '../support/wire.ts';

type Failed = Omit<ErrorAnswer, 'status'>;
interface Uploaded {
  status: 'ok';
  message: Message;
  file: File;
  files: File[];
}
type Part = [name: string, value: string | { name: string; bytes: Uint8Array }];

let server: TestServer;
let ann: TestPerson;
let bob: TestPerson;
let room: string;
let small: Buffer;

beforeAll(async () => {
  server = await startServer({ ...unhurried, MAX_UPLOAD_MB: '2' });
  ann = await server.person('Ann');
  bob = await server.person('Bob');
  room = await generalRoom(ann);
  small = await sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

const upload = (name: string, bytes: Uint8Array = small, person = ann) =>
  person.upload<File & Failed>('/api/uploads', [['file', { name, bytes }]]);
const send = (parts: Part[], person = ann) => person.upload<Uploaded & Failed>('/api/upload', parts);
const picture = (name: string, bytes: Uint8Array = small): Part => ['file', { name, bytes }];
const postWith = (attachments: string[], text = '', person = ann) =>
  person.json<Message & Failed>('POST', `/api/rooms/${room}/messages`, { text, attachments });
const raw = (path: string, body: string | Buffer, person = ann) =>
  person.request<ErrorAnswer>('POST', path, {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body,
  });
const untouched = async (before: Awaited<ReturnType<typeof filesOnDisk>>) => {
  const after = await filesOnDisk(server.folder);
  expect(after.originals.toSorted()).toEqual(before.originals.toSorted());
  expect(after.temporaries).toEqual([]);
};

describe('uploads that a message claims', () => {
  test('files stand in the order named, also across people’s sight', async () => {
    const ids: string[] = [];
    for (const name of ['one.png', 'two.png', 'three.png']) {
      const { status, body } = await upload(name);
      expect([status, body.name, body.kind]).toEqual([201, name, 'image']);
      ids.push(body.id);
    }
    const order = [ids[2], ids[0], ids[1]] as string[];
    const sent = await postWith(order, 'a caption');
    expect(sent.status).toBe(201);
    expect(sent.body.attachments.map((one) => one.id)).toEqual(order);
    expect(sent.body.attachments[0]).toMatchObject({ width: 8, height: 6, mime: 'image/png' });
    const page = await bob.json<MessagePage>('GET', `/api/rooms/${room}/messages`);
    expect(page.body.messages.at(-1)?.attachments.map((one) => one.name)).toEqual([
      'three.png',
      'one.png',
      'two.png',
    ]);
  });

  test('an upload belongs to one message of its owner', async () => {
    const { body } = await upload('mine.png');
    expect((await postWith([body.id], '', bob)).body).toMatchObject({
      code: 'invalid-request',
      details: { field: 'attachments' },
    });
    expect((await bob.request('GET', body.url)).status).toBe(404);
    expect((await postWith([body.id])).status).toBe(201);
    expect((await postWith([body.id])).status).toBe(400);
    expect((await ann.json('DELETE', `/api/uploads/${body.id}`)).status).toBe(404);
  });

  test('a dropped upload leaves the disk; only its owner may drop it', async () => {
    const before = await filesOnDisk(server.folder);
    const { body } = await upload('dropped.png');
    expect((await filesOnDisk(server.folder)).originals).toHaveLength(before.originals.length + 1);
    expect((await bob.json('DELETE', `/api/uploads/${body.id}`)).status).toBe(404);
    expect((await ann.json('DELETE', `/api/uploads/${body.id}`)).status).toBe(204);
    await eventually(async () => {
      await untouched(before);
      expect((await filesOnDisk(server.folder)).derived).not.toContain(body.id);
    });
    expect((await postWith([body.id])).status).toBe(400);
  });

  test('21 files are too many, in either way, and a second file is not lost without a word', async () => {
    const before = await filesOnDisk(server.folder);
    const ids = Array.from({ length: 21 }, (_, n) => `1234567890123456${String(n).padStart(2, '0')}`);
    expect((await postWith(ids)).body).toMatchObject({ code: 'too-many-files', details: { limit: 20 } });
    const many = await send(Array.from({ length: 21 }, (_, n) => picture(`${n}.png`)));
    expect([many.status, many.body]).toMatchObject([413, { code: 'too-many-files' }]);
    const two = await ann.upload<ErrorAnswer>('/api/uploads', [picture('a.png'), picture('b.png')]);
    expect([two.status, two.body]).toMatchObject([413, { code: 'too-many-files', details: { limit: 1 } }]);
    await eventually(() => untouched(before));
    expect((await send(Array.from({ length: 20 }, (_, n) => picture(`${n}.png`)))).body.files).toHaveLength(
      20,
    );
  });
});

describe('the specification’s upload', () => {
  test('takes the sender from the form, the fields from either side of the files, and makes one message', async () => {
    await bob.listen();
    const form: Part[] = [
      ['user_uuid', ann.secret],
      ['text', 'before\nand after'],
      picture('1.png'),
      picture('2.png'),
      ['room', 'general'],
    ];
    const encoded = new Response(
      form.reduce((data, [name, value]) => {
        if (typeof value === 'string') data.append(name, value);
        else data.append(name, new Blob([new Uint8Array(value.bytes)]), value.name);
        return data;
      }, new FormData()),
    );
    const sent = await ann.request<Uploaded>('POST', '/api/upload', {
      headers: { ...stranger, 'content-type': encoded.headers.get('content-type') ?? '' },
      body: Buffer.from(await encoded.arrayBuffer()),
    });
    expect(sent.status).toBe(201);
    const { message, files } = sent.body;
    expect(sent.body.status).toBe('ok');
    expect(message).toMatchObject({ text: 'before\nand after', author: { id: ann.id }, room });
    expect(files.map((one) => one.name)).toEqual(['1.png', '2.png']);
    expect(sent.body.file).toEqual(files[0]);
    expect(files[0]?.url).toBe(files[0]?.urls.original);
    await eventually(() => {
      const posted = bob.events(`room:${room}`).filter((one) => one.event === 'message.posted');
      expect(posted.filter((one) => one.data.id === message.id)).toHaveLength(1);
    });
    expect(JSON.stringify(bob.frames)).not.toContain(ann.secret);
    bob.close();
  });

  test('goes to General where no room is named', async () => {
    expect((await send([picture('x.png')])).body.message.room).toBe(room);
    const unknown = await send([picture('x.png'), ['room', 'nowhere']]);
    expect([unknown.status, unknown.body.code]).toEqual([404, 'room-not-found']);
  });

  test('the same key again answers with the first message; the files are not kept twice', async () => {
    const clientId = crypto.randomUUID();
    const parts: Part[] = [['clientId', clientId], ['text', 'once'], picture('once.png')];
    const first = await send(parts);
    const before = await filesOnDisk(server.folder);
    const again = await send(parts);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.message.id).toBe(first.body.message.id);
    expect(again.body.files[0]?.id).toBe(first.body.files[0]?.id);
    await eventually(() => untouched(before));
    const other = await send([['clientId', clientId], ['text', 'other'], picture('once.png')]);
    expect([other.status, other.body.code]).toEqual([409, 'client-id-reused']);
    const wrong = await send([['clientId', 'mine'], picture('x.png')]);
    expect(wrong.body).toMatchObject({ code: 'invalid-request', details: { field: 'clientId' } });
    await eventually(() => untouched(before));
  });

  test('is all or nothing', async () => {
    const before = await filesOnDisk(server.folder);
    const page = () => ann.json<MessagePage>('GET', `/api/rooms/${room}/messages`);
    const last = (await page()).body.messages.at(-1)?.id;
    const refused: [Part[], number, string][] = [
      [
        [picture('a.png'), picture('b.exe', Buffer.from('MZ\x90\0\x03\0\0\0'.padEnd(512, '\0')))],
        415,
        'type-not-allowed',
      ],
      [[picture('a.png'), picture('b.png', Buffer.alloc(2 * 1024 * 1024 + 1))], 413, 'file-too-large'],
      [[picture('a.png'), ['text', 'x'.repeat(16_001)]], 413, 'text-too-long'],
      [[['text', 'no file']], 400, 'no-file'],
      [[picture('a.png'), ['room', '999999999999999999']], 404, 'room-not-found'],
      [[picture('empty.png', Buffer.alloc(0)), picture('a.png')], 415, 'type-not-allowed'],
    ];
    for (const [parts, status, code] of refused) {
      const answer = await send(parts);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(answer.body.error.length).toBeGreaterThan(10);
    }
    const nobody = await raw('/api/upload', `${partHead('file', 'a.png')}x${formEnd}`, {
      request: (method: string, path: string, input: { headers: Record<string, string>; body: string }) =>
        ann.request(method, path, { ...input, headers: { ...input.headers, ...stranger } }),
    } as unknown as TestPerson);
    expect([nobody.status, nobody.body.code]).toEqual([401, 'unauthenticated']);
    expect((await page()).body.messages.at(-1)?.id).toBe(last);
    await eventually(() => untouched(before));
  });
});

describe('limits and broken bodies', () => {
  test('a file of exactly the limit is taken; one byte more is refused by name and limit', async () => {
    const limit = 2 * 1024 * 1024;
    const exact = Buffer.concat([small, Buffer.alloc(limit - small.length)]);
    expect((await upload('exact.png', exact)).status).toBe(201);
    const over = await upload('over.png', Buffer.concat([exact, Buffer.alloc(1)]));
    expect(over.status).toBe(413);
    expect(over.body).toMatchObject({ code: 'file-too-large', details: { name: 'over.png', limit } });
    expect(over.body.error).toContain('2 MB');
  });

  test('a large file is refused while it streams: the sentence arrives, the rest is hardly read', async () => {
    const before = await filesOnDisk(server.folder);
    for (const path of ['/api/uploads', '/api/upload']) {
      const head = partHead('file', 'film.mp4');
      const got = await stream(server, { path, secret: ann.secret, head, pieces: 400 });
      expect([path, got.status]).toEqual([path, 413]);
      expect(JSON.parse(got.text)).toMatchObject({ code: 'file-too-large', details: { name: 'film.mp4' } });
      // The limit, what is thrown away after the answer, and what fits into the buffers of two TLS ends.
      expect(got.sentBytes).toBeLessThan(24 * 1024 * 1024);
    }
    await eventually(() => untouched(before));
  });

  test('truncated and malformed multipart is refused and leaves nothing', async () => {
    const before = await filesOnDisk(server.folder);
    const whole = Buffer.concat([Buffer.from(partHead('file', 'a.png')), small, Buffer.from(formEnd)]);
    const bodies: (string | Buffer)[] = [
      whole.subarray(0, whole.length - formEnd.length - 5),
      whole.subarray(0, 60),
      partHead('text'),
      'nonsense',
    ];
    for (const path of ['/api/uploads', '/api/upload']) {
      for (const body of bodies) {
        const answer = await raw(path, body);
        expect([path, String(body).slice(0, 9), answer.status]).toEqual([
          path,
          String(body).slice(0, 9),
          400,
        ]);
        expect(['bad-multipart', 'no-file']).toContain(answer.body.code);
      }
      expect((await raw(path, bodies[0] as Buffer)).body.code).toBe('bad-multipart');
      expect((await ann.json<ErrorAnswer>('POST', path, { file: 'x' })).body.code).toBe('bad-multipart');
    }
    await eventually(() => untouched(before));
  });

  test('five uploads of one person at a time are one too many, in either way', async () => {
    const before = await filesOnDisk(server.folder);
    for (const path of ['/api/uploads', '/api/upload']) {
      const slow = Array.from({ length: 4 }, () => {
        const socket = tlsConnect({ port: server.port, host: '127.0.0.1', ca: server.caPem });
        socket.on('error', () => {});
        socket.write(
          `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-User-UUID: ${ann.secret}\r\n` +
            `Content-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: 900000\r\n\r\n` +
            `${partHead('file', 'a.png')}x`,
        );
        return socket;
      });
      await eventually(async () => expect((await filesOnDisk(server.folder)).temporaries).toHaveLength(4));
      const fifth = await ann.upload<Failed>(path, [picture('fifth.png')]);
      expect([path, fifth.status, fifth.body.code]).toEqual([path, 429, 'rate-limited']);
      expect(Number(fifth.headers['retry-after'])).toBeGreaterThan(0);
      expect((await upload('other.png', small, bob)).status).toBe(201);
      for (const socket of slow) socket.destroy();
      await eventually(async () => expect((await filesOnDisk(server.folder)).temporaries).toEqual([]));
      expect((await ann.upload(path, [picture('free.png')])).status).toBe(201);
    }
    expect((await filesOnDisk(server.folder)).originals).toHaveLength(before.originals.length + 4);
  });

  test('a connection that breaks off in the middle leaves nothing', async () => {
    const before = await filesOnDisk(server.folder);
    const socket = tlsConnect({ port: server.port, host: '127.0.0.1', ca: server.caPem });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    socket.write(
      `POST /api/uploads HTTP/1.1\r\nHost: 127.0.0.1\r\nX-User-UUID: ${ann.secret}\r\n` +
        `Content-Type: multipart/form-data; boundary=${boundary}\r\nContent-Length: 900000\r\n\r\n` +
        partHead('file', 'a.png'),
    );
    socket.write(small);
    await eventually(async () => expect((await filesOnDisk(server.folder)).temporaries).toHaveLength(1));
    socket.destroy();
    await eventually(() => untouched(before));
  });
});

describe('what is taken', () => {
  test('content decides: wrong and missing extensions work, forbidden content under a good name does not', async () => {
    const jpegBytes = await readFile(await jpeg());
    for (const name of ['photo.png', 'photo.exe', 'photo', 'photo.mp4']) {
      const { status, body } = await upload(name, jpegBytes);
      expect([name, status, body.mime, body.name]).toEqual([name, 201, 'image/jpeg', name]);
    }
    const bad: [string, Buffer | string, string][] = [
      ['page.png', '<!doctype html><html><script>alert(1)</script></html>', 'text/html'],
      ['page.jpg', '<script>alert(1)</script>', 'text'],
      ['setup.jpg', `MZ\x90\0${'\0'.repeat(500)}`, ''],
      ['page.html', '<!doctype html><p>', 'text/html'],
      ['notes.webp', 'just some notes', 'text'],
      ['noise.mp4', Buffer.alloc(4096, 0x5a), ''],
      ['empty.gif', '', ''],
    ];
    for (const [name, content, found] of bad) {
      const { status, body } = await upload(name, Buffer.from(content));
      expect([name, status, body.code]).toEqual([name, 415, 'type-not-allowed']);
      expect(body.error).toContain(`“${name}”`);
      expect(String(body.details.found)).toContain(found);
    }
    const inRussian = await ann.request<ErrorAnswer>('POST', '/api/uploads', {
      headers: {
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'accept-language': 'ru-RU,ru;q=0.9,en;q=0.5',
      },
      body: `${partHead('file', 'a.png')}hello${formEnd}`,
    });
    expect(inRussian.body.error).toContain('такие файлы не принимаются');
  });

  test('any name comes back as it was; the name on the disk is harmless', async () => {
    const names: [string, string?][] = [
      ['файл с пробелами и ё.png'],
      ['日本語 🎉👩‍👩‍👧 العربية.png'],
      ['a#b?c%d&e=f+g;h.png'],
      [`quote"and'apostrophe.png`],
      ['100%25.png'],
      ['e\u0301tude.png', 'étude.png'],
      ['../../../etc/passwd.png', 'passwd.png'],
      ['C:\\Windows\\system32\\x.png', 'x.png'],
      ['invoice\u202egnp.exe.png', 'invoicegnp.exe.png'],
      ['CON.png'],
      ['.htaccess'],
      ['....'],
      ['-rf.png'],
      ['<img src=x onerror=alert(1)>.png'],
      [`${'ы'.repeat(300)}.png`, `${'ы'.repeat(125)}.png`],
      ['$(reboot)`id`.png'],
      ['name.png '.repeat(3), 'name.png name.png name.png'],
    ];
    for (const [name, expected = name] of names) {
      const { status, body } = await upload(name);
      expect([name, status]).toEqual([name, 201]);
      expect(body.name).toBe(expected);
      expect(Buffer.byteLength(body.name)).toBeLessThanOrEqual(255);
      const prepared = await whenPrepared(ann, (await postWith([body.id])).body.id);
      const got = await bob.request('GET', prepared.attachments[0]?.url ?? '');
      expect([name, got.status]).toEqual([name, 200]);
      const disposition = String(got.headers['content-disposition']);
      const encoded = /filename\*=UTF-8''([!#$&+.^_`|~\w%-]+)$/.exec(disposition)?.[1] ?? '';
      expect(decodeURIComponent(encoded)).toBe(expected);
      expect(disposition).toMatch(/^inline; filename="[\x20-\x21\x23-\x5b\x5d-\x7e]*"; /);
    }
    const { originals } = await filesOnDisk(server.folder);
    for (const original of originals) {
      expect(original).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_[^/\\\p{Cc}\p{Cf}<>:"|?*]+$/u);
      expect(Buffer.byteLength(original)).toBeLessThanOrEqual(237);
      expect(original.slice(37)).not.toMatch(/^(con|nul|\.|-rf\.exe)/i);
    }
    expect(existsSync(join(server.folder, 'static/etc'))).toBe(false);
  });
});

describe('privacy', () => {
  test('what can’t be shown can be had by others too, without what it tells of its owner', async () => {
    const path = await truncated(await clips.mp4(), 'cut-off.mp4', 0.6);
    const whole = await readFile(await clips.mp4());
    const moov = whole.indexOf('moov');
    const broken = Buffer.from(whole);
    broken.write('xxxx', broken.indexOf('trak', moov), 'latin1');
    broken.write('xxxx', broken.lastIndexOf('trak'), 'latin1');
    expect(broken.includes(marks.location)).toBe(true);
    for (const [name, bytes] of [
      ['cut-off.mp4', await readFile(path)],
      ['broken.mp4', broken],
    ] as const) {
      const answer = await send([picture(name, bytes)]);
      const [file] = (await whenPrepared(bob, answer.body.message.id)).attachments;
      expect([name, file?.state, file?.onlyFor]).toEqual([name, 'failed', null]);
      const got = await bob.request('GET', file?.url ?? '');
      expect([name, got.status, got.bytes.length]).toEqual([name, 200, bytes.length]);
      for (const mark of Object.values(marks)) expect(got.bytes.includes(mark)).toBe(false);
    }
  });

  test('place, owner and serial number are gone from what others get; before that there is only a 409', async () => {
    const photo = await readFile(await jpeg(6));
    expect(photo.includes(marks.serial)).toBe(true);
    const answers = new Set<number>();
    const sent: Message[] = [];
    for (let n = 0; n < 8; n++) {
      const answer = await send([picture(`private-${n}.jpg`, photo)]);
      sent.push(answer.body.message);
      const early = await bob.request<ErrorAnswer>('GET', answer.body.file.url);
      answers.add(early.status);
      if (early.status === 409) expect(early.body.code).toBe('processing');
      else for (const mark of Object.values(marks)) expect(early.bytes.includes(mark)).toBe(false);
    }
    expect(answers).toContain(409);
    for (const message of sent) {
      const [prepared] = (await whenPrepared(bob, message.id)).attachments;
      expect(prepared).toMatchObject({ state: 'ready', width: 900, height: 600 });
      for (const url of Object.values(prepared?.urls ?? {})) {
        const { status, bytes } = await bob.request('GET', url);
        expect([url, status]).toEqual([url, 200]);
        for (const mark of Object.values(marks)) expect(bytes.includes(mark)).toBe(false);
        const { exif } = await sharp(bytes).metadata();
        expect(exif?.includes('GPS') ?? false).toBe(false);
      }
    }
    for (const name of (await filesOnDisk(server.folder)).originals.filter((one) =>
      one.includes('private-'),
    )) {
      const bytes = await readFile(join(server.folder, 'static/media', name));
      for (const mark of Object.values(marks)) expect(bytes.includes(mark)).toBe(false);
    }
  });

  test('a broken photo and a video keep no place either', async () => {
    const photo = await readFile(await jpeg());
    const broken = await file('broken-gps.jpg', photo.subarray(0, Math.floor(photo.length * 0.4)));
    const film = await clips.mp4();
    for (const path of [broken, film, await png()]) {
      const answer = await send([picture(`x${path.slice(-4)}`, await readFile(path))]);
      expect([path, answer.status]).toEqual([path, 201]);
      const [prepared] = (await whenPrepared(bob, answer.body.message.id)).attachments;
      const { status, bytes } = await bob.request('GET', prepared?.url ?? '');
      expect([path, status]).toEqual([path, 200]);
      for (const mark of Object.values(marks)) expect([path, bytes.includes(mark)]).toEqual([path, false]);
    }
  });

  test('what could not be cleaned stays with its owner', async () => {
    const head = (await readFile(await clips.mp4())).subarray(0, 64);
    const answer = await send([picture('torn.mp4', Buffer.concat([head, Buffer.from(marks.location)]))]);
    expect(answer.status).toBe(201);
    const [prepared] = (await whenPrepared(bob, answer.body.message.id)).attachments;
    expect(prepared).toMatchObject({ state: 'failed', onlyFor: ann.id });
    expect((await ann.request('GET', prepared?.url ?? '')).status).toBe(200);
    const others = await bob.request<{ code: string }>('GET', prepared?.url ?? '');
    expect([others.status, others.body.code]).toEqual([409, 'processing']);
  });
});

describe('delivery', () => {
  let url: string;
  let bytes: Buffer;
  beforeAll(async () => {
    const sent = await send([picture('ranges.png', await readFile(await png()))]);
    const [prepared] = (await whenPrepared(ann, sent.body.message.id)).attachments;
    url = prepared?.url ?? '';
    bytes = (await ann.request('GET', url)).bytes;
    expect(bytes.length).toBe(prepared?.size);
  });
  const get = (headers: Record<string, string>, method = 'GET') => bob.request(method, url, { headers });

  test('ranges are exact', async () => {
    const size = bytes.length;
    const ranges: [string, number, number][] = [
      ['bytes=0-1', 0, 1],
      ['bytes=5-5', 5, 5],
      ['bytes=10-', 10, size - 1],
      ['bytes=-7', size - 7, size - 1],
      [`bytes=${size - 1}-`, size - 1, size - 1],
      [`bytes=3-${size * 2}`, 3, size - 1],
      [`bytes=-${size * 2}`, 0, size - 1],
    ];
    for (const [range, start, end] of ranges) {
      const part = await get({ range });
      expect([range, part.status]).toEqual([range, 206]);
      expect(part.headers['content-range']).toBe(`bytes ${start}-${end}/${size}`);
      expect(part.headers['content-length']).toBe(String(end - start + 1));
      expect(part.bytes.equals(bytes.subarray(start, end + 1))).toBe(true);
    }
    for (const range of [`bytes=${size}-`, 'bytes=-0']) {
      const outside = await get({ range });
      expect([range, outside.status]).toEqual([range, 416]);
      expect(outside.headers['content-range']).toBe(`bytes */${size}`);
    }
    for (const range of ['bytes=5-2', 'items=0-1', 'bytes=a-b']) {
      const whole = await get({ range });
      expect([range, whole.status, whole.bytes.equals(bytes)]).toEqual([range, 200, true]);
    }
  });

  test('conditions and HEAD', async () => {
    const whole = await get({});
    const etag = String(whole.headers.etag);
    expect(whole.headers['accept-ranges']).toBe('bytes');
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const same = await get({ 'if-none-match': tag });
      expect([tag, same.status, same.bytes.length]).toEqual([tag, 304, 0]);
      expect(same.headers.etag).toBe(etag);
    }
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200);
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206);
    expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
    const head = await get({}, 'HEAD');
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(bytes.length));
    expect(head.headers.etag).toBe(etag);
  });

  test('headers make it inert and private', async () => {
    const { headers } = await get({});
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, max-age=31536000, immutable',
      'cross-origin-resource-policy': 'same-origin',
    });
    const outsider = await get(stranger);
    expect([outsider.status, outsider.text.includes('PNG')]).toEqual([401, false]);
    expect((await bob.request('GET', url.replace('/original/', '/nothing/'))).status).toBe(404);
    expect(
      (await bob.request('GET', url.replace('/original/', '/..%2Foriginal/'))).status,
    ).toBeGreaterThanOrEqual(400);
    expect((await bob.request('GET', '/media/999999999999999999/original/x.png')).status).toBe(404);
    expect((await bob.request('GET', '/static/media/')).status).toBe(404);
  });

  test('an SVG shows as a picture of its own; the original can only be saved', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" onload="alert(1)"><script>alert(2)</script><image href="https://example.org/x.png" width="9" height="9"/><rect width="60" height="40" fill="#0a0"/></svg>`;
    const sent = await send([picture('logo.svg', Buffer.from(svg))]);
    const [prepared] = (await whenPrepared(ann, sent.body.message.id)).attachments;
    expect(prepared).toMatchObject({ state: 'ready', width: 60, height: 40, mime: 'image/svg+xml' });
    const original = await bob.request('GET', prepared?.url ?? '');
    expect(original.headers['content-disposition']).toMatch(/^attachment;/);
    expect(original.headers['content-security-policy']).toMatch(/^sandbox;/);
    const { original: _original, ...shown } = prepared?.urls ?? { original: '' };
    expect(Object.keys(shown)).toEqual(expect.arrayContaining(['play', 'thumb400']));
    for (const address of Object.values(shown)) {
      const { headers } = await bob.request('GET', address);
      expect(headers['content-type']).toMatch(/^image\/(png|webp)$/);
    }
  });
});

test('what retention deletes is gone from the disk, with all that was derived from it', async () => {
  const made = await server.admin.json<{ id: string }>('POST', '/api/admin/rooms', { name: 'Short' });
  const short = made.body.id;
  await server.admin.json('PATCH', `/api/admin/rooms/${short}`, { keep: { last: 1 } });
  const photo = await readFile(await jpeg());
  const sent = await send([['room', short], picture('retained.jpg', photo), picture('other.jpg', photo)]);
  const { attachments } = await whenPrepared(ann, sent.body.message.id);
  const before = await filesOnDisk(server.folder);
  for (const { id } of attachments) expect(before.derived).toContain(id);
  expect(before.originals.filter((name) => name.endsWith('retained.jpg'))).toHaveLength(1);
  await ann.json('POST', `/api/rooms/${short}/messages`, { text: 'pushes it out' });
  await eventually(async () => {
    const after = await filesOnDisk(server.folder);
    for (const { id } of attachments) expect(after.derived).not.toContain(id);
    expect(after.originals.filter((name) => name.endsWith('retained.jpg'))).toEqual([]);
  });
  expect((await ann.request('GET', attachments[0]?.url ?? '')).status).toBe(404);
  const removed = await send([['room', short], picture('removed-room.jpg', photo)]);
  await server.admin.json('DELETE', `/api/admin/rooms/${short}`);
  expect((await ann.request('GET', removed.body.file.url)).status).toBe(404);
  await eventually(async () => {
    const after = await filesOnDisk(server.folder);
    expect(after.originals.filter((name) => name.endsWith('removed-room.jpg'))).toEqual([]);
    expect(after.derived).not.toContain(removed.body.file.id);
  }, 20_000);
}, 60_000);

const samples = existsSync(join(samplesDir, 'SAMPLES.tsv'));
test.runIf(samples)(
  'every shared file is taken as what it is',
  async () => {
    const lines = (await readFile(join(samplesDir, 'SAMPLES.tsv'), 'utf8')).trim().split('\n').slice(1);
    const roomy = await startServer(unhurried);
    try {
      const carol = await roomy.person('Carol');
      let taken = 0;
      for (const line of lines) {
        const [path = '', kind = ''] = line.split('\t');
        if (!existsSync(join(samplesDir, path))) continue;
        const name = path.split('/').at(-1) ?? '';
        const { status, body } = await upload(name, await readFile(join(samplesDir, path)), carol);
        expect([path, status, body.code]).toEqual([path, 201, undefined]);
        taken++;
        expect([path, body.kind]).toEqual([path, kind === 'svg' ? 'image' : kind]);
        if (body.kind === 'image')
          expect([path, body.reason, (body.width ?? 0) > 0]).toEqual([path, null, true]);
        expect((await carol.json('DELETE', `/api/uploads/${body.id}`)).status).toBe(204);
      }
      expect(taken).toBeGreaterThan(40);
    } finally {
      await roomy.stop();
      await roomy.remove();
    }
  },
  180_000,
);
