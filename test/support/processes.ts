import { readdir, readFile } from 'node:fs/promises';

export interface ProcessFacts {
  pid: number;
  name: string;
  /** Of the process and of all its children that have ended. */
  cpuSeconds: number;
  residentBytes: number;
}

const ticksPerSecond = 100;
const pageBytes = 4096;

/** A process and all that came from it, as Linux' /proc tells. */
export async function processTree(root: number): Promise<ProcessFacts[]> {
  const found = new Map<number, ProcessFacts & { parent: number }>();
  for (const entry of await readdir('/proc')) {
    const facts = /^\d+$/.test(entry) ? await readStat(Number(entry)) : null;
    if (facts) found.set(facts.pid, facts);
  }
  const isOurs = (pid: number): boolean => {
    if (pid === root) return true;
    const parent = found.get(pid)?.parent ?? 0;
    return parent > 1 && isOurs(parent);
  };
  return [...found.values()].filter(({ pid }) => isOurs(pid));
}

/** proc(5), /proc/pid/stat: 4 is the parent, 14 to 17 the times, 24 the resident pages. */
async function readStat(pid: number): Promise<(ProcessFacts & { parent: number }) | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => null);
  if (text === null) return null;
  const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  const ticks = field(14) + field(15) + field(16) + field(17);
  return {
    pid,
    name,
    parent: field(4),
    cpuSeconds: ticks / ticksPerSecond,
    residentBytes: field(24) * pageBytes,
  };
}

/** What a process and everything that it ever started have used of the processors. */
export async function cpuSecondsOf(root: number): Promise<number> {
  return (await processTree(root)).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}
