import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { until } from '../../test/support/eventually.ts';
import { takePings } from './pings.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A masked frame. `opening`: its first byte. */
function frame(text: string, opening = 0x81): Buffer {
  const mask = Buffer.from([7, 99, 0, 255]);
  const payload = Buffer.from(text).map((byte, n) => byte ^ (mask[n & 3] ?? 0));
  return Buffer.concat([Buffer.from([opening, 0x80 | payload.length]), mask, payload]);
}

async function listener() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const heard: string[] = [];
  let pings = 0;
  let closedWith = 0;
  server.on('connection', (socket: WebSocket) => {
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    socket.on('error', () => {});
    socket.on('close', (code) => {
      closedWith = code;
    });
    takePings(socket, () => {
      pings++;
    });
  });
  const client: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  open.push(
    () => server.close(),
    () => client.destroy(),
  );
  client.setNoDelay(true);
  client.write(
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await once(client, 'data');
  /** One after another, each in a packet of its own. */
  const send = async (...pieces: Buffer[]) => {
    for (const piece of pieces) {
      client.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  return { send, heard, pings: () => pings, closedWith: () => closedWith };
}

const ping = '{"type":"ping"}';

test('a heartbeat that comes alone is taken, and what else comes is read', async () => {
  const { send, heard, pings } = await listener();
  await send(frame(ping), frame('{"type":"pong"}'), frame(ping), frame('{"type":"ping "}'), frame(ping));
  await until('all', () => pings() === 3 && heard.length === 2, 2000);
  expect(heard).toEqual(['{"type":"pong"}', '{"type":"ping "}']);
});

test('one in two pieces, or beside others, is read with them', async () => {
  const { send, heard, pings } = await listener();
  const whole = frame(ping);
  await send(whole.subarray(0, 9), whole.subarray(9), Buffer.concat([whole, frame('a'), whole]), whole);
  await until('all', () => heard.length === 4 && pings() === 1, 2000);
  expect(heard).toEqual([ping, ping, 'a', ping]);
});

test('the end of a frame that looks like one is no heartbeat', async () => {
  const { send, heard, pings } = await listener();
  const inner = frame(ping);
  const outer = Buffer.concat([Buffer.from([0x82, 0x80 | inner.length, 0, 0, 0, 0]), inner]);
  await send(outer.subarray(0, 6), inner);
  await until('it', () => heard.length === 1, 2000);
  expect(heard).toEqual([inner.toString()]);
  expect(pings()).toBe(0);
});

test('one in the midst of a message in parts breaks the protocol', async () => {
  const { send, pings, closedWith } = await listener();
  await send(frame('first part', 0x01), frame(ping));
  await until('the end', () => closedWith() !== 0, 2000);
  expect(closedWith()).toBe(1006);
  expect(pings()).toBe(0);
});
