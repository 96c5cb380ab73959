import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { raisedLimits, type ServerProcess, startServerProcess } from '../test/support/server-process.ts';
import { type Bare, startBare } from './support/bare-server.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { startChild } from './support/child.ts';
import { mebibytes, table } from './support/table.ts';
import {
  ratios,
  ours as spreadOfOurs,
  theirs as spreadOfTheirs,
  turns,
  usage,
  wide,
} from './support/turns.ts';

const cpuGoal = 1.15;
const growthGoalBytes = 32 * 1024 * 1024;

export const bench: Bench = {
  about:
    'upload of 45 MB, one and eight at once, beside busboy to the disk behind the same TLS (--megabytes, --pairs)',
  run: async (options) => {
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
    const folder = await mkdtemp(join(tmpdir(), 'bungaacord-bench-'));
    const server = await startServerProcess();
    const bare = await startBare('bare-upload.ts', server, { folder });
    const uploader = startChild('uploader.ts');
    try {
      const goals: Goal[] = [];
      const rows: string[][] = [];
      const megabytes = numberSetting(options, 'megabytes', 45);
      await uploader.ask('prepare', { megabytes });
      for (const atOnce of (options.settings.get('at') ?? '1,8').split(',').map(Number)) {
        const done = await measure({ server, bare, uploader, atOnce, options });
        rows.push(...done.rows);
        goals.push(...done.goals);
        options.say(`${atOnce} at once: CPU ${done.goals[0]?.measured ?? ''}`);
      }
      options.say(`\n${table([`Uploads of ${megabytes} MB`, '', 'ours', 'bare', 'ratio'], rows)}`);
      return goals;
    } finally {
      await uploader.stop();
      await bare.child.stop();
      await server.remove();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Measured {
  cpu: number;
  wall: number;
  growth: number;
}

interface Input {
  server: ServerProcess;
  bare: Bare;
  uploader: ReturnType<typeof startChild>;
  atOnce: number;
  options: BenchOptions;
}

async function measure({ server, bare, uploader, atOnce, options }: Input) {
  const { secret } = server.admin;
  const send = async (
    target: { url: string; caPem: string },
    pid: number,
    path: string,
  ): Promise<Measured> => {
    await wait(1000);
    const before = await usage(pid);
    let peak = before.residentBytes;
    const watch = setInterval(
      () =>
        void usage(pid).then(({ residentBytes }) => {
          peak = Math.max(peak, residentBytes);
        }),
      50,
    );
    const { url, caPem } = target;
    const wall = await uploader.ask<number>('send', { url, caPem, path, secret, atOnce });
    const { cpuSeconds } = await usage(pid);
    clearInterval(watch);
    return {
      cpu: (cpuSeconds - before.cpuSeconds) / atOnce,
      wall: wall / 1000,
      growth: peak - before.residentBytes,
    };
  };
  const pairs = await turns({
    pairs: numberSetting(options, 'pairs', 5),
    ours: () => send(server, server.pid, '/api/upload'),
    theirs: async () => {
      const done = await send(bare, bare.child.pid, '/');
      await bare.child.ask('clear');
      return done;
    },
  });
  const row = (title: string, value: (one: Measured) => number, digits: number) => [
    `${atOnce} at once`,
    title,
    wide(spreadOfOurs(pairs, value), digits),
    wide(spreadOfTheirs(pairs, value), digits),
    wide(ratios(pairs, value)),
  ];
  const mib = ({ growth }: Measured) => growth / 2 ** 20;
  const rows = [
    row('CPU s each, the server itself', ({ cpu }) => cpu, 3),
    row('wall s', ({ wall }) => wall, 2),
    [...row('growth of memory, MiB', mib, 1).slice(0, 4), ''],
  ];
  const ratio = ratios(pairs, ({ cpu }) => cpu).median;
  const growth = spreadOfOurs(pairs, ({ growth: bytes }) => bytes).max;
  return {
    rows,
    goals: [
      {
        goal: `${atOnce} at once: CPU ≤ ${cpuGoal}x`,
        measured: `${ratio.toFixed(2)}x`,
        isMet: ratio <= cpuGoal,
      },
      {
        goal: `${atOnce} at once: memory grows ≤ 32 MiB`,
        measured: mebibytes(growth),
        isMet: growth <= growthGoalBytes,
      },
    ],
  };
}
