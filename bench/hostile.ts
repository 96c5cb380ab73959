import { readFile } from 'node:fs/promises';
import { defaultLimits } from '../server/media/limits.ts';
import { clips, png } from '../test/support/fixtures.ts';
import {
  type Fate,
  healthLimitMs,
  listenForVisitors,
  tally,
  throwAt,
  watchHealth,
} from '../test/support/hostile.ts';
import { bombs, broken, followers, seeds } from '../test/support/hostile-files.ts';
import { raisedLimits, type ServerProcess, startServerProcess } from '../test/support/server-process.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { mebibytes, ms, table } from './support/table.ts';

const atOnce = 6;
const withinMs = 30 * 60_000;

export const bench: Bench = {
  about: '2,000 broken files, bombs and files that name others: /health stays within 100 ms all the while',
  run: async (options) => {
    const seed = numberSetting(options, 'seed', Math.floor(Math.random() * 2 ** 31));
    const files = numberSetting(options, 'files', 2000);
    options.say(`Seed ${seed}: --seed=${seed} throws the same files again.`);
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.\n`);
    const server = await startServerProcess();
    try {
      return await attack(server, { seed, files, options });
    } finally {
      await server.remove();
    }
  },
};

interface Attack {
  seed: number;
  files: number;
  options: BenchOptions;
}

async function attack(server: ServerProcess, { seed, files, options }: Attack): Promise<Goal[]> {
  const { say } = options;
  const person = await server.person('Mallory');
  await person.listen();
  const visitors = await listenForVisitors();
  const all = await seeds();
  const huge = await bombs();
  const naming = await followers(visitors.url);
  function* thrown() {
    for (let n = 0; n < files; n++) {
      if (n % 200 === 199) say(`… ${n + 1} of ${files}`);
      yield broken(all, seed, n);
    }
  }
  const startedAt = performance.now();
  const summary = watchHealth(server);
  const bombFates = await throwAt({ server, person }, huge, { atOnce: 2, withinMs });
  const bombsMs = performance.now() - startedAt;
  const namingFates = await throwAt({ server, person }, naming, { atOnce, withinMs });
  const fates = await throwAt({ server, person }, thrown(), { atOnce, withinMs });
  const health = await summary();
  const good = await throwAt({ server, person }, await goodFiles(), { atOnce: 1, withinMs: 120_000 });
  await visitors.close();

  say(
    `\n${table(
      ['Broken files', ''],
      tally(fates).map(([fate, count]) => [fate, String(count)]),
    )}`,
  );
  say(
    `\n${table(
      ['Bomb or follower', 'Fate'],
      [...bombFates, ...namingFates].map(({ name, fate }) => [name, fate]),
    )}`,
  );
  say(
    `\n${Math.round((performance.now() - startedAt) / 1000)} s in all. /health was asked ${health.asked} times by a process of its own over one kept connection, a 20th of a second after each answer: median ${ms(health.p50Ms)}, 99 % within ${ms(health.p99Ms)}, longest ${ms(health.maxMs)}, ${health.late} beyond ${healthLimitMs} ms.`,
  );
  if (health.lateOnes.length > 0) {
    const rows = health.lateOnes.map(({ atMs, ...times }) => [
      `${(atMs / 1000).toFixed(1)} s`,
      ...[times.tookMs, times.workedMs, times.waitedMs, times.probeWaitedMs, times.stolenMs].map(ms),
    ]);
    const heads = [
      'Late at',
      'took',
      'server worked',
      'server waited for a processor',
      'so did who asked',
      'the host took',
    ];
    say(`\n${table(heads, rows)}\nThe bombs took the first ${Math.round(bombsMs / 1000)} s.`);
  }
  say(
    `Resident memory at most: server ${mebibytes(health.serverPeakBytes)}, largest media process ${mebibytes(health.workerPeakBytes)} of ${mebibytes(defaultLimits.maxRssBytes)} allowed.`,
  );
  return [
    goal(
      `/health within ${healthLimitMs} ms all the while`,
      `longest ${ms(health.maxMs)}`,
      health.late === 0 && health.failed === 0,
    ),
    goal(
      'every file ends as ready, failed or refused',
      `${fates.length} of ${files}`,
      fates.length === files,
    ),
    goal('the server never ended', server.ended() ?? 'runs', server.ended() === null),
    goal('good files work afterwards', good.map(({ fate }) => fate).join(', '), good.every(isReady)),
    goal('nobody followed an address', `${visitors.visits.length} visits`, visitors.visits.length === 0),
    goal(
      'media processes stay within their memory',
      mebibytes(health.workerPeakBytes),
      health.workerPeakBytes <= defaultLimits.maxRssBytes * 1.1,
    ),
  ];
}

const goal = (text: string, measured: string, isMet: boolean): Goal => ({ goal: text, measured, isMet });
const isReady = ({ fate }: Fate) => fate === 'ready';

async function goodFiles() {
  const paths = [await png(), await clips.mp4(), await clips.avi()];
  return Promise.all(paths.map(async (path) => ({ name: path, bytes: await readFile(path) })));
}
