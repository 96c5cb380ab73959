import { serve } from './child.ts';
import { LightSocket, type Target } from './light.ts';

/** A process of clients that come back and resume, and look at every seq that they get. */
export interface Resumed {
  missing: number;
  twice: number;
  resets: number;
  /** Connections that had to be tried again. */
  retries: number;
}

interface Client {
  next: number;
  twice: number;
  resets: number;
  gaps: number;
}

const clients: Client[] = [];
let stream = '';

function take(client: Client, payload: Buffer): void {
  const head = payload.toString('latin1', 0, 120);
  if (head.startsWith('{"type":"reset"') && head.includes(stream)) client.resets++;
  if (!head.startsWith('{"type":"event"') || !head.includes(stream)) return;
  const seq = Number(/"seq":(\d+)/.exec(head)?.[1]);
  if (seq < client.next) client.twice++;
  else {
    client.gaps += seq - client.next;
    client.next = seq + 1;
  }
}

let retries = 0;

/** As the page does it: who is turned away tries again a little later. */
async function again(input: Parameters<typeof LightSocket.open>[0]): Promise<LightSocket> {
  for (let n = 0; ; n++) {
    try {
      return await LightSocket.open(input);
    } catch (error) {
      if (n === 10) throw error;
      retries++;
      await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 500));
    }
  }
}

interface Return extends Target {
  secrets: string[];
  count: number;
  overMs: number;
  stream: string;
  cursor: number;
}

serve({
  return: async ({ secrets, count, overMs, cursor, ...target }: Return) => {
    ({ stream } = target);
    const hello = JSON.stringify({ type: 'hello', protocol: 1, cursors: { [stream]: cursor } });
    const one = async (n: number) => {
      await new Promise((resolve) => setTimeout(resolve, (overMs * n) / count));
      const client: Client = { next: cursor + 1, twice: 0, resets: 0, gaps: 0 };
      clients.push(client);
      const secret = secrets[n % secrets.length] ?? '';
      const socket = await again({
        ...target,
        secret,
        onText: (payload) => take(client, payload),
      });
      socket.send(hello);
    };
    await Promise.all(Array.from({ length: count }, (_, n) => one(n)));
  },
  /** Waits until everybody has everything up to a seq. */
  whole: async ({ upTo, withinMs }: { upTo: number; withinMs: number }): Promise<Resumed> => {
    const endsAt = performance.now() + withinMs;
    const lacks = (client: Client) => Math.max(0, upTo + 1 - client.next);
    while (clients.some((client) => lacks(client) > 0) && performance.now() < endsAt) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const sum = (value: (client: Client) => number) => clients.reduce((all, one) => all + value(one), 0);
    return {
      missing: sum((client) => client.gaps + lacks(client)),
      twice: sum((client) => client.twice),
      resets: sum((client) => client.resets),
      retries,
    };
  },
});
