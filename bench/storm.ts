import { setTimeout as wait } from 'node:timers/promises';
import { watchHealth } from '../test/support/hostile.ts';
import { raisedLimits, startServerProcess } from '../test/support/server-process.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { startChild } from './support/child.ts';
import { createPeople } from './support/people.ts';
import type { Resumed } from './support/returners.ts';
import { ms, table } from './support/table.ts';
import { usage } from './support/turns.ts';

const wholeGoalMs = 15_000;
const healthGoalMs = 250;
const perChild = 2500;

export const bench: Bench = {
  about:
    'thousands of clients come back within 5 s after a restart and resume what they missed (--clients=5000, --missed=20, --times=3)',
  run: async (options) => {
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
    const goals: Goal[] = [];
    const rows: string[][] = [];
    for (let n = 0; n < numberSetting(options, 'times', 3); n++) {
      const done = await storm(options);
      goals.push(...done.goals);
      rows.push(done.row);
    }
    const head = [
      'Clients',
      'all whole after',
      'CPU s of the server',
      '/health asked',
      'median',
      'p99',
      'longest',
      'missing',
      'twice',
      'resets',
      'tried again',
    ];
    options.say(`\n${table(head, rows)}`);
    return goals;
  },
};

async function storm(options: BenchOptions) {
  const clients = numberSetting(options, 'clients', 5000);
  const missed = numberSetting(options, 'missed', 20);
  const first = await startServerProcess();
  const secrets = await createPeople(first, Math.ceil(clients / 20));
  const posters = startChild('posters.ts');
  const room =
    (await first.admin.json<{ rooms: { id: string }[] }>('GET', '/api/rooms')).body.rooms[0]?.id ?? '';
  const target = (server: typeof first) => ({ url: server.url, caPem: server.caPem });
  await posters.ask('open', { ...target(first), secrets: secrets.slice(0, 10), room: 'General' });
  await posters.ask('burst', { count: 5 });
  const before = (await first.admin.json<{ asOfSeq: number }>('GET', '/api/rooms/General/messages')).body
    .asOfSeq;
  for (let n = 0; n < missed; n++) await posters.ask('burst', { count: 1 });
  await first.stop();
  const server = await startServerProcess({}, first.folder);
  const returners = Array.from({ length: Math.ceil(clients / perChild) }, () => startChild('returners.ts'));
  try {
    const health = watchHealth(server);
    await wait(1000);
    await posters.ask('open', { ...target(server), secrets: secrets.slice(0, 10), room: 'General' });
    const { cpuSeconds } = await usage(server.pid);
    const startedAt = performance.now();
    const count = clients / returners.length;
    const back = returners.map((child) =>
      child.ask('return', {
        ...target(server),
        secrets,
        count,
        overMs: 5000,
        stream: `room:${room}`,
        cursor: before,
      }),
    );
    // People go on writing meanwhile.
    const posting = posters.ask('pace', { perSecond: 5, seconds: 5 });
    await Promise.all([...back, posting]);
    const upTo = before + missed + 25;
    const results = await Promise.all(
      returners.map((child) => child.ask<Resumed>('whole', { upTo, withinMs: 60_000 })),
    );
    const wholeMs = performance.now() - startedAt;
    const cpu = (await usage(server.pid)).cpuSeconds - cpuSeconds;
    await wait(500);
    const asked = await health();
    const sum = (value: (one: Resumed) => number) => results.reduce((all, one) => all + value(one), 0);
    const [missing, twice, resets] = [
      sum((one) => one.missing),
      sum((one) => one.twice),
      sum((one) => one.resets),
    ];
    const row = [
      String(clients),
      ms(wholeMs),
      cpu.toFixed(1),
      String(asked.asked),
      ms(asked.p50Ms),
      ms(asked.p99Ms),
      ms(asked.maxMs),
      String(missing),
      String(twice),
      String(resets),
      String(sum((one) => one.retries)),
    ];
    return {
      row,
      goals: [
        {
          goal: `${clients} clients whole within 15 s`,
          measured: ms(wholeMs),
          isMet: wholeMs <= wholeGoalMs && missing === 0,
        },
        {
          goal: `/health within ${healthGoalMs} ms all the while`,
          measured: ms(asked.maxMs),
          isMet: asked.maxMs <= healthGoalMs && asked.failed === 0,
        },
        {
          goal: 'no duplicate, no gap',
          measured: `${twice} twice, ${missing} missing`,
          isMet: twice === 0 && missing === 0 && resets === 0,
        },
      ],
    };
  } finally {
    for (const child of [...returners, posters]) await child.stop();
    await server.remove();
  }
}
