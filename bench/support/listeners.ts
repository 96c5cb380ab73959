import { serve } from './child.ts';
import { LightSocket, type Target } from './light.ts';

/** A process with many listening clients. */
export interface OpenInput extends Target {
  secrets: string[];
  count: number;
  /** How many are being opened at once. */
  atOnce: number;
  hello: boolean;
}

const marker = Buffer.from('message.posted');
const stamp = Buffer.from('~at ');
let sockets: LightSocket[] = [];
let counted = 0;
let welcomed = 0;
let aim: { frames: number; done(): void } | null = null;
let delays: number[] | null = null;

function onText(payload: Buffer): void {
  if (payload.indexOf(marker) < 0) {
    if (payload.indexOf('"welcome"') > 0) welcomed++;
    return;
  }
  counted++;
  if (delays) {
    const at = payload.indexOf(stamp);
    if (at > 0) delays.push(nowMs() - Number(payload.toString('latin1', at + 4, at + 20)));
  }
  if (aim && counted >= aim.frames) {
    aim.done();
    aim = null;
  }
}

/** Of the system's monotonic clock, which all processes share. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

async function open({ secrets, count, atOnce, hello, ...target }: OpenInput): Promise<number> {
  let next = 0;
  const one = async () => {
    while (next < count) {
      const secret = secrets[next++ % secrets.length] ?? '';
      const socket = await LightSocket.open({ ...target, secret, onText });
      if (hello) socket.send('{"type":"hello","protocol":1}');
      sockets.push(socket);
    }
  };
  welcomed = 0;
  await Promise.all(Array.from({ length: atOnce }, one));
  while (hello && welcomed < count) await new Promise((resolve) => setTimeout(resolve, 10));
  return sockets.length;
}

serve({
  open,
  /** Begins to count; answers at once. */
  reset: ({ timed }: { timed: boolean }) => {
    counted = 0;
    delays = timed ? [] : null;
  },
  /** Answers when so many frames have come since `reset`. */
  expect: ({ frames }: { frames: number }) =>
    new Promise<void>((resolve, reject) => {
      if (counted >= frames) return resolve();
      const late = setTimeout(() => reject(new Error(`${counted} of ${frames} frames came`)), 30_000);
      aim = {
        frames,
        done: () => {
          clearTimeout(late);
          resolve();
        },
      };
    }),
  delays: () => Float64Array.from(delays ?? []),
  /** Every socket says that it lives, spread over the time. */
  ping: async ({ overMs }: { overMs: number }) => {
    const slices = Math.ceil(overMs / 50);
    for (let n = 0; n < slices; n++) {
      const from = Math.floor((sockets.length * n) / slices);
      const to = Math.floor((sockets.length * (n + 1)) / slices);
      for (const socket of sockets.slice(from, to)) socket.send('{"type":"ping"}');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return sockets.filter((socket) => socket.isOpen).length;
  },
  close: () => {
    for (const socket of sockets) socket.close();
    sockets = [];
  },
});
