import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConfigError } from '../config.ts';
import { issue, makeAuthority } from './authority.ts';
import { listenAddresses, servedNames } from './names.ts';
import { ensureTls, type Tls } from './tls.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tls-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dataDir, { recursive: true });
});

const dayMs = 24 * 60 * 60 * 1000;
const home = { names: ['localhost', 'tower.local'], addresses: ['127.0.0.1', '::1', '192.168.7.20'] };
const other = { names: ['localhost'], addresses: ['127.0.0.1'] };

/** What a client that trusts `ca` says of a server with that certificate: "authorized", or why not. */
async function handshake(tls: { cert: string; key: string }, client: { ca: string; as: string }) {
  const server = createServer(tls).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<string>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', ca: client.ca, servername: client.as }, () => {
        resolve('authorized');
        socket.end();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const caOf = (tls: Tls) => tls.caPem ?? '';

test('a client that trusts the authority connects by each name, and by no other', async () => {
  const tls = await ensureTls({ dataDir, ...home });
  expect(tls.names).toEqual([...home.names, ...home.addresses]);
  for (const as of home.names) expect(await handshake(tls, { ca: caOf(tls), as })).toBe('authorized');
  expect(await handshake(tls, { ca: caOf(tls), as: 'elsewhere.example' })).toBe(
    'ERR_TLS_CERT_ALTNAME_INVALID',
  );
  const leaf = new X509Certificate(tls.cert);
  for (const address of home.addresses) expect(leaf.checkIP(address)).toBe(address);
  expect(leaf.checkIP('192.168.7.21')).toBeUndefined();
});

test('a client that trusts another authority refuses', async () => {
  const tls = await ensureTls({ dataDir, ...home });
  const stranger = await makeAuthority();
  expect(await handshake(tls, { ca: stranger.cert, as: 'localhost' })).toBe(
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  );
});

test('the certificates carry what browsers ask for', async () => {
  const tls = await ensureTls({ dataDir, ...home });
  const leaf = new X509Certificate(tls.cert);
  const authority = new X509Certificate(caOf(tls));
  expect(leaf.ca).toBe(false);
  expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)).toBeLessThanOrEqual(397 * dayMs);
  expect(Date.parse(leaf.validFrom)).toBeLessThan(Date.now());
  expect(authority.ca).toBe(true);
  expect(authority.verify(authority.publicKey)).toBe(true);
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect(leaf.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  expect(Date.parse(authority.validTo) - Date.now()).toBeGreaterThan(9.9 * 365 * dayMs);
});

test('keys are for their owner alone', async () => {
  await ensureTls({ dataDir, ...home });
  const mode = (name: string) => statSync(join(dataDir, 'tls', name)).mode & 0o777;
  expect([mode('.'), mode('ca.key'), mode('server.key')]).toEqual([0o700, 0o600, 0o600]);
});

test('a second start uses the same certificate', async () => {
  const first = await ensureTls({ dataDir, ...home });
  expect(await ensureTls({ dataDir, ...home })).toEqual(first);
});

test('another name makes a new certificate under the same authority', async () => {
  const first = await ensureTls({ dataDir, ...other });
  const second = await ensureTls({ dataDir, ...home });
  expect(second.caPem).toBe(first.caPem);
  expect(second.cert).not.toBe(first.cert);
  expect(await handshake(second, { ca: caOf(first), as: 'tower.local' })).toBe('authorized');
});

test('a certificate with less than 30 days left is made anew; one with more is not', async () => {
  const first = await ensureTls({ dataDir, ...home });
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + (396 - 31) * dayMs });
  expect((await ensureTls({ dataDir, ...home })).cert).toBe(first.cert);
  vi.setSystemTime(Date.now() + 2 * dayMs);
  const renewed = await ensureTls({ dataDir, ...home });
  expect(renewed.caPem).toBe(first.caPem);
  expect(Date.parse(new X509Certificate(renewed.cert).validTo)).toBeGreaterThan(Date.now() + 390 * dayMs);
});

