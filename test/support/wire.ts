import { readdir, readFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import type { Overview } from '../../protocol/rooms.ts';
import { eventually } from './eventually.ts';
import { TestPerson } from './person.ts';
import type { TestServer } from './server.ts';

/** Headers of somebody who shows nothing. */
export const stranger = { 'x-user-uuid': '' };

/** Limits out of the way, for tests that are not about them. */
export const unhurried = {
  MESSAGES_PER_SECOND: '10000',
  MESSAGE_BURST: '10000',
  REQUESTS_PER_SECOND: '10000',
  REQUEST_BURST: '10000',
  SIGN_INS_PER_MINUTE: '1000',
  UPLOADS_PER_HOUR: '10000',
};

export const secretOf = (link: string): string => new URL(link).searchParams.get('user') ?? '';

export const connect = (server: TestServer, secret: string): Promise<TestPerson> =>
  TestPerson.connect({ url: server.url, caPem: server.caPem, secret });

/** Signs in as a browser does; answers the headers that its requests carry from then on. */
export async function signIn(server: TestServer, secret: string, userAgent = 'test') {
  const answer = await server.admin.request('POST', '/api/session', {
    headers: { ...stranger, 'content-type': 'application/json', 'user-agent': userAgent, origin: server.url },
    body: JSON.stringify({ user: secret }),
  });
  expect(answer.status).toBe(200);
  const setCookie = String(answer.headers['set-cookie']);
  return { setCookie, browser: { ...stranger, cookie: setCookie.split(';')[0] ?? '', origin: server.url } };
}

export async function generalRoom(person: TestPerson): Promise<string> {
  const room = (await person.json<Overview>('GET', '/api/rooms')).body.rooms.find(
    (one) => one.name === 'General',
  );
  if (!room) throw new Error('no General');
  return room.id;
}

/** A message once none of its files is being prepared any more. */
export const whenPrepared = (person: TestPerson, id: string, withinMs = 30_000): Promise<Message> =>
  eventually(async () => {
    const { body } = await person.json<Message>('GET', `/api/messages/${id}`);
    if (body.attachments.some((file) => file.state === 'processing')) throw new Error('still processing');
    return body;
  }, withinMs);

export const closedWith = (person: TestPerson, code: number, withinMs = 1000): Promise<void> =>
  eventually(() => expect(person.closeCode).toBe(code), withinMs);

/** Originals, derived folders and temporaries on the disk. */
export async function filesOnDisk(folder: string) {
  const list = (path: string) => readdir(join(folder, path)).catch(() => []);
  const media = await list('static/media');
  return {
    originals: media.filter((name) => /^[0-9a-f-]{36}_/.test(name)),
    derived: await list('static/media/derived'),
    temporaries: await list('data/tmp'),
  };
}

/** Every file below a folder, with its bytes. */
export async function everyFile(folder: string): Promise<{ path: string; bytes: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => ({ path, bytes: await readFile(path) })));
}

export const boundary = 'test-boundary-8462';
export const partHead = (name: string, filename?: string): string =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${
    filename === undefined ? '' : `; filename="${filename}"`
  }\r\n${filename === undefined ? '' : 'Content-Type: application/octet-stream\r\n'}\r\n`;
export const formEnd = `\r\n--${boundary}--\r\n`;

/** Sends a body piece by piece until an answer comes; says how much had left by then. */
export function stream(
  server: TestServer,
  input: { path: string; secret: string; head: string; pieces: number; pieceBytes?: number },
): Promise<{ status: number; text: string; sentBytes: number }> {
  const piece = Buffer.alloc(input.pieceBytes ?? 256 * 1024, 7);
  return new Promise((resolve, reject) => {
    let status = 0;
    let text = '';
    let answered = false;
    const call = httpsRequest(new URL(input.path, server.url), {
      method: 'POST',
      ca: server.caPem,
      headers: {
        'x-user-uuid': input.secret,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': Buffer.byteLength(input.head) + input.pieces * piece.length,
      },
    });
    let sentBytes = 0;
    const done = () => resolve({ status, text, sentBytes });
    call.on('response', (response) => {
      answered = true;
      status = response.statusCode ?? 0;
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', done);
      response.on('error', done);
    });
    call.on('error', (error) => (answered ? done() : reject(error)));
    call.write(input.head);
    const next = (left: number) => {
      if (answered || left === 0) return;
      sentBytes += piece.length;
      call.write(piece, (error) => {
        if (!error) next(left - 1);
      });
    };
    next(input.pieces);
  });
}
