import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno } from './files.ts';
import { measureWhole } from './fragments.ts';
import type { Job } from './job.ts';

const lookEveryMs = 100;
const namePattern = /^stream-[0-9a-f]{12}\.mp4$/u;

export function isStreamFile(name: string): boolean {
  return namePattern.test(name);
}

/**
 * Lets `make` write fragmented MP4 under a name that no other attempt has had, so that a player never mixes two of them, and
 * tells of it once its first fragment is whole. Answers the path. It is left to others to remove it: somebody may be watching.
 */
export async function growingStream(
  { outDir, notify }: Pick<Job, 'outDir' | 'notify'>,
  make: (to: string) => Promise<void>,
): Promise<string> {
  const file = `stream-${randomBytes(6).toString('hex')}.mp4`;
  const path = join(outDir, file);
  const watch = new AbortController();
  const announced = announce(path, watch.signal, (size) =>
    notify({ type: 'stream', rendition: { variant: 'stream', file, mime: 'video/mp4', size } }),
  );
  try {
    await make(path);
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    watch.abort();
    await announced;
  }
}

async function announce(path: string, end: AbortSignal, tell: (bytes: number) => void): Promise<void> {
  while (!end.aborted) {
    const { bytes, fragments } = await wholeOf(path);
    if (fragments > 0) {
      tell(bytes);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

async function wholeOf(path: string): ReturnType<typeof measureWhole> {
  try {
    return await measureWhole(path);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return { bytes: 0, fragments: 0 };
    throw error;
  }
}
