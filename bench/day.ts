import { setTimeout as wait } from 'node:timers/promises';
import { raisedLimits, startServerProcess } from '../test/support/server-process.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { startChild } from './support/child.ts';
import type { DayReport } from './support/day-people.ts';
import { createPeople } from './support/people.ts';
import { mebibytes, ms, table } from './support/table.ts';
import { usage } from './support/turns.ts';

const p99GoalMs = 50;
const slopeGoalMib = 1;
const everyMs = 2000;

export const bench: Bench = {
  about:
    'a day in an hour: 200 people in 20 rooms write, react, edit, upload, search, reconnect (--minutes=60, --people, --rooms)',
  run: async (options) => {
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
    const server = await startServerProcess();
    const people = startChild('day-people.ts');
    try {
      const secrets = await createPeople(server, numberSetting(options, 'people', 200));
      const rooms = ['General'];
      for (let n = 1; n < numberSetting(options, 'rooms', 20); n++) {
        const { body } = await server.admin.json<{ id: string }>('POST', '/api/admin/rooms', {
          name: `room ${n}`,
        });
        rooms.push(body.id);
      }
      const minutes = numberSetting(options, 'minutes', 60);
      const { url, caPem } = server;
      const samples: { hours: number; mib: number }[] = [];
      const startedAt = performance.now();
      const before = await usage(server.pid);
      const day = people.ask<DayReport>('live', { url, caPem, secrets, rooms, minutes });
      let isOver = false;
      void day
        .finally(() => {
          isOver = true;
        })
        .catch(() => {});
      while (!isOver) {
        await wait(everyMs);
        const { residentBytes } = await usage(server.pid);
        samples.push({ hours: (performance.now() - startedAt) / 3_600_000, mib: residentBytes / 2 ** 20 });
      }
      const report = await day;
      const after = await usage(server.pid);
      server.mustRun();
      return tell({
        report,
        samples,
        cpu: after.cpuSeconds - before.cpuSeconds,
        seconds: (performance.now() - startedAt) / 1000,
        options,
      });
    } finally {
      await people.stop();
      await server.remove();
    }
  },
};

interface Told {
  report: DayReport;
  samples: { hours: number; mib: number }[];
  cpu: number;
  seconds: number;
  options: BenchOptions;
}

function tell({ report, samples, cpu, seconds, options }: Told): Goal[] {
  const warm = samples.slice(Math.floor(samples.length / 2));
  const slope = slopeOf(warm);
  const mib = (value: number | undefined) => mebibytes((value ?? 0) * 2 ** 20);
  options.say(
    `\n${table(
      ['What was done', 'times', 'p50', 'p99', 'longest'],
      report.rows.map((row) => [row.what, String(row.count), ms(row.p50), ms(row.p99), ms(row.max)]),
    )}`,
  );
  options.say(
    `\n${report.delivered} deliveries; CPU ${((cpu / seconds) * 100).toFixed(1)} % of a core. Memory: ${mib(samples[0]?.mib)} at first, ${mib(warm[0]?.mib)} half-way, ${mib(warm.at(-1)?.mib)} at the end; slope of the second half ${slope.toFixed(1)} MiB/h.`,
  );
  for (const error of report.errors.slice(0, 10)) options.say(`error: ${error}`);
  return [
    {
      goal: `memory flat: under ${slopeGoalMib} MiB/h after warm-up`,
      measured: `${slope.toFixed(1)} MiB/h`,
      isMet: slope < slopeGoalMib,
    },
    {
      goal: `p99 delivery < ${p99GoalMs} ms`,
      measured: ms(report.deliveryP99),
      isMet: report.deliveryP99 < p99GoalMs,
    },
    {
      goal: 'no error, no gap',
      measured: `${report.errors.length} errors, ${report.gaps} gaps`,
      isMet: report.errors.length === 0 && report.gaps === 0,
    },
  ];
}

/** Least squares. */
function slopeOf(samples: readonly { hours: number; mib: number }[]): number {
  const mean = (value: (one: { hours: number; mib: number }) => number) =>
    samples.reduce((sum, one) => sum + value(one), 0) / samples.length;
  const [x, y] = [mean(({ hours }) => hours), mean(({ mib }) => mib)];
  const top = samples.reduce((sum, one) => sum + (one.hours - x) * (one.mib - y), 0);
  return top / samples.reduce((sum, one) => sum + (one.hours - x) ** 2, 0);
}
