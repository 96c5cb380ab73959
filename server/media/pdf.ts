import { Worker } from 'node:worker_threads';
import type { PdfPages } from './pdf-pages.ts';
import { MediaError } from './types.ts';

export type PdfTask =
  | { type: 'look'; path: string; box: { width: number; height: number } | null }
  | { type: 'clean'; path: string; to: string };

type Answer = { value: PdfPages | null } | { locked: boolean; message: string };

/** JavaScript's own memory, which a document of very many parts fills; WebAssembly's is watched with the process. */
const maxHeapMib = 700;

/** How many pages, how large the first is, and, to fit `box`, what it looks like. Throws a MediaError. */
export async function lookAtPdf(
  path: string,
  { box, timeoutMs }: { box: { width: number; height: number } | null; timeoutMs: number },
): Promise<PdfPages> {
  const found = await inThread({ type: 'look', path, box }, timeoutMs);
  if (found === null) throw new MediaError('unreadable', 'no pages');
  return found;
}

/** Writes a copy that tells nothing of its maker. Throws a MediaError where that can't be done. */
export async function cleanPdf(path: string, to: string, timeoutMs: number): Promise<void> {
  await inThread({ type: 'clean', path, to }, timeoutMs);
}

/** A thread of its own for each task: its memory goes with it, and it can be ended at any moment. */
function inThread(task: PdfTask, timeoutMs: number): Promise<PdfPages | null> {
  const entry = new URL(
    import.meta.url.endsWith('.ts') ? './pdf-thread.ts' : './pdf-thread.js',
    import.meta.url,
  );
  const thread = new Worker(entry, {
    workerData: task,
    argv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMib, stackSizeMb: 8 },
  });
  const { promise, resolve, reject } = Promise.withResolvers<PdfPages | null>();
  const timeout = setTimeout(
    () => reject(new MediaError('media-timeout', `more than ${timeoutMs} ms`)),
    timeoutMs,
  );
  thread.on('message', (answer: Answer) => {
    if ('value' in answer) resolve(answer.value);
    else reject(new MediaError(answer.locked ? 'encrypted' : 'unreadable', answer.message));
  });
  thread.on('error', (error: Error & { code?: unknown }) => {
    const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    reject(new MediaError(isMemory ? 'media-memory' : 'unreadable', String(error), { cause: error }));
  });
  thread.on('exit', () => reject(new MediaError('unreadable', 'the thread ended')));
  return promise.finally(() => {
    clearTimeout(timeout);
    return thread.terminate().then(() => undefined);
  });
}
