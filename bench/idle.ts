import { setTimeout as wait } from 'node:timers/promises';
import { heartbeatMs } from '../protocol/limits.ts';
import { raisedLimits, startServerProcess } from '../test/support/server-process.ts';
import { startBare } from './support/bare-server.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { type Child, startChild } from './support/child.ts';
import { createPeople } from './support/people.ts';
import { mebibytes, table } from './support/table.ts';
import {
  ratios,
  ours as spreadOfOurs,
  theirs as spreadOfTheirs,
  turns,
  usage,
  wide,
} from './support/turns.ts';

const memoryGoal = 1.3;
const manyGoalBytes = 2 ** 30;
const heartbeatGoal = 0.02;
const perListener = 2500;
const settleMs = 2000;

export const bench: Bench = {
  about:
    'memory per idle TLS connection beside a bare `ws` server; 10,000 of them, and their heartbeats (--connections, --many, --pairs)',
  run: async (options) => {
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
    return [...(await beside(options)), ...(await many(options))];
  },
};

async function listen(
  target: { url: string; caPem: string },
  secrets: string[],
  input: { count: number; hello: boolean },
) {
  const groups = Math.ceil(input.count / perListener);
  const children = Array.from({ length: groups }, () => startChild('listeners.ts'));
  const { url, caPem } = target;
  for (const child of children) {
    await child.ask('open', {
      url,
      caPem,
      secrets,
      count: input.count / groups,
      atOnce: 20,
      hello: input.hello,
    });
  }
  return children;
}

const end = async (children: Child[]) => {
  for (const child of children) await child.stop();
};

async function beside(options: BenchOptions): Promise<Goal[]> {
  const count = numberSetting(options, 'connections', 2000);
  const growth = async (pid: number, open: () => Promise<Child[]>) => {
    await wait(settleMs);
    const before = await usage(pid);
    const children = await open();
    await wait(settleMs);
    const { residentBytes } = await usage(pid);
    await end(children);
    return (residentBytes - before.residentBytes) / count / 1024;
  };
  const ours = async () => {
    const server = await startServerProcess();
    const secrets = await createPeople(server, Math.ceil(count / 20));
    const kib = await growth(server.pid, () => listen(server, secrets, { count, hello: true }));
    await server.remove();
    return kib;
  };
  const model = await startServerProcess();
  const theirs = async () => {
    const bare = await startBare('bare-ws.ts', model);
    const kib = await growth(bare.child.pid, () => listen(bare, ['none'], { count, hello: false }));
    await bare.child.stop();
    return kib;
  };
  const pairs = await turns({ pairs: numberSetting(options, 'pairs', 5), ours, theirs });
  await model.remove();
  const value = (kib: number) => kib;
  const ratio = ratios(pairs, value);
  const rows = [
    [String(count), wide(spreadOfOurs(pairs, value), 1), wide(spreadOfTheirs(pairs, value), 1), wide(ratio)],
  ];
  options.say(`\n${table(['Idle connections', 'KiB each, ours', 'bare `ws`', 'ratio'], rows)}`);
  return [
    {
      goal: `memory per idle connection ≤ ${memoryGoal}x`,
      measured: `${ratio.median.toFixed(2)}x`,
      isMet: ratio.median <= memoryGoal,
    },
  ];
}

interface Many {
  residentBytes: number;
  open: number;
  /** Shares of a core: while nothing is said, and what one heartbeat from each every 20 seconds adds. */
  idle: number;
  heartbeats: number;
}

async function watchMany(pid: number, children: Child[], seconds: number): Promise<Many> {
  const all = (name: string, input?: object) => Promise.all(children.map((child) => child.ask(name, input)));
  const share = async (ms: number) => {
    const before = await usage(pid);
    const startedAt = performance.now();
    await wait(ms);
    const { cpuSeconds } = await usage(pid);
    return ((cpuSeconds - before.cpuSeconds) * 1000) / (performance.now() - startedAt);
  };
  await all('heartbeats', { on: false });
  await wait(settleMs);
  const idle = await share(heartbeatMs / 2);
  await all('heartbeats', { on: true });
  const beating = await share(seconds * 1000);
  const open = ((await all('stillOpen')) as number[]).reduce((sum, one) => sum + one, 0);
  const { residentBytes } = await usage(pid);
  return { residentBytes, open, idle, heartbeats: beating - idle };
}

async function many(options: BenchOptions): Promise<Goal[]> {
  const count = numberSetting(options, 'many', 10_000);
  const seconds = numberSetting(options, 'seconds', 40);
  const server = await startServerProcess();
  const secrets = await createPeople(server, Math.ceil(count / 20));
  const children = await listen(server, secrets, { count, hello: true });
  const ours = await watchMany(server.pid, children, seconds);
  await end(children);
  const bare = await startBare('bare-ws.ts', server);
  const others = await listen(bare, ['none'], { count, hello: false });
  const theirs = await watchMany(bare.child.pid, others, seconds);
  await end(others);
  await bare.child.stop();
  await server.remove();
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
  const row = (name: string, of: Many) => [
    name,
    mebibytes(of.residentBytes),
    String(of.open),
    percent(of.idle),
    percent(of.heartbeats),
  ];
  options.say(
    `\n${table(
      [`${count} idle connections`, 'resident', 'still open', 'CPU without heartbeats', 'of heartbeats'],
      [row('ours', ours), row('bare `ws`', theirs)],
    )}`,
  );
  return [
    {
      goal: `${count} idle connections within 1 GiB`,
      measured: mebibytes(ours.residentBytes),
      isMet: ours.residentBytes <= manyGoalBytes && ours.open === count,
    },
    {
      goal: 'all heartbeats under 2 % of a core',
      measured: percent(ours.heartbeats),
      isMet: ours.heartbeats < heartbeatGoal,
    },
  ];
}
