import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { textFrame } from '../../server/realtime/frame.ts';
import { serve } from './child.ts';

/** The peer of our sockets: `ws` and nothing around it. */
const sockets = new Set<WebSocket>();
let frame = textFrame('');

function writeToAll(data: Buffer): void {
  for (const socket of sockets) {
    (socket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(data);
  }
}

serve({
  listen: ({ certPath, keyPath }: { certPath: string; keyPath: string }) => {
    const server = createServer({
      cert: readFileSync(certPath),
      key: readFileSync(keyPath),
      minVersion: 'TLSv1.2',
    });
    const wss = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false });
    wss.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {});
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        if (text === '{"type":"ping"}') socket.send('{"type":"pong"}');
        else writeToAll(textFrame(text));
      });
    });
    return new Promise<string>((resolve) =>
      server.listen(0, '127.0.0.1', () =>
        resolve(`https://127.0.0.1:${(server.address() as AddressInfo).port}`),
      ),
    );
  },
  frame: ({ text }: { text: string }) => {
    frame = textFrame(text);
  },
  /** Writes the frame to every socket, so many times in one tick. */
  burst: ({ count }: { count: number }) => {
    for (let n = 0; n < count; n++) writeToAll(frame);
  },
});
