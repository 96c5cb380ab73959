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

async function many(options: BenchOptions): Promise<Goal[]> {
  const count = numberSetting(options, 'many', 10_000);
  const seconds = numberSetting(options, 'seconds', 40);
  const server = await startServerProcess();
  const secrets = await createPeople(server, Math.ceil(count / 20));
  const children = await listen(server, secrets, { count, hello: true });
  const all = (name: string, input?: object) => Promise.all(children.map((child) => child.ask(name, input)));
  await all('heartbeats', { on: false });
  await wait(settleMs);
  const idleAt = await usage(server.pid);
  await wait(heartbeatMs / 2);
  const before = await usage(server.pid);
  const idle = (before.cpuSeconds - idleAt.cpuSeconds) / (heartbeatMs / 2000);
  const startedAt = performance.now();
  await all('heartbeats', { on: true });
  await wait(seconds * 1000);
  const open = ((await all('stillOpen')) as number[]).reduce((sum, one) => sum + one, 0);
  const wall = (performance.now() - startedAt) / 1000;
  const after = await usage(server.pid);
  const cpu = (after.cpuSeconds - before.cpuSeconds) / wall;
  await end(children);
  await server.remove();
  options.say(
    `\n${count} idle connections: ${mebibytes(after.residentBytes)} resident, ${open} still open; CPU ${(idle * 100).toFixed(2)} % of a core without heartbeats, ${(cpu * 100).toFixed(2)} % with one from each every ${heartbeatMs / 1000} s.`,
  );
  return [
    {
      goal: `${count} idle connections within 1 GiB`,
      measured: mebibytes(after.residentBytes),
      isMet: after.residentBytes <= manyGoalBytes && open === count,
    },
    {
      goal: 'all heartbeats under 2 % of a core',
      measured: `${((cpu - idle) * 100).toFixed(2)} %`,
      isMet: cpu - idle < heartbeatGoal,
    },
  ];
}
