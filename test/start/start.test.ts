import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import { pdf } from '../support/document-fixtures.ts';
import { eventually } from '../support/eventually.ts';
import { png } from '../support/fixtures.ts';
import { TestPerson } from '../support/person.ts';
import { whenReady } from '../support/when-ready.ts';
import { cleanUp, newFolder, type Program, root, startProgram } from './program.ts';

afterEach(cleanUp);

const startScript = join(root, 'bin/start.js');
const serverScript = join(root, 'server/main.ts');
const link = /https:\/\/localhost:(\d+)\/\?user=([0-9a-f-]{36})/;

const start = (cwd: string, env: Record<string, string> = {}) =>
  startProgram([process.execPath, startScript], cwd, { PORT: '0', ...env });
const server = (cwd: string, env: Record<string, string> = {}) =>
  startProgram([process.execPath, serverScript], cwd, { PORT: '0', ...env });

/** The status of `GET /health` by a client that trusts the server's authority alone. */
function health(cwd: string, port: string | undefined): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const ca = readFileSync(join(cwd, 'data/tls/ca.crt'));
    request({ host: 'localhost', port, path: '/health', ca, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

async function stopped(program: Program, signal: NodeJS.Signals) {
  const before = Date.now();
  program.child.kill(signal);
  return { code: await program.ends(), tookMs: Date.now() - before };
}

// Two whole starts, on a machine that does other things as well.
const startsMs = 120_000;

test('the first start makes everything and prints the link; the second keeps it; both stop when told', {
  timeout: startsMs,
}, async () => {
  const cwd = newFolder();
  const first = start(cwd);
  const [, port, secret] = await first.prints(link);
  expect(readFileSync(join(cwd, '.env'), 'utf8')).toBe(`ADMIN_UUID=${secret}\n`);
  expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600);
  expect(await health(cwd, port)).toBe(200);
  await first.prints(/█.*\n/);
  const ended = await stopped(first, 'SIGTERM');
  expect(ended.code).toBe(0);
  expect(ended.tookMs).toBeLessThan(5000);

  const authority = readFileSync(join(cwd, 'data/tls/ca.crt'), 'utf8');
  const second = start(cwd);
  const [, , sameSecret] = await second.prints(link);
  expect(sameSecret).toBe(secret);
  expect(readFileSync(join(cwd, 'data/tls/ca.crt'), 'utf8')).toBe(authority);
  expect((await stopped(second, 'SIGINT')).code).toBe(0);
});

test('what is put together finds all of its threads and processes', { timeout: startsMs }, async () => {
  const cwd = newFolder();
  const program = start(cwd, { LOG_LEVEL: 'warn' });
  const [, port = '', secret = ''] = await program.prints(link);
  const caPem = readFileSync(join(cwd, 'data/tls/ca.crt'), 'utf8');
  const admin = await TestPerson.connect({ url: `https://localhost:${port}`, caPem, secret });
  const { body } = await admin.upload<{ message: Message }>('/api/upload', [
    ['text', 'needle'],
    ['file', { name: 'a.png', bytes: readFileSync(await png()) }],
    ['file', { name: 'a.pdf', bytes: await pdf() }],
  ]);
  const [picture, document] = (await whenReady(admin, body.message.id)).attachments;
  expect([picture?.state, document?.state]).toEqual(['ready', 'ready']);
  expect(picture?.urls.thumb400).toBeDefined();
  expect(document?.pages).toBeGreaterThan(0);
  const found = await admin.json<{ hits: unknown[] }>('GET', '/api/search?q=needle');
  expect(found.body.hits).toHaveLength(1);
  expect((await stopped(program, 'SIGTERM')).code).toBe(0);
  expect(program.err()).toBe('');
});

test('the secret of the link is nowhere in the log', async () => {
  const cwd = newFolder();
  const program = server(cwd, { LOG_LEVEL: 'trace' });
  const [, , secret = '?'] = await program.prints(link);
  const logged = `${program.out()}\n${program.err()}`.split('\n').filter((line) => line.startsWith('{'));
  expect(logged.length).toBeGreaterThan(0);
  expect(logged.join('\n')).not.toContain(secret);
});

test('the secret of the link is not written to the system’s journal', async () => {
  const cwd = newFolder();
  const journal = join(cwd, 'journal');
  writeFileSync(journal, '');
  const { dev, ino } = statSync(journal);
  const command = `exec "${process.execPath}" "${serverScript}" > "${journal}"`;
  startProgram(['sh', '-c', command], cwd, { PORT: '0', JOURNAL_STREAM: `${dev}:${ino}` });
  const said = await eventually(() => {
    const text = readFileSync(journal, 'utf8');
    expect(text).toContain('Ctrl+C');
    return text;
  }, 30_000);
  const [, secret = '?'] = /ADMIN_UUID=(.+)/.exec(readFileSync(join(cwd, '.env'), 'utf8')) ?? [];
  expect(said).toMatch(/https:\/\/localhost:\d+ \(ADMIN_UUID in \.env/);
  expect(said).not.toContain(secret);
});

test('a server under npm stops when npm is killed', async () => {
  const cwd = newFolder();
  const command = `"${process.execPath}" "${startScript}"; true`;
  const shell = startProgram(['sh', '-c', command], cwd, { PORT: '0', npm_lifecycle_event: 'start' });
  const [, port] = await shell.prints(link);
  expect(await health(cwd, port)).toBe(200);
  shell.child.kill('SIGKILL');
  await eventually(() => expect(health(cwd, port)).rejects.toMatchObject({ code: 'ECONNREFUSED' }), 10_000);
});

/** Starts a server that cannot start, and answers with what it said. */
async function refusal(cwd: string, env: Record<string, string> = {}) {
  const program = server(cwd, env);
  const code = await program.ends();
  return { code, said: program.err(), out: program.out() };
}

const oneSentence = /^[^\n]+\.\n$/;

test('a wrong value stops the start with one sentence', async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, '.env'), 'MAX_MESSAGES=twenty\n');
  const { code, said } = await refusal(cwd);
  expect(code).toBe(1);
  expect(said).toMatch(oneSentence);
  expect(said).toContain('MAX_MESSAGES=twenty cannot be used: it takes a whole number from 0 to 1000000');
  expect(existsSync(join(cwd, 'data'))).toBe(false);
  expect((await refusal(cwd, { LANG: 'ru_RU.UTF-8' })).said).toContain('MAX_MESSAGES=twenty не подходит');
});

