import { readFile } from 'node:fs/promises';

/** Resident memory of a process in bytes; 0 where the system doesn't tell (no `/proc`) or the process is gone. */
export async function residentBytes(pid: number | undefined): Promise<number> {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const status = await readFile(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Of Linux's `/proc`, on every architecture that Node runs on. */
const ticksPerSecond = 100;

/** Processor time of a process and of its ended children, in seconds; 0 where it can't be known. */
export async function cpuSeconds(pid: number | undefined): Promise<number> {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The name, in parentheses, may hold anything; then fields 3 on, of which 14 to 17 are times (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
  } catch {
    return 0;
  }
}
