import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire between browser and server that can be cut, as networks are: all at once, in the middle of anything. */
export interface Wire {
  port: number;
  cut(): void;
  mend(): void;
  end(): Promise<void>;
}

export async function stretchWire(): Promise<Wire & { to(port: number): void }> {
  let target = 0;
  let isWhole = true;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    if (!isWhole) return near.destroy();
    const far = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const cut = () => {
    isWhole = false;
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    to: (port) => {
      target = port;
    },
    cut,
    mend: () => {
      isWhole = true;
    },
    end: () => {
      cut();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
