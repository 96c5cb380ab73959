import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, loadConfig, terminalLanguage, writeEnvValue } from './config.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const load = (env: Record<string, string> = {}) => loadConfig({ cwd, env: { LANG: 'C', ...env } });
const dotEnv = (text: string) => writeFileSync(join(cwd, '.env'), text);
const refusal = (env: Record<string, string>) => {
  try {
    load(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
};

test('an empty folder gives the documented defaults', () => {
  expect(load()).toMatchObject({
    cwd,
    envPath: join(cwd, '.env'),
    language: 'en',
    adminUuid: null,
    adminUsername: 'Admin',
    port: 9000,
    maxMessages: 20,
    maxMessagesSet: false,
    maxUploadBytes: 50 * 1024 * 1024,
    mediaDir: join(cwd, 'static/media'),
    dataDir: join(cwd, 'data'),
    tls: null,
    publicUrl: null,
    trustProxy: false,
    minFreeBytes: 512 * 1024 * 1024,
    logLevel: 'info',
    limits: {
      requestsPerSecond: 20,
      requestBurst: 100,
      messagesPerSecond: 10,
      messageBurst: 30,
      signInsPerMinute: 10,
      uploadsInFlight: 4,
      uploadsPerHour: 200,
      socketsPerPerson: 20,
      logDays: 7,
      logEvents: 100_000,
    },
  });
  expect(['::', '0.0.0.0']).toContain(load().host);
});

test('.env is read, the real environment wins, and a blank is as good as nothing', () => {
  dotEnv(
    '\uFEFFADMIN_UUID=0f9d3c6e-54a1-4c7b-9c39-1d1f8a6f2b11\nADMIN_USERNAME=Вера\nPORT=8000\nMAX_MESSAGES=0\nHOST=\n',
  );
  const config = load({ PORT: '8100', ADMIN_USERNAME: '' });
  expect(config).toMatchObject({
    adminUuid: '0f9d3c6e-54a1-4c7b-9c39-1d1f8a6f2b11',
    adminUsername: 'Вера',
    port: 8100,
    maxMessages: 0,
    maxMessagesSet: true,
  });
  expect(['::', '0.0.0.0']).toContain(config.host);
});

test('cannot be changed afterwards', () => {
  const config = load();
  expect(Object.isFrozen(config) && Object.isFrozen(config.limits)).toBe(true);
});

test('values with more than one form', () => {
  expect(load({ MAX_UPLOAD_MB: '0.5' }).maxUploadBytes).toBe(512 * 1024);
  expect(load({ PUBLIC_URL: 'https://Chat.Example.org:8443/' }).publicUrl).toBe(
    'https://chat.example.org:8443',
  );
  expect(load({ TRUST_PROXY: 'true' }).trustProxy).toBe(true);
  expect(load({ TRUST_PROXY: '2' }).trustProxy).toBe(2);
  expect(load({ TRUST_PROXY: '0' }).trustProxy).toBe(false);
  expect(load({ TRUST_PROXY: '10.0.0.0/8, ::1,loopback' }).trustProxy).toBe('10.0.0.0/8,::1,loopback');
  expect(load({ TLS_CERT: 'a.pem', TLS_KEY: '/k.pem' }).tls).toEqual({
    certPath: join(cwd, 'a.pem'),
    keyPath: '/k.pem',
  });
  expect(load({ LOG_LEVEL: 'DEBUG' }).logLevel).toBe('debug');
});

test.each([
  ['PORT', '70000', '0 to 65535'],
  ['PORT', 'http', 'whole number'],
  ['PORT', '80.5', 'whole number'],
  ['PORT', '-1', '0 to 65535'],
  ['HOST', 'not a host', 'IP address'],
  ['MAX_MESSAGES', '20 messages', '0 to 1000000'],
  ['MAX_UPLOAD_MB', '0', '0.01 to 102400'],
  ['PUBLIC_URL', 'http://chat.example.org', 'https'],
  ['PUBLIC_URL', 'https://chat.example.org/chat', 'without a path'],
  ['PUBLIC_URL', 'chat.example.org', 'https'],
  ['TRUST_PROXY', '10.0.0.0/33', '10.0.0.0/8'],
  ['TRUST_PROXY', 'yes', 'true, false'],
  ['TLS_CERT', 'cert.pem', 'TLS_KEY'],
  ['TLS_KEY', 'key.pem', 'TLS_CERT'],
  ['MIN_FREE_MB', 'some', 'whole number'],
  ['LOG_LEVEL', 'loud', 'fatal, error, warn, info, debug, trace, silent'],
  ['ADMIN_USERNAME', 'x'.repeat(33), '1 to 32'],
  ['REQUESTS_PER_SECOND', '0', '1 to 1000000'],
  ['LOG_DAYS', '0', '1 to 1000000'],
])('%s=%s is refused in one sentence that says what is allowed', (name, value, allowed) => {
  const sentence = refusal({ [name]: value });
  expect(sentence).toContain(`${name}=${value}`);
  expect(sentence).toContain(allowed);
  expect(sentence).toMatch(/\.$/);
  expect(sentence).not.toContain('\n');
  const inRussian = refusal({ [name]: value, LANG: 'ru_RU.UTF-8' });
  expect(inRussian).toContain(`${name}=${value} не подходит`);
});

test('a wrong secret is not repeated', () => {
  const sentence = refusal({ ADMIN_UUID: 'hunter2!' });
  expect(sentence).toContain('ADMIN_UUID');
  expect(sentence).not.toContain('hunter2');
});

test('an unreadable .env stops the start with a sentence', () => {
  // A folder of that name cannot be read by anybody, root included.
  mkdirSync(join(cwd, '.env'));
  expect(refusal({})).toMatch(/\.env cannot be read \(EISDIR\)\.$/);
});

test('the language of the terminal', () => {
  expect(terminalLanguage({ LANG: 'ru_RU.UTF-8' })).toBe('ru');
  expect(terminalLanguage({ LANG: 'ru_RU.UTF-8', LC_ALL: 'C' })).toBe('en');
  expect(terminalLanguage({ LANG: 'en_US.UTF-8', LC_MESSAGES: 'ru_RU.UTF-8' })).toBe('ru');
});

test('writing a value makes .env, keeps the other lines, and lets only the owner read it', () => {
  const read = () => readFileSync(join(cwd, '.env'), 'utf8');
  writeEnvValue(cwd, 'ADMIN_UUID', 'first');
  expect(read()).toBe('ADMIN_UUID=first\n');
  expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600);

  dotEnv('# ours\r\nADMIN_UUID = "old"\r\n\r\nPORT=9001\r\nexport ADMIN_UUID=older');
  chmodSync(join(cwd, '.env'), 0o644);
  writeEnvValue(cwd, 'ADMIN_UUID', 'second');
  expect(read()).toBe('# ours\r\nADMIN_UUID=second\r\n\r\nPORT=9001\r\n');
  expect(statSync(join(cwd, '.env')).mode & 0o777).toBe(0o600);
  expect(readdirSync(cwd)).toEqual(['.env']);
});

test('a value that would break the file is refused', () => {
  expect(() => writeEnvValue(cwd, 'ADMIN_UUID', 'a\nPORT=1')).toThrow(TypeError);
  expect(readdirSync(cwd)).toEqual([]);
});
