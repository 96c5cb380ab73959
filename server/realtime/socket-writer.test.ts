import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type SecureVersion, type TLSSocket } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { until } from '../../test/support/eventually.ts';
import { randomFrom } from '../../test/support/random.ts';
import { issue, makeAuthority } from '../tls/authority.ts';
import { SocketWriter } from './socket-writer.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Both ends of a connection; the writer has seen one write go the usual way, and writes past the stream from then on. */
async function pair(maxVersion: SecureVersion = 'TLSv1.3') {
  const authority = await makeAuthority();
  const tls = await issue(authority, { names: ['localhost'], addresses: ['127.0.0.1'] });
  const server = createServer({ ...tls, maxVersion }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = connect({ port, host: '127.0.0.1', ca: authority.cert, servername: 'localhost' });
  const [[socket]] = (await Promise.all([
    once(server, 'secureConnection'),
    once(client, 'secureConnect'),
  ])) as [[TLSSocket], unknown];
  open.push(
    () => void server.close(),
    () => void client.destroy(),
    () => void socket.destroy(),
  );
  socket.on('error', () => {});
  const writer = new SocketWriter(socket, 4_000_000);
  const heard: Buffer[] = [];
  client.on('data', (data: Buffer) => heard.push(data));
  writer.write(Buffer.from('first'));
  const text = () => Buffer.concat(heard).toString();
  await until('the first write', () => text() === 'first', 5000);
  return { client, socket, writer, text };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test.for(['TLSv1.2', 'TLSv1.3'] as const)(
  'whatever is written arrives in its order (%s)',
  async (version) => {
    const seed = Number(process.env['SEED'] ?? 4711);
    process.stdout.write(`SEED=${seed}\n`);
    const random = randomFrom(seed);
    const { socket, writer, text } = await pair(version);
    let expected = 'first';
    for (let n = 0; n < 400; n++) {
      const piece = `${n}:`.padEnd(3 + Math.floor(random() ** 4 * 200_000), 'x');
      expected += piece;
      const way = Math.floor(random() * 4);
      if (way === 0) socket.write(piece);
      else if (way === 1) {
        socket.cork();
        socket.write(piece.slice(0, 2));
        writer.write(Buffer.from(piece.slice(2)));
        setImmediate(() => socket.uncork());
        await turn();
      } else writer.write(Buffer.from(piece));
      if (random() < 0.4) await turn();
    }
    await until('all of it', () => text().length === expected.length, 20_000);
    expect(text() === expected).toBe(true);
  },
);

test('it writes past the stream where nothing waits in that, and through it behind others', async () => {
  const { socket, writer, text } = await pair();
  let throughStream = 0;
  const { write } = socket;
  socket.write = ((...of: Parameters<typeof write>) => {
    throughStream++;
    return write.apply(socket, of);
  }) as typeof write;
  writer.write(Buffer.from('a'));
  expect([throughStream, socket.writableLength]).toEqual([0, 0]);
  writer.write(Buffer.from('bc'));
  expect([throughStream, socket.writableLength]).toEqual([1, 2]);
  await until('both', () => text() === 'firstabc', 5000);
});

test('what is large leaves in pieces, however it is written', async () => {
  const { socket, writer, text } = await pair();
  type Write = (request: object, data: Uint8Array) => number;
  const { _handle: handle } = socket as unknown as { _handle: Record<'writeBuffer' | 'writev', Write> };
  const sizes: number[] = [];
  const writeBuffer = handle.writeBuffer.bind(handle);
  handle.writeBuffer = (request, data) => {
    sizes.push(data.length);
    return writeBuffer(request, data);
  };
  handle.writev = () => {
    throw new Error('all at once');
  };
  writer.write(Buffer.alloc(55_000, 'a'));
  socket.cork();
  for (const letter of 'bcd') writer.write(Buffer.alloc(5000, letter));
  socket.write('e'.repeat(9000));
  socket.uncork();
  await until('all of it', () => text().length === 5 + 79_000, 5000);
  expect(text().slice(5)).toBe(
    'a'.repeat(55_000) + ['b', 'c', 'd'].map((letter) => letter.repeat(5000)).join('') + 'e'.repeat(9000),
  );
  expect(Math.max(...sizes)).toBe(16_384);
  expect(sizes).toHaveLength(4 + 2);
});

test('what ends the stream waits for what is being written', async () => {
  const { client, socket, writer, text } = await pair();
  const large = Buffer.alloc(3_000_000, 'y');
  writer.write(large);
  socket.end('the end');
  await once(client, 'end');
  expect(text().length).toBe('first'.length + large.length + 'the end'.length);
  expect(text().endsWith('ythe end')).toBe(true);
});

test('for a reader that stopped, no more than the limit waits; it arrives when they go on', async () => {
  const { client, socket, writer, text } = await pair();
  client.pause();
  const piece = Buffer.alloc(1_000_000, 'z');
  let taken = 0;
  while (writer.write(piece)) {
    taken++;
    expect(taken).toBeLessThan(40);
    await turn();
  }
  expect(socket.writableLength).toBeGreaterThan(4_000_000);
  expect(socket.writableLength).toBeLessThan(4_000_000 + 2 * piece.length);
  client.resume();
  await until('all of it', () => text().length === 5 + taken * piece.length, 20_000);
});

test('a socket that goes while it is written to harms nobody', async () => {
  const { client, socket, writer } = await pair();
  client.pause();
  writer.write(Buffer.alloc(20_000_000, 'w'));
  writer.write(Buffer.from('behind it'));
  client.destroy();
  socket.end();
  await until('the end', () => socket.destroyed, 5000);
  expect(writer.write(Buffer.from('too late'))).toBe(true);
});
