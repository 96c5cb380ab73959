import { spawn, spawnSync } from 'node:child_process';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startServerProcess } from '../test/support/server-process.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { fill } from './support/fill.ts';
import { createPeople } from './support/people.ts';
import { table } from './support/table.ts';
import { talk } from './support/talk.ts';
import { ours as spreadOfOurs, theirs as spreadOfTheirs, turns, wide } from './support/turns.ts';

const goalMs = 700;
const entry = join(import.meta.dirname, '../bin/start.js');

export const bench: Bench = {
  about:
    'from the command of a warm install to the first 200, beside `node -e ""` (--messages=1000000, --pairs)',
  run: async (options) => {
    const messages = numberSetting(options, 'messages', 1_000_000);
    const first = await startServerProcess();
    await createPeople(first, 30);
    await first.stop();
    const rows: string[][] = [];
    const goals: Goal[] = [];
    const look = async (what: string) => {
      const { row, goal } = await starts(first.folder, what, options);
      rows.push(row);
      goals.push(goal);
    };
    try {
      await look('an empty database');
      const path = join(first.folder, 'data/bungaacord.db');
      fill({ path, count: messages, talk: talk(4), apartMs: 30_000, fileEvery: 10 });
      const filled = await startServerProcess({}, first.folder);
      for (;;) {
        const { body } = await filled.admin.json<{ indexedSince: string | null }>(
          'GET',
          '/api/search?q=test',
        );
        if (body.indexedSince === null) break;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      await filled.stop();
      await look(`${messages} messages and ${messages / 10} files`);
    } finally {
      await first.remove();
    }
    options.say(`\n${table(['With', 'ms to the first 200', '`node -e ""` ms', 'ms over it'], rows)}`);
    return goals;
  },
};

async function starts(folder: string, what: string, options: BenchOptions) {
  const pairs = await turns({
    pairs: numberSetting(options, 'pairs', 5),
    ours: () => start(folder),
    theirs: async () => {
      const startedAt = performance.now();
      spawnSync(process.execPath, ['-e', '']);
      return performance.now() - startedAt;
    },
  });
  const value = (one: number) => one;
  const over = spreadOfOurs(
    pairs.map(({ ours, theirs }) => ({ ours: ours - theirs, theirs })),
    value,
  );
  return {
    row: [what, wide(spreadOfOurs(pairs, value), 0), wide(spreadOfTheirs(pairs, value), 0), wide(over, 0)],
    goal: {
      goal: `${what}: ≤ ${goalMs} ms over it`,
      measured: `${over.median.toFixed(0)} ms`,
      isMet: over.median <= goalMs,
    },
  };
}

async function start(folder: string): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [entry], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      LANG: 'en',
      PORT: String(port),
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      // Else each start would be that of a server which has begun to take a million messages away.
      MAX_MESSAGES: '0',
    },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const took = performance.now() - startedAt;
  child.kill('SIGTERM');
  await ended;
  return took;
}

/** What certificate it shows is no part of how long it takes. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = get(
      { host: '127.0.0.1', port, path: '/health', rejectUnauthorized: false, agent: false },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    call.on('error', () => resolve(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
}
