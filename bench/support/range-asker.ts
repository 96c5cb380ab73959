import { randomFrom } from '../../test/support/random.ts';
import { serve } from './child.ts';
import { LightHttp, type Target } from './light.ts';

interface Ask extends Target {
  path: string;
  secret: string;
  seconds: number;
  perSecond: number;
  size: number;
  bytes: number;
}

const connections = 20;

serve({
  ask: async ({ path, secret, seconds, perSecond, size, bytes, ...target }: Ask) => {
    const random = randomFrom(3);
    const free = await Promise.all(Array.from({ length: connections }, () => LightHttp.open(target)));
    const startedAt = performance.now();
    const under: Promise<void>[] = [];
    const one = async (http: LightHttp) => {
      const start = Math.floor(random() * (size - bytes));
      const headers = [`Range: bytes=${start}-${start + bytes - 1}`];
      const { status, body } = await http.ask('GET', path, { secret, headers });
      if (status !== 206 || body.length !== bytes) throw new Error(`${status} with ${body.length} bytes`);
      free.push(http);
    };
    for (let n = 0; n < seconds * perSecond; n++) {
      const due = startedAt + (n * 1000) / perSecond - performance.now();
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
      while (free.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      const http = free.shift();
      if (http) under.push(one(http));
    }
    await Promise.all(under);
    for (const http of free) http.close();
  },
});
