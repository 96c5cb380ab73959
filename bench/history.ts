import { join } from 'node:path';
import { randomFrom } from '../test/support/random.ts';
import { raisedLimits, startServerProcess } from '../test/support/server-process.ts';
import { type Bare, startBare } from './support/bare-server.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { fill } from './support/fill.ts';
import { LightHttp } from './support/light.ts';
import { percentile } from './support/pairs.ts';
import { createPeople } from './support/people.ts';
import { ms, table } from './support/table.ts';
import { talk } from './support/talk.ts';
import {
  ratios,
  ours as spreadOfOurs,
  theirs as spreadOfTheirs,
  turns,
  usage,
  wide,
} from './support/turns.ts';

const pageGoal = 2;

export const bench: Bench = {
  about:
    'a page of 50 from a room of 1,000,000, beside the same rows by bare better-sqlite3 (--messages, --pages, --pairs)',
  run: async (options) => {
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
    const count = numberSetting(options, 'messages', 1_000_000);
    const first = await startServerProcess();
    await createPeople(first, 30);
    await first.stop();
    const path = join(first.folder, 'data/bungaacord.db');
    fill({ path, count, talk: talk(4), apartMs: 60_000, fileEvery: 1_000_000_000 });
    const server = await startServerProcess({}, first.folder);
    const bare = await startBare('bare-page.ts', server, { path });
    try {
      await indexed(server.admin, options);
      return await measure({ server, bare, count, options });
    } finally {
      await bare.child.stop();
      await server.remove();
    }
  },
};

type Admin = Awaited<ReturnType<typeof startServerProcess>>['admin'];

/** The index of search is built in the background; it is not what is measured. */
async function indexed(admin: Admin, { say }: BenchOptions): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const { body } = await admin.json<{ indexedSince: string | null }>('GET', '/api/search?q=test');
    if (body.indexedSince === null) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  say(`The index of search was done after ${Math.round((performance.now() - startedAt) / 1000)} s.`);
}

interface Measured {
  p50: number;
  p99: number;
  cpuMs: number;
}

type Input = {
  server: Awaited<ReturnType<typeof startServerProcess>>;
  bare: Bare;
  count: number;
  options: BenchOptions;
};

async function measure({ server, bare, count, options }: Input): Promise<Goal[]> {
  const pages = numberSetting(options, 'pages', 2000);
  const random = randomFrom(7);
  const places = () => Array.from({ length: pages }, () => 51 + Math.floor(random() * (count - 51)));
  const overTls = async (
    target: { url: string; caPem: string },
    pid: number,
    pathOf: (before: number) => string,
  ) => {
    const http = await LightHttp.open(target);
    const before = await usage(pid);
    const times: number[] = [];
    for (const place of places()) {
      const startedAt = performance.now();
      const { status } = await http.ask('GET', pathOf(place), { secret: server.admin.secret });
      times.push(performance.now() - startedAt);
      if (status !== 200) throw new Error(`a page was answered with ${status}`);
    }
    http.close();
    return of(times, (await usage(pid)).cpuSeconds - before.cpuSeconds);
  };
  const of = (times: number[], cpuSeconds: number): Measured => ({
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    cpuMs: (cpuSeconds * 1000) / times.length,
  });
  const inProcess = async () => {
    const before = await usage(bare.child.pid);
    const times = await bare.child.ask<Float64Array>('pages', { places: places() });
    return of([...times], (await usage(bare.child.pid)).cpuSeconds - before.cpuSeconds);
  };
  const ours = () =>
    overTls(server, server.pid, (before) => `/api/rooms/General/messages?before=${before}&limit=50`);
  const input = { pairs: numberSetting(options, 'pairs', 5), ours };
  const besideTls = await turns({
    ...input,
    theirs: () => overTls(bare, bare.child.pid, (before) => `/?before=${before}`),
  });
  const besideRows = await turns({ ...input, theirs: inProcess });
  const rows = (
    [
      ['behind the same TLS', besideTls],
      ['in its own process, without HTTP', besideRows],
    ] as const
  ).flatMap(([name, pairs]) =>
    (['p50', 'p99', 'cpuMs'] as const).map((what) => {
      const value = (one: Measured) => one[what];
      return [
        name,
        what === 'cpuMs' ? 'CPU ms' : `${what} ms`,
        wide(spreadOfOurs(pairs, value), 3),
        wide(spreadOfTheirs(pairs, value), 3),
        wide(ratios(pairs, value)),
      ];
    }),
  );
  options.say(`\n${table(['better-sqlite3', '', 'ours', 'bare', 'ratio'], rows)}`);
  const tls = ratios(besideTls, ({ p50 }) => p50).median;
  const alone = spreadOfTheirs(besideRows, ({ p50 }) => p50).median;
  options.say(`Of the bare page, the rows themselves take ${ms(alone)}.`);
  return [
    {
      goal: `page of 50 ≤ ${pageGoal}x behind the same TLS`,
      measured: `${tls.toFixed(2)}x`,
      isMet: tls <= pageGoal,
    },
  ];
}
