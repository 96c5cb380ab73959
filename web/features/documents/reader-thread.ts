import type { TextRead } from './read-text.ts';
import type { FromReader, LetterRead, TableRead, ToReader } from './reader-worker.ts';
// oxlint-disable-next-line import/default -- made by the bundler
import workerAddress from './reader-worker.ts?worker&url';
import { startWorker } from './start-worker.ts';

export class ReadError extends Error {
  readonly why: 'too-large' | 'unreadable';
  constructor(why: ReadError['why']) {
    super(why);
    this.why = why;
  }
}

/** A file that takes longer would make a telephone hot for nothing. */
const deadlineMs = 20_000;

type Read = { table: TableRead; text: TextRead; letter: LetterRead };

/** Reads in a thread of its own, which ends with it, whatever the file does. Throws ReadError. */
export function readApart<K extends keyof Read>(
  wish: { as: K; bytes: Uint8Array; name: string },
  signal: AbortSignal,
): Promise<Read[K]> {
  const worker = startWorker(workerAddress);
  const { promise, resolve, reject } = Promise.withResolvers<Read[K]>();
  const timer = setTimeout(() => reject(new ReadError('too-large')), deadlineMs);
  worker.addEventListener('message', ({ data }: MessageEvent<FromReader>) => {
    if (data.is === 'read') resolve(data.value as Read[K]);
    else reject(new ReadError(data.why));
  });
  worker.addEventListener('error', () => reject(new ReadError('unreadable')));
  signal.addEventListener('abort', () => reject(signal.reason as Error));
  worker.postMessage(wish satisfies ToReader, [wish.bytes.buffer as ArrayBuffer]);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.terminate();
  });
}
