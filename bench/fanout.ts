import { setTimeout as wait } from 'node:timers/promises';
import { raisedLimits, type ServerProcess, startServerProcess } from '../test/support/server-process.ts';
import { type Bare, startBare } from './support/bare-server.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { type Child, startChild } from './support/child.ts';
import { createPeople } from './support/people.ts';
import { table } from './support/table.ts';
import {
  ratios,
  ours as spreadOfOurs,
  theirs as spreadOfTheirs,
  type Turn,
  turns,
  usage,
  wide,
} from './support/turns.ts';

const socketsPerPerson = 20;
const burstSize = 16;
const perListener = 2500;
const pacedGoal = 1.1;
const burstGoal = 0.75;

export const bench: Bench = {
  about:
    'server CPU per delivery, one room over TLS, beside a bare `ws` loop (--connections=100,1000,5000, --pairs)',
  run: async (options) => {
    const sizes = (options.settings.get('connections') ?? '100,1000,5000').split(',').map(Number);
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
    const goals: Goal[] = [];
    const rows: string[][] = [];
    for (const size of sizes) {
      const field = await prepare(size);
      try {
        const done = await measure(field, options);
        goals.push(...done.goals);
        rows.push(...done.rows);
      } finally {
        await field.end();
      }
    }
    const head = [
      'Connections',
      'Messages',
      'µs of CPU per delivery, ours',
      'of it posting',
      'bare `ws`',
      'ratio',
      'wall ms per round, ours',
      'bare',
    ];
    options.say(`\n${table(head, rows)}`);
    return goals;
  },
};

interface Field {
  size: number;
  server: ServerProcess;
  bare: Bare;
  posters: Child;
  ours: Child[];
  theirs: Child[];
  /** CPU seconds of one message while nobody listens, by how many come at once. */
  posting: Map<number, number>;
  end(): Promise<void>;
}

async function prepare(size: number): Promise<Field> {
  const server = await startServerProcess();
  const bare = await startBare('bare-ws.ts', server);
  const secrets = await createPeople(server, Math.max(burstSize, Math.ceil(size / socketsPerPerson)));
  const groups = Math.ceil(size / perListener);
  const count = size / groups;
  const open = async (target: { url: string; caPem: string }, hello: boolean) => {
    const children = Array.from({ length: groups }, () => startChild('listeners.ts'));
    const { url, caPem } = target;
    for (const child of children) await child.ask('open', { url, caPem, secrets, count, atOnce: 20, hello });
    return children;
  };
  const posters = startChild('posters.ts');
  const { url, caPem } = server;
  await posters.ask('open', { url, caPem, secrets: secrets.slice(0, burstSize), room: 'General' });
  const posting = new Map<number, number>();
  for (const burst of [burstSize, 1]) posting.set(burst, await postingAlone(server, posters, burst));
  const ours = await open(server, true);
  const theirs = await open(bare, false);
  // The very frame that ours sends: the same bytes for both.
  const frame = await sampleFrame(server, posters);
  await bare.child.ask('frame', { text: frame });
  return {
    size,
    server,
    bare,
    posters,
    ours,
    theirs,
    posting,
    end: async () => {
      for (const child of [...ours, ...theirs, posters, bare.child]) await child.stop();
      await server.remove();
    },
  };
}

const postingRounds = 60;

/** What the bare loop does not do at all: a request, its checks, a transaction on the disk, an answer, the index. */
async function postingAlone({ pid }: ServerProcess, posters: Child, burst: number): Promise<number> {
  const some = async () => {
    for (let n = 0; n < postingRounds; n++) {
      await posters.ask('burst', { count: burst });
      await wait(20);
    }
    await wait(500);
  };
  await some();
  const before = await usage(pid);
  await some();
  return ((await usage(pid)).cpuSeconds - before.cpuSeconds) / postingRounds / burst;
}

async function sampleFrame(server: ServerProcess, posters: Child): Promise<string> {
  await server.admin.listen();
  await posters.ask('burst', { count: 1 });
  while (server.admin.events().length === 0) await wait(10);
  const [event] = server.admin.events();
  server.admin.close();
  return JSON.stringify(event);
}

interface Measured {
  cpuPerDelivery: number;
  wallPerRound: number;
}

interface Side {
  pid: number;
  listeners: Child[];
  send(count: number): Promise<unknown>;
}

async function round(
  { pid, listeners, send }: Side,
  work: { rounds: number; burst: number; size: number },
): Promise<Measured> {
  const all = (name: string, input: object) => Promise.all(listeners.map((one) => one.ask(name, input)));
  const before = await usage(pid);
  let wallMs = 0;
  for (let n = 0; n < work.rounds; n++) {
    await all('reset', { timed: false });
    const startedAt = performance.now();
    const due = all('expect', { frames: (work.burst * work.size) / listeners.length });
    await send(work.burst);
    await due;
    wallMs += performance.now() - startedAt;
    await wait(20);
  }
  // What a message causes besides, such as its place in the index, is paid as well.
  await wait(500);
  const { cpuSeconds } = await usage(pid);
  const deliveries = work.rounds * work.burst * work.size;
  return {
    cpuPerDelivery: ((cpuSeconds - before.cpuSeconds) * 1e6) / deliveries,
    wallPerRound: wallMs / work.rounds,
  };
}

async function measure(field: Field, options: BenchOptions) {
  const { size, server, bare, posters } = field;
  const pairs = numberSetting(options, 'pairs', 5);
  const deliveries = numberSetting(options, 'deliveries', 100_000);
  const ours: Side = {
    pid: server.pid,
    listeners: field.ours,
    send: (count) => posters.ask('burst', { count }),
  };
  const theirs: Side = {
    pid: bare.child.pid,
    listeners: field.theirs,
    send: (count) => bare.child.ask('burst', { count }),
  };
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const burst of [1, burstSize]) {
    const rounds = Math.max(3, Math.ceil((deliveries * (burst === 1 ? 1 : 4)) / size / burst));
    const work = { rounds, burst, size };
    const done: Turn<Measured>[] = await turns({
      pairs,
      ours: () => round(ours, work),
      theirs: () => round(theirs, work),
    });
    const cpu = (one: Measured) => one.cpuPerDelivery;
    const wall = (one: Measured) => one.wallPerRound;
    const ratio = ratios(done, cpu);
    const name = burst === 1 ? 'one at a time' : `bursts of ${burst}`;
    rows.push([
      String(size),
      name,
      wide(spreadOfOurs(done, cpu)),
      (((field.posting.get(burst) ?? 0) * 1e6) / size).toFixed(2),
      wide(spreadOfTheirs(done, cpu)),
      wide(ratio),
      wide(spreadOfOurs(done, wall), 1),
      wide(spreadOfTheirs(done, wall), 1),
    ]);
    options.say(`${size} connections, ${name}: ${wide(ratio)}`);
    const goal = burst === 1 ? pacedGoal : burstGoal;
    goals.push({
      goal: `${size} connections, ${name}: CPU per delivery ≤ ${goal}x`,
      measured: `${ratio.median.toFixed(2)}x`,
      isMet: ratio.median <= goal,
    });
  }
  return { rows, goals };
}
