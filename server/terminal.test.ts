import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { NewerDatabaseError } from './db/migrations.ts';
import { openSqlite } from './db/sqlite.ts';
import { explainStartError } from './start-errors.ts';
import { type Welcome, welcomeText } from './terminal.ts';

const secret = '0f9d3c6e-54a1-4c7b-9c39-1d1f8a6f2b11';
const welcome = (env: Record<string, string> = {}): Welcome => ({
  config: loadConfig({ cwd: '/nowhere', env: { LANG: 'C', HOST: '::', ...env } }),
  version: '1.2.3',
  port: 9000,
  adminUuid: secret,
  addresses: ['192.168.7.20', 'fd00::2'],
  ffmpeg: '7.1 (/usr/bin/ffmpeg)',
});

test('the welcome names the link, the network addresses, the folders and the tools', () => {
  const text = welcomeText(welcome());
  for (const part of [
    `https://localhost:9000/?user=${secret}`,
    'https://192.168.7.20:9000\n',
    'https://[fd00::2]:9000\n',
    'https://localhost:9000/ca.crt',
    '/nowhere/data',
    '/nowhere/static/media',
    '7.1 (/usr/bin/ffmpeg)',
    'bungaacord 1.2.3',
  ]) {
    expect(text).toContain(part);
  }
  // Twelve rows at least: a QR code of this length has 33 modules a side, two in a row of text.
  expect(text.match(/^[█▀▄ ]{33,}$/gm)?.length).toBeGreaterThan(12);
});

test('the welcome speaks Russian to a Russian terminal', () => {
  const text = welcomeText({ ...welcome({ LANG: 'ru_RU.UTF-8' }), ffmpeg: null });
  expect(text).toContain(`Ссылка админа  https://localhost:9000/?user=${secret}`);
  expect(text).toContain('FFmpeg нет');
});

test('a public address stands instead of the machine’s own', () => {
  const text = welcomeText(
    welcome({ PUBLIC_URL: 'https://chat.example.org', TLS_CERT: 'a', TLS_KEY: 'b', HOST: '127.0.0.1' }),
  );
  expect(text).toContain(`https://chat.example.org/?user=${secret}`);
  expect(text).not.toMatch(/192\.168|localhost|ca\.crt/);
});

test('a server that listens to IPv4, or to itself, names no other addresses', () => {
  expect(welcomeText(welcome({ HOST: '0.0.0.0' }))).not.toContain('fd00::2');
  expect(welcomeText(welcome({ HOST: '127.0.0.1' }))).not.toContain('192.168.7.20');
});

test('the secret stays out of the system’s journal', () => {
  const text = welcomeText(welcome(), { journal: true });
  expect(text).not.toContain(secret);
  expect(text).toContain('https://localhost:9000');
  expect(text).not.toContain('█');
});

/** The error of a real attempt. */
async function errorOf(attempt: () => unknown): Promise<unknown> {
  try {
    await attempt();
  } catch (error) {
    return error;
  }
  throw new Error('the attempt succeeded');
}

const listen = (port: number, host = '127.0.0.1') =>
  new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });

test('a taken port and a foreign address, as the system reports them', async () => {
  const first = await listen(0);
  const address = first.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const taken = await errorOf(() => listen(port));
  await new Promise((resolve) => first.close(resolve));
  expect(explainStartError(taken, 'en')).toMatch(new RegExp(`^Port ${port} is taken by another program`));
  expect(explainStartError(taken, 'ru')).toMatch(new RegExp(`^Порт ${port} занят`));
  const foreign = await errorOf(() => listen(0, '192.0.2.77'));
  expect(explainStartError(foreign, 'en')).toContain('192.0.2.77');
});

test('folders and databases that cannot be used, as the system reports them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'start-errors-'));
  try {
    const file = join(folder, 'file');
    writeFileSync(file, 'neither a folder nor a database, but long enough to be read as a page of one');
    expect(
      explainStartError(await errorOf(() => mkdirSync(join(file, 'data'), { recursive: true })), 'en'),
    ).toContain('has to be a folder');
    expect(explainStartError(await errorOf(() => openSqlite(file, 'write')), 'en')).toContain('is damaged');
    // A thread's errors cross to the main thread without their code.
    const cloned = new Error('unable to open database file');
    expect(explainStartError(cloned, 'ru')).toContain('DATA_DIR');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [{ code: 'EACCES', syscall: 'mkdir', path: '/srv/chat/data' }, /^\/srv\/chat\/data cannot be written/],
  [{ code: 'EROFS', syscall: 'open', path: '/srv/chat/.env' }, /^\/srv\/chat\/\.env cannot be written/],
  [{ code: 'EACCES', syscall: 'listen', port: 443 }, /may not listen on port 443/],
  [{ code: 'ENOSPC', syscall: 'write' }, /^The disk is full/],
  [{ code: 'SQLITE_FULL' }, /^The disk is full/],
  [{ code: 'SQLITE_BUSY' }, /^Another bungaacord/],
])('%o has a sentence in both languages', (faults, words) => {
  const error = Object.assign(new Error('fault'), faults);
  expect(explainStartError(error, 'en')).toMatch(words);
  expect(explainStartError(error, 'ru')).toMatch(/[а-я].*\.$/i);
});

test('a database of a newer version', () => {
  expect(explainStartError(new NewerDatabaseError(9, 3), 'en')).toMatch(/newer version.*is 9.*up to 3/);
});

test('an unforeseen fault is not explained away', () => {
  expect(explainStartError(new TypeError('x is not a function'), 'en')).toBeNull();
  expect(explainStartError('a string', 'en')).toBeNull();
});
