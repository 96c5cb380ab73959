import { readdirSync, readFileSync } from 'node:fs';

/** The variable that a worker and all that it starts carry in their environment, and no other process. */
export const markName = 'BUNGAACORD_MEDIA_WORKER';

/**
 * Whether what a worker started is found by its mark. It stays in the session and the process group of the server there, so
 * that niceness counts between the two of them; elsewhere it leads a group.
 */
export const hasMarks = process.platform === 'linux';

/** Ends what is left of a worker that has ended: its number says nothing any more of whose children they were. */
export function endMarked(mark: string): void {
  const entry = `${markName}=${mark}`;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    try {
      const environment = readFileSync(`/proc/${name}/environ`, 'latin1');
      if (environment.split('\0').includes(entry)) process.kill(Number(name), 'SIGKILL');
    } catch {
      // Somebody else's, or it has ended meanwhile.
    }
  }
}
