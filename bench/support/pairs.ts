import { cpuSecondsOf } from '../../test/support/processes.ts';

export interface Run {
  ms: number;
  /** Of this process and of all that it started, as the system counts them. */
  cpuSeconds: number;
}

export interface Pair {
  ours: Run;
  theirs: Run;
}

/** A work answers how long it took where not all of it counts. */
type Work = () => Promise<number | void>;

/** Both in turns, the other one first each time, so that what else the machine does falls on both. The first pair is not counted. */
export async function inTurns(input: { pairs: number; ours: Work; theirs: Work }): Promise<Pair[]> {
  const all: Pair[] = [];
  for (let n = 0; n <= input.pairs; n++) {
    const oursFirst = n % 2 === 0;
    const first = await measure(oursFirst ? input.ours : input.theirs);
    const second = await measure(oursFirst ? input.theirs : input.ours);
    all.push(oursFirst ? { ours: first, theirs: second } : { ours: second, theirs: first });
  }
  return all.slice(1);
}

async function measure(work: Work): Promise<Run> {
  const cpuBefore = await cpuSecondsOf(process.pid);
  const startedAt = performance.now();
  const told = await work();
  const ms = told ?? performance.now() - startedAt;
  return { ms, cpuSeconds: (await cpuSecondsOf(process.pid)) - cpuBefore };
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
