import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PersonLink } from '../../protocol/accounts.ts';
import type { Message, MessagePage } from '../../protocol/messages.ts';
import type { Context } from '../../server/context.ts';
import type { Reads, Writes } from '../../server/database-thread.ts';
import { openDatabase } from '../../server/db/database.ts';
import { sweep } from '../../server/features/attachments/sweep.ts';
import { openMediaStore } from '../../server/media/store.ts';
import { eventually } from '../support/eventually.ts';
import { TestPerson } from '../support/person.ts';
import { adminSecret } from '../support/server.ts';
import { closedWith, generalRoom, secretOf, unhurried } from '../support/wire.ts';

const root = join(import.meta.dirname, '../..');
const seed = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const rounds = 4;
const clients = 4;
/** Every fourth message is an upload that is claimed afterwards, every fourth one that does both at once. */
const claimed = 1;
const oneStep = 3;

/** mulberry32: the same seed kills at the same moments. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let folder: string;
let port: number;
let child: ChildProcess | null = null;

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bungaacord-chaos-'));
  port = await freePort();
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const caPem = () => readFile(join(folder, 'data/tls/ca.crt'), 'utf8');
const connect = async (secret: string) =>
  TestPerson.connect({ url: `https://127.0.0.1:${port}`, caPem: await caPem(), secret });

async function start(env: Record<string, string> = {}): Promise<ChildProcess> {
  const started = spawn(process.execPath, [join(root, 'server/main.ts')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      LANG: 'en',
      PORT: String(port),
      HOST: '127.0.0.1',
      ADMIN_UUID: adminSecret,
      MAX_MESSAGES: '0',
      MIN_FREE_MB: '1',
      LOG_LEVEL: 'error',
      ...unhurried,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let output = '';
  started.stdout?.on('data', (data) => (output += String(data)));
  started.stderr?.on('data', (data) => (output += String(data)));
  await eventually(async () => {
    if (started.exitCode !== null) throw new Error(`ended with ${started.exitCode}: ${output}`);
    await connect(adminSecret);
  }, 20_000);
  return started;
}

const ended = (process: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (process.exitCode !== null || process.signalCode !== null) resolve(process.exitCode);
    else process.once('exit', (code) => resolve(code));
  });

interface Intent {
  key: string;
  text: string;
  kind: number;
  /** What the server has acknowledged. */
  message: Message | null;
}

/** Writes until the server dies: texts, uploads that are claimed, and the one-step upload, in turn. */
async function write(person: TestPerson, room: string, bytes: Buffer, intents: Intent[]): Promise<void> {
  for (let n = 0; ; n++) {
    const text = `${person.id} ${intents.length}`;
    const intent: Intent = { key: crypto.randomUUID(), text, kind: n % 4, message: null };
    intents.push(intent);
    try {
      intent.message = await send(person, { room, intent, bytes });
    } catch {
      return;
    }
    if (!intent.message) return;
  }
}

async function send(
  person: TestPerson,
  input: { room: string; intent: Intent; bytes: Buffer },
): Promise<Message | null> {
  const { room, intent, bytes } = input;
  const { text, kind, key: clientId } = intent;
  const file = { name: 'chaos.png', bytes };
  if (kind === oneStep) {
    const sent = await person.upload<{ message: Message }>('/api/upload', [
      ['room', room],
      ['text', text],
      ['clientId', clientId],
      ['file', file],
    ]);
    return sent.status < 300 ? sent.body.message : null;
  }
  const attachments: string[] = [];
  if (kind === claimed)
    attachments.push((await person.upload<{ id: string }>('/api/uploads', [['file', file]])).body.id);
  const path = `/api/rooms/${room}/messages`;
  const sent = await person.json<Message>('POST', path, { text, clientId, attachments });
  return sent.status < 300 ? sent.body : null;
}

/** How many messages with a file were acknowledged. */
const uploadsIn = (intents: readonly Intent[]) =>
  intents.filter(({ message }) => (message?.attachments.length ?? 0) > 0).length;

async function everyMessage(person: TestPerson, room: string): Promise<Message[]> {
  const all: Message[] = [];
  for (let after = 0; ; ) {
    const path = `/api/rooms/${room}/messages?limit=200&after=${after}`;
    const { body } = await person.json<MessagePage>('GET', path);
    all.push(...body.messages);
    if (!body.hasAfter) return all;
    after = body.messages.at(-1)?.seq ?? 0;
  }
}

