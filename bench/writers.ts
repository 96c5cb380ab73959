import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../test/support/eventually.ts';
import { raisedLimits, startServerProcess } from '../test/support/server-process.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { startChild } from './support/child.ts';
import type { LoopDelay } from './support/loop-probe.ts';
import { percentile } from './support/pairs.ts';
import { createPeople } from './support/people.ts';
import { slowDisk } from './support/slow-disk.ts';
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

const mostWriters = 256;
const addedGoalMs = 1;
const manyGoalRatio = 10;
const loopGoalMs = 10;

export const bench: Bench = {
  about:
    'post to acknowledged-on-disk by 1, 16, 256 writers, beside better-sqlite3 in a bare loop, on disks of 0, 2, 10 ms per fsync',
  run: async (options) => {
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
    const folder = await mkdtemp(join(tmpdir(), 'bungaacord-bench-'));
    const goals: Goal[] = [];
    const rows: string[][] = [];
    try {
      for (const delayMs of (options.settings.get('fsync') ?? '0,2,10').split(',').map(Number)) {
        const env = slowDisk(folder, delayMs);
        if (!env) {
          options.say(
            `No gcc here: a disk of ${delayMs} ms per fsync cannot be imitated, and is not measured.`,
          );
          continue;
        }
        const done = await onDisk({ folder, env, delayMs, options });
        goals.push(...done.goals);
        rows.push(...done.rows);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const head = [
      'fsync +ms',
      'Writers',
      'messages/s, ours',
      'bare',
      'ratio',
      'p50 ms, ours',
      'p99 ms, ours',
      'bare p50',
      'main loop late p99 ms',
      'CPU ms per message, ours',
      'bare',
    ];
    options.say(`\n${table(head, rows)}`);
    return goals;
  },
};

interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  loop: number;
  cpuMs: number;
}

async function onDisk(input: {
  folder: string;
  env: Record<string, string>;
  delayMs: number;
  options: BenchOptions;
}) {
  const { folder, env, delayMs, options } = input;
  const loopFile = join(folder, 'loop.json');
  const probe = join(import.meta.dirname, 'support/loop-probe.ts');
  const server = await startServerProcess({
    ...env,
    LOOP_DELAY_FILE: loopFile,
    NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${probe}`,
  });
  // Its database is made by ours, so that the tables are the same.
  const model = await startServerProcess();
  await model.stop();
  const bare = startChild('bare-rows.ts', env);
  const posters = startChild('posters.ts');
  const loopDelay = async (): Promise<LoopDelay> => {
    await rm(loopFile, { force: true });
    process.kill(server.pid, 'SIGUSR2');
    let found: LoopDelay | null = null;
    const read = async () => {
      // Not there yet, or not all of it.
      found = await readFile(loopFile, 'utf8')
        .then((text) => JSON.parse(text) as LoopDelay)
        .catch(() => null);
      return found !== null;
    };
    await until('the loop probe', read, 10_000);
    return found as unknown as LoopDelay;
  };
  try {
    await bare.ask('open', { path: join(model.folder, 'data/bungaacord.db') });
    const secrets = await createPeople(server, mostWriters);
    const { url, caPem } = server;
    await posters.ask('open', { url, caPem, secrets, room: 'General' });
    const seconds = numberSetting(options, 'seconds', 3);
    const rows: string[][] = [];
    const goals: Goal[] = [];
    for (const writers of (options.settings.get('writers') ?? '1,16,256').split(',').map(Number)) {
      const measured = async (
        pid: number,
        write: () => Promise<{ times: Float64Array; seconds: number }>,
        loop: boolean,
      ) => {
        if (loop) await loopDelay();
        const before = await usage(pid);
        const done = await write();
        const late = loop ? (await loopDelay()).p99Ms : 0;
        await wait(300);
        const { cpuSeconds } = await usage(pid);
        const times = [...done.times];
        return {
          perSecond: times.length / done.seconds,
          p50: percentile(times, 0.5),
          p99: percentile(times, 0.99),
          loop: late,
          cpuMs: ((cpuSeconds - before.cpuSeconds) * 1000) / times.length,
        };
      };
      const pairs = await turns({
        pairs: numberSetting(options, 'pairs', 5),
        ours: () => measured(server.pid, () => posters.ask('write', { writers, seconds }), true),
        theirs: () => measured(bare.pid, () => bare.ask('write', { seconds }), false),
      });
      rows.push(row(pairs, delayMs, writers));
      options.say(
        `fsync +${delayMs} ms, ${writers} writers: ${wide(ratios(pairs, (one) => one.perSecond))}x messages/s`,
      );
      goals.push(...judge(pairs, delayMs, writers));
    }
    return { rows, goals };
  } finally {
    await posters.stop();
    await bare.stop();
    await server.remove();
    await model.remove();
  }
}

function row(pairs: Turn<Measured>[], delayMs: number, writers: number): string[] {
  return [
    String(delayMs),
    String(writers),
    wide(
      spreadOfOurs(pairs, (one) => one.perSecond),
      0,
    ),
    wide(
      spreadOfTheirs(pairs, (one) => one.perSecond),
      0,
    ),
    wide(ratios(pairs, (one) => one.perSecond)),
    wide(spreadOfOurs(pairs, (one) => one.p50)),
    wide(spreadOfOurs(pairs, (one) => one.p99)),
    wide(spreadOfTheirs(pairs, (one) => one.p50)),
    wide(spreadOfOurs(pairs, (one) => one.loop)),
    wide(spreadOfOurs(pairs, (one) => one.cpuMs)),
    wide(spreadOfTheirs(pairs, (one) => one.cpuMs)),
  ];
}

function judge(pairs: Turn<Measured>[], delayMs: number, writers: number): Goal[] {
  const where = `fsync +${delayMs} ms, ${writers} writers`;
  const late = spreadOfOurs(pairs, (one) => one.loop).median;
  const goals: Goal[] = [
    {
      goal: `${where}: main loop late p99 < ${loopGoalMs} ms`,
      measured: `${late.toFixed(1)} ms`,
      isMet: late < loopGoalMs,
    },
  ];
  if (writers === 1) {
    const added =
      spreadOfOurs(pairs, (one) => one.p50).median - spreadOfTheirs(pairs, (one) => one.p50).median;
    goals.push({
      goal: `${where}: at most ${addedGoalMs} ms added`,
      measured: `${added.toFixed(2)} ms`,
      isMet: added <= addedGoalMs,
    });
  }
  if (writers === mostWriters && delayMs === 2) {
    const { median } = ratios(pairs, (one) => one.perSecond);
    goals.push({
      goal: `${where}: ≥ ${manyGoalRatio}x messages/s`,
      measured: `${median.toFixed(1)}x`,
      isMet: median >= manyGoalRatio,
    });
  }
  return goals;
}
