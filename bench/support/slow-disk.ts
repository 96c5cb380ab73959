import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The environment of a process whose disk takes so much longer for each fsync; null where there is no C compiler. */
export function slowDisk(folder: string, delayMs: number): Record<string, string> | null {
  if (delayMs === 0) return {};
  const library = join(folder, 'slow-fsync.so');
  const source = join(import.meta.dirname, 'slow-fsync.c');
  const { status } = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
  return status === 0 ? { LD_PRELOAD: library, FSYNC_DELAY_US: String(delayMs * 1000) } : null;
}