async function proveFiles(): Promise<void> {
  const db = await openDatabase<Writes, Reads>({
    path: join(folder, 'data/bungaacord.db'),
    thread: new URL('../../server/database-thread.ts', import.meta.url),
    readers: 1,
    onCommit: () => {},
    afterHandingOn: (then) => then(),
    onDeath: (error) => {
      throw error;
    },
  });
  const mediaDir = join(folder, 'static/media');
  const store = await openMediaStore({ mediaDir, dataDir: join(folder, 'data') });
  // The sweep spares what may still be on its way; two hours later nothing is.
  await sweep({ db } as Context, store, Date.now() + 2 * 3_600_000);
  await db.close();
  const sql = new Database(join(folder, 'data/bungaacord.db'), { readonly: true });
  try {
    const rows = sql.prepare('select cast(id as text) as id, disk_name, state, reason from media').all() as {
      id: string;
      disk_name: string;
      reason: string | null;
    }[];
    const originals = (await readdir(mediaDir)).filter((name) => /^[0-9a-f-]{36}_/.test(name));
    expect(originals.toSorted()).toEqual(rows.map((row) => row.disk_name).toSorted());
    expect(rows.filter((row) => row.reason === 'file-missing')).toEqual([]);
    const ids = new Set(rows.map((row) => row.id));
    for (const derived of await readdir(join(mediaDir, 'derived'))) expect(ids).toContain(derived);
    expect(await readdir(join(folder, 'data/tmp'))).toEqual([]);
    const lonely = 'select count(*) as n from attachments where media_id not in (select id from media)';
    expect(sql.prepare(lonely).get()).toEqual({ n: 0 });
    const gaps = sql
      .prepare(
        `select s.name, s.seq, s.tail, count(e.seq) as n, max(e.seq) as newest from streams s
           left join events e on e.stream_id = s.id group by s.id
         having s.seq <> s.tail + n or (n > 0 and newest <> s.seq)`,
      )
      .all();
    expect(gaps).toEqual([]);
    expect(sql.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(sql.pragma('foreign_key_check')).toEqual([]);
  } finally {
    sql.close();
  }
}

test(`kill -9 at any moment loses nothing that was acknowledged (CHAOS_SEED=${seed})`, async () => {
  process.stdout.write(`CHAOS_SEED=${seed}\n`);
  const random = randomFrom(seed);
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'teal' } })
    .png()
    .toBuffer();
  let running = await start();
  const admin = await connect(adminSecret);
  const room = await generalRoom(admin);
  const secrets: string[] = [];
  for (let n = 0; n < clients; n++) {
    const made = await admin.json<PersonLink>('POST', '/api/admin/people', { name: `Client ${n}` });
    secrets.push(secretOf(made.body.link));
  }
  const intents = new Map<string, Intent[]>(secrets.map((secret) => [secret, []]));
  for (let round = 0; round < rounds; round++) {
    const writers = await Promise.all(secrets.map(connect));
    const written = uploadsIn([...intents.values()].flat());
    const writing = writers.map((person) => write(person, room, bytes, intents.get(person.secret) ?? []));
    // Every other round dies in the midst of uploads, which the media worker takes up only a while after a start.
    if (round % 2 === 0) {
      await eventually(
        () => expect(uploadsIn([...intents.values()].flat())).toBeGreaterThan(written),
        20_000,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50 + random() * 700));
    running.kill('SIGKILL');
    await ended(running);
    await Promise.all(writing);
    running = await start();
  }

  const again = await connect(adminSecret);
  const before = await everyMessage(again, room);
  const acknowledged = [...intents.values()].flat().filter((intent) => intent.message);
  expect(acknowledged.length).toBeGreaterThan(clients);
  expect(before.some((message) => message.attachments.length > 0)).toBe(true);
  for (const { message } of acknowledged) {
    const kept = before.filter((one) => one.id === message?.id);
    expect(kept.map(({ text, seq, attachments }) => [text, seq, attachments.length])).toEqual([
      [message?.text, message?.seq, message?.attachments.length],
    ]);
    for (const file of kept[0]?.attachments ?? []) expect(file.reason).not.toBe('file-missing');
  }
  // Whoever got no answer sends again, and so does somebody who got one: each text is there once.
  for (const secret of secrets) {
    const person = await connect(secret);
    for (const intent of intents.get(secret) ?? []) {
      const kept = before.find((one) => one.text === intent.text);
      if (intent.kind === oneStep) {
        const answer = await send(person, { room, intent, bytes });
        expect(answer?.id).toBe(kept?.id ?? answer?.id);
        continue;
      }
      const attachments = kept?.attachments.map((file) => file.id) ?? [];
      const body = { text: intent.text, clientId: intent.key, attachments };
      const answer = await person.json<Message>('POST', `/api/rooms/${room}/messages`, body);
      expect([answer.status, answer.body.id]).toEqual(kept ? [200, kept.id] : [201, answer.body.id]);
    }
  }
  const after = await everyMessage(again, room);
  expect(new Set(after.map((message) => message.text)).size).toBe(after.length);
  expect(after.map((message) => message.text).toSorted()).toEqual(
    [...intents.values()]
      .flat()
      .map((intent) => intent.text)
      .toSorted(),
  );
  for (const message of after) {
    for (const file of message.attachments)
      expect((await again.request('HEAD', file.url)).status).not.toBe(404);
  }
  running.kill('SIGKILL');
  await ended(running);
  await proveFiles();
}, 120_000);

test('kill -9 while retention deletes leaves no orphan file and no message without its file', async () => {
  const random = randomFrom(seed + 1);
  const bytes = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'navy' } })
    .png()
    .toBuffer();
  for (let round = 0; round < 2; round++) {
    const running = await start({ MAX_MESSAGES: '3' });
    const admin = await connect(adminSecret);
    const writing = write(admin, await generalRoom(admin), bytes, []);
    await new Promise((resolve) => setTimeout(resolve, 500 + random() * 800));
    running.kill('SIGKILL');
    await ended(running);
    await writing;
  }
  await proveFiles();
}, 60_000);

test('SIGTERM tells the sockets, lets what is under way finish, and ends within 5 s', async () => {
  const running = await start();
  const admin = await connect(adminSecret);
  await admin.listen();
  const room = await generalRoom(admin);
  const sent = await admin.json<Message>('POST', `/api/rooms/${room}/messages`, { text: 'last words' });
  const startedAt = performance.now();
  running.kill('SIGTERM');
  await closedWith(admin, 1012, 3000);
  expect(await ended(running)).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(5000);
  expect(existsSync(join(folder, 'data/bungaacord.db'))).toBe(true);
  await start();
  const kept = await everyMessage(await connect(adminSecret), room);
  expect(kept.map((message) => message.id)).toEqual([sent.body.id]);
}, 60_000);
