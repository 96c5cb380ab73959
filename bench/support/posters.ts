import { serve } from './child.ts';
import { LightHttp, type Target } from './light.ts';

/** A process that posts messages, each of its people on a kept connection of their own. */
interface Poster {
  http: LightHttp;
  secret: string;
}

let posters: Poster[] = [];
let path = '';
let sent = 0;

const nowMs = () => Number(process.hrtime.bigint()) / 1e6;

/** 200 bytes, with the moment in it. */
function text(): string {
  return `~at ${nowMs().toFixed(6).padStart(16, '0').slice(0, 16)} message ${++sent} `.padEnd(
    200,
    'lorem ipsum ',
  );
}

async function post({ http, secret }: Poster): Promise<number> {
  const startedAt = performance.now();
  const { status, body } = await http.json('POST', path, secret, { text: text() });
  if (status !== 201) throw new Error(`${status}: ${body.toString()}`);
  return performance.now() - startedAt;
}

serve({
  open: async ({ secrets, room, ...target }: Target & { secrets: string[]; room: string }) => {
    path = `/api/rooms/${encodeURIComponent(room)}/messages`;
    posters = await Promise.all(
      secrets.map(async (secret) => ({ http: await LightHttp.open(target), secret })),
    );
  },
  /** One message by each of the first so many, all at once. */
  burst: async ({ count }: { count: number }) => {
    await Promise.all(posters.slice(0, count).map(post));
  },
  /** So many a second, whoever's turn it is, whether the former are answered or not. */
  pace: async ({ perSecond, seconds }: { perSecond: number; seconds: number }) => {
    const startedAt = performance.now();
    const under: Promise<number>[] = [];
    const free = [...posters];
    for (let n = 0; n < perSecond * seconds; n++) {
      const due = startedAt + (n * 1000) / perSecond - performance.now();
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
      while (free.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      const poster = free.shift() as Poster;
      under.push(post(poster).finally(() => void free.push(poster)));
    }
    return Float64Array.from(await Promise.all(under));
  },
  /** The first so many write one message after another; answers how long each took. */
  write: async ({ writers, seconds }: { writers: number; seconds: number }) => {
    const times: number[] = [];
    const endsAt = performance.now() + seconds * 1000;
    const one = async (poster: Poster) => {
      while (performance.now() < endsAt) times.push(await post(poster));
    };
    const startedAt = performance.now();
    await Promise.all(posters.slice(0, writers).map(one));
    return { times: Float64Array.from(times), seconds: (performance.now() - startedAt) / 1000 };
  },
});
