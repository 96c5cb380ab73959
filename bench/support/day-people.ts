import { randomFrom } from '../../test/support/random.ts';
import { serve } from './child.ts';
import { LightHttp, LightSocket, type Target } from './light.ts';
import { percentile } from './pairs.ts';
import { talk } from './talk.ts';

export interface DayReport {
  rows: { what: string; count: number; p50: number; p99: number; max: number }[];
  delivered: number;
  deliveryP99: number;
  gaps: number;
  errors: string[];
}

/** How many of each a second, all people together: 200 people's day of about 14,000 messages in an hour. */
const perSecond = { post: 4, react: 2, edit: 0.4, search: 0.5, page: 1, upload: 0.1, reconnect: 0.5 };
type Deed = keyof typeof perSecond;
const kept = 500;
const warmUpShare = 0.1;

interface Person {
  secret: string;
  http: LightHttp;
  busy: boolean;
  socket: LightSocket | null;
  cursors: Record<string, number>;
}

const random = randomFrom(11);
const saying = talk(5);
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
const any = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
const times = new Map<string, number[]>();
const report = { delivered: 0, gaps: 0, errors: [] as string[] };
const recent: { id: string; by: Person }[] = [];
let rooms: string[] = [];
let countsFrom = 0;

function took(what: string, ms: number): void {
  if (performance.now() < countsFrom) return;
  const list = times.get(what) ?? [];
  list.push(ms);
  times.set(what, list);
}

