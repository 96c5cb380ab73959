import { processTree } from '../../test/support/processes.ts';
import { type Spread, spread } from './pairs.ts';

export interface Turn<T> {
  ours: T;
  theirs: T;
}

/** Both in turns, the other one first each time; the first pair warms up and is not counted. */
export async function turns<T>(input: {
  pairs: number;
  ours(): Promise<T>;
  theirs(): Promise<T>;
}): Promise<Turn<T>[]> {
  const all: Turn<T>[] = [];
  for (let n = 0; n <= input.pairs; n++) {
    if (n % 2 === 0) {
      const ours = await input.ours();
      all.push({ ours, theirs: await input.theirs() });
    } else {
      const theirs = await input.theirs();
      all.push({ ours: await input.ours(), theirs });
    }
  }
  return all.slice(1);
}

export function ratios<T>(pairs: readonly Turn<T>[], value: (one: T) => number): Spread {
  return spread(pairs.map(({ ours, theirs }) => value(ours) / value(theirs)));
}

export function ours<T>(pairs: readonly Turn<T>[], value: (one: T) => number): Spread {
  return spread(pairs.map((pair) => value(pair.ours)));
}

export function theirs<T>(pairs: readonly Turn<T>[], value: (one: T) => number): Spread {
  return spread(pairs.map((pair) => value(pair.theirs)));
}

/** What one process itself has used and holds now, without those that it started. */
export async function usage(pid: number): Promise<{ cpuSeconds: number; residentBytes: number }> {
  const own = (await processTree(pid)).find((one) => one.pid === pid);
  if (!own) throw new Error(`process ${pid} has ended`);
  return own;
}

/** Median (min to max). */
export function wide({ median, min, max }: Spread, digits = 2): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`;
}