test('a taken port stops the start with one sentence', async () => {
  const other = createServer().listen(0, '::');
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = String(typeof address === 'object' ? address?.port : 0);
  const { code, said } = await refusal(newFolder(), { PORT: port });
  await new Promise((resolve) => other.close(resolve));
  expect(code).toBe(1);
  expect(said).toMatch(oneSentence);
  expect(said).toContain(`Port ${port} is taken`);
});

test('a file where a folder has to be stops the start with one sentence', async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, 'data'), '');
  const { code, said } = await refusal(cwd);
  expect(code).toBe(1);
  expect(said).toMatch(oneSentence);
  expect(said).toContain(join(cwd, 'data'));
});

test('a folder that may not be written stops the start with one sentence', async () => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'data'));
  chmodSync(join(cwd, 'data'), 0o500);
  chmodSync(cwd, 0o777);
  // Root may write anywhere, so the server is started as nobody.
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [];
  const program = startProgram([...as, process.execPath, serverScript], cwd, { PORT: '0' });
  const code = await program.ends();
  expect(program.err()).toMatch(oneSentence);
  expect(program.err()).toContain('cannot be written');
  expect(code).toBe(1);
});

test('a database that is none stops the start with one sentence', async () => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'data'));
  writeFileSync(
    join(cwd, 'data/bungaacord.db'),
    'not a database at all, but long enough to be read as one'.repeat(20),
  );
  const { code, said } = await refusal(cwd);
  expect(code).toBe(1);
  expect(said).toMatch(oneSentence);
  expect(said).toContain('is damaged');
});