/** The picture is 1 x 1, but goes the whole way of one. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const boundary = 'daydaydaydaydayday';
const form = Buffer.concat([
  Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="dot.png"\r\nContent-Type: image/png\r\n\r\n`,
  ),
  picture,
  Buffer.from(`\r\n--${boundary}--\r\n`),
]);

function onText(person: Person, payload: Buffer): void {
  const text = payload.toString();
  if (text.startsWith('{"type":"reset"')) report.errors.push(`reset: ${text}`);
  if (text.startsWith('{"type":"welcome"')) {
    // Streams that were not known before begin where the welcome says.
    const { streams } = JSON.parse(text) as { streams: Record<string, number> };
    person.cursors = { ...streams, ...person.cursors };
    return;
  }
  const [, stream = '', seqText] = /^\{"type":"event","stream":"([^"]+)","seq":(\d+)/.exec(text) ?? [];
  if (stream === '') return;
  const seq = Number(seqText);
  const last = person.cursors[stream] ?? seq - 1;
  if (seq !== last + 1) report.gaps++;
  person.cursors[stream] = seq;
  if (!text.includes('"message.posted"')) return;
  report.delivered++;
  const sentAt = /~at ([\d.]+)/.exec(text)?.[1];
  // What was caught up with came as late as its reader was away.
  if (sentAt && isLive.has(person)) took('delivery', nowMs() - Number(sentAt));
}

const isLive = new WeakSet<Person>();

async function connect(target: Target, person: Person): Promise<void> {
  const socket = await LightSocket.open({
    ...target,
    secret: person.secret,
    onText: (payload) => onText(person, payload),
  });
  person.socket = socket;
  socket.send(JSON.stringify({ type: 'hello', protocol: 1, cursors: person.cursors }));
  setTimeout(() => {
    // Unless they have gone again.
    if (socket.isOpen && person.socket === socket) isLive.add(person);
  }, 1000);
}

async function ask(what: string, person: Person, call: () => Promise<{ status: number; body: Buffer }>) {
  const startedAt = performance.now();
  const { status, body } = await call();
  took(what, performance.now() - startedAt);
  // What somebody else has just deleted or changed is no error.
  if (status >= 400 && status !== 404 && status !== 409)
    report.errors.push(`${what}: ${status} ${body.toString()}`);
  return { status, body, person };
}

const deeds: Record<Deed, (person: Person, target: Target) => Promise<unknown>> = {
  post: async (person) => {
    const text = `~at ${nowMs().toFixed(3)} ${saying.text()}`;
    const path = `/api/rooms/${random() < 0.5 ? rooms[0] : any(rooms)}/messages`;
    const { status, body } = await ask('post', person, () =>
      person.http.json('POST', path, person.secret, { text }),
    );
    if (status !== 201) return;
    recent.push({ id: (JSON.parse(body.toString()) as { id: string }).id, by: person });
    if (recent.length > kept) recent.shift();
  },
  react: async (person) => {
    if (recent.length === 0) return;
    const emoji = encodeURIComponent(any(['👍', '😂', '❤️']));
    const path = `/api/messages/${any(recent).id}/reactions/${emoji}`;
    await ask('react', person, () => person.http.ask('PUT', path, { secret: person.secret }));
  },
  edit: async (person) => {
    const own = recent.filter(({ by }) => by === person);
    if (own.length === 0) return;
    const path = `/api/messages/${any(own).id}`;
    await ask('edit', person, () => person.http.json('PATCH', path, person.secret, { text: saying.text() }));
  },
  search: (person) => {
    const q = encodeURIComponent(
      random() < 0.5 ? any(saying.english.slice(0, 2000)) : any(saying.russian.slice(0, 2000)),
    );
    return ask('search', person, () =>
      person.http.ask('GET', `/api/search?q=${q}`, { secret: person.secret }),
    );
  },
  page: (person) => {
    const path = `/api/rooms/${any(rooms)}/messages`;
    return ask('page', person, () => person.http.ask('GET', path, { secret: person.secret }));
  },
  upload: (person) => {
    const headers = [`Content-Type: multipart/form-data; boundary=${boundary}`];
    return ask('upload', person, () =>
      person.http.ask('POST', '/api/upload', { secret: person.secret, headers, body: form }),
    );
  },
  reconnect: async (person, target) => {
    isLive.delete(person);
    person.socket?.close();
    await new Promise((resolve) => setTimeout(resolve, 500 + random() * 3000));
    const startedAt = performance.now();
    await connect(target, person);
    took('reconnect', performance.now() - startedAt);
  },
};

interface Live extends Target {
  secrets: string[];
  rooms: string[];
  minutes: number;
}

serve({
  live: async ({ secrets, minutes, ...target }: Live): Promise<DayReport> => {
    ({ rooms } = target);
    const people: Person[] = [];
    for (const secret of secrets) {
      const person: Person = {
        secret,
        http: await LightHttp.open(target),
        busy: false,
        socket: null,
        cursors: {},
      };
      await connect(target, person);
      people.push(person);
    }
    const startedAt = performance.now();
    const endsAt = startedAt + minutes * 60_000;
    countsFrom = startedAt + minutes * 60_000 * warmUpShare;
    const heartbeats = setInterval(() => {
      for (const { socket } of people) if (socket?.isOpen) socket.send('{"type":"ping"}');
    }, 20_000);
    const loops = (Object.keys(perSecond) as Deed[]).map(async (deed) => {
      while (performance.now() < endsAt) {
        await new Promise((resolve) =>
          setTimeout(resolve, (-Math.log(1 - random()) * 1000) / perSecond[deed]),
        );
        const idle = people.filter(({ busy }) => !busy);
        const person = idle.length > 0 ? any(idle) : null;
        if (!person) continue;
        person.busy = true;
        void deeds[deed](person, target)
          .catch((error: Error) => void report.errors.push(`${deed}: ${error.message}`))
          .finally(() => {
            person.busy = false;
          });
      }
    });
    await Promise.all(loops);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    clearInterval(heartbeats);
    const rows = [...times].map(([what, list]) => ({
      what,
      count: list.length,
      p50: percentile(list, 0.5),
      p99: percentile(list, 0.99),
      max: list.reduce((most, one) => Math.max(most, one), 0),
    }));
    const deliveryP99 = rows.find(({ what }) => what === 'delivery')?.p99 ?? Number.NaN;
    return { rows, deliveryP99, ...report };
  },
});