test('a certificate never outlives its authority, and an expiring authority is replaced', async () => {
  const first = await ensureTls({ dataDir, ...home });
  const end = Date.parse(new X509Certificate(caOf(first)).validTo);
  vi.useFakeTimers({ toFake: ['Date'], now: end - 100 * dayMs });
  const late = await ensureTls({ dataDir, ...home });
  expect(late.caPem).toBe(first.caPem);
  expect(Date.parse(new X509Certificate(late.cert).validTo)).toBeLessThanOrEqual(end);
  vi.setSystemTime(end - 20 * dayMs);
  const next = await ensureTls({ dataDir, ...home });
  expect(next.caPem).not.toBe(first.caPem);
  expect(new X509Certificate(next.cert).verify(new X509Certificate(caOf(next)).publicKey)).toBe(true);
});

test('a broken or mismatched file is made anew', async () => {
  const first = await ensureTls({ dataDir, ...home });
  const stray = await issue(await makeAuthority(), home);
  writeFileSync(join(dataDir, 'tls/server.key'), stray.key);
  writeFileSync(join(dataDir, 'tls/server.crt'), stray.cert);
  const second = await ensureTls({ dataDir, ...home });
  expect(second.caPem).toBe(first.caPem);
  expect(await handshake(second, { ca: caOf(first), as: 'localhost' })).toBe('authorized');
  writeFileSync(join(dataDir, 'tls/server.key'), '');
  expect(await handshake(await ensureTls({ dataDir, ...home }), { ca: caOf(first), as: 'localhost' })).toBe(
    'authorized',
  );
});

test('an own certificate is used as it is, with its names', async () => {
  const authority = await makeAuthority();
  const own = await issue(authority, { names: ['chat.example.org'], addresses: [] });
  const tls = { certPath: join(dataDir, 'own.crt'), keyPath: join(dataDir, 'own.key') };
  writeFileSync(tls.certPath, own.cert);
  writeFileSync(tls.keyPath, own.key);
  const found = await ensureTls({ dataDir, ...other, tls });
  expect(found.caPem).toBeNull();
  expect(found.names).toEqual(['localhost', '127.0.0.1', 'chat.example.org']);
  expect(await handshake(found, { ca: authority.cert, as: 'chat.example.org' })).toBe('authorized');
});

test('an own certificate that cannot work stops the start with a sentence', async () => {
  const authority = await makeAuthority();
  const tls = { certPath: join(dataDir, 'own.crt'), keyPath: join(dataDir, 'own.key') };
  const attempt = () => ensureTls({ dataDir, ...other, tls, language: 'en' });
  const refused = (words: RegExp) =>
    expect(attempt()).rejects.toSatisfy((e: Error) => e instanceof ConfigError && words.test(e.message));
  await refused(/^TLS_CERT=.*own\.crt cannot be used: it takes a file that can be read \(ENOENT\)\.$/);
  writeFileSync(tls.certPath, 'no certificate');
  writeFileSync(tls.keyPath, (await makeAuthority()).key);
  await refused(/^TLS_CERT=.*PEM form\.$/);
  writeFileSync(tls.certPath, (await issue(authority, other)).cert);
  await refused(/^TLS_KEY=.*belongs to the certificate/);
  writeFileSync(tls.keyPath, readFileSync(tls.certPath));
  await refused(/^TLS_KEY=.*private key in PEM form/);
});

test('the names that a server answers under', () => {
  const { names, addresses } = servedNames({ publicUrl: 'https://chat.example.org:8443', host: '::' });
  expect(names).toEqual(expect.arrayContaining(['localhost', hostname().toLowerCase(), 'chat.example.org']));
  expect(addresses).toEqual(expect.arrayContaining(['127.0.0.1', '::1', ...listenAddresses()]));
  expect(addresses).not.toContain('::');
  expect(servedNames({ publicUrl: 'https://[fd00::7]', host: 'localhost' }).addresses).toContain('fd00::7');
});

test('addresses for the local network are real ones', () => {
  for (const address of listenAddresses()) expect(address).not.toMatch(/^(127\.|169\.254\.|::1$|fe80)/);
});
