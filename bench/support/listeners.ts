import { heartbeatMs } from '../../protocol/limits.ts';
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

const beats = 200;
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
  // Ours ends sockets that give no sign of life; a bare loop wants none, but answers, so that both pay for it.
  heartbeats({ on: true });
  await Promise.all(Array.from({ length: atOnce }, one));
  while (hello && welcomed < count) await new Promise((resolve) => setTimeout(resolve, 10));
  return sockets.length;
}

let beat: NodeJS.Timeout | null = null;
let turn = 0;

/** Each socket says that it lives, a part of them at a time, every 20 seconds. */
function heartbeats({ on }: { on: boolean }): void {
  if (beat) clearInterval(beat);
  beat = on ? setInterval(beatSome, heartbeatMs / beats) : null;
}

function beatSome(): void {
  turn = (turn + 1) % beats;
  for (let n = turn; n < sockets.length; n += beats) sockets[n]?.send('{"type":"ping"}');
}

serve({
  open,
  heartbeats,
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
  stillOpen: () => sockets.filter((socket) => socket.isOpen).length,
  close: () => {
    for (const socket of sockets) socket.close();
    sockets = [];
  },
});
