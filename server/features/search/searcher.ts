import { Worker } from 'node:worker_threads';
import { AppError, appErrorFromJson } from '../../http/errors.ts';
import type { Scan } from './scan.ts';
import type { FromThread, ToThread } from './thread.ts';
import type { Answered, Paths } from './worker.ts';

export interface Searcher {
  scan(asked: Scan): Promise<Answered>;
  /** Something was committed. */
  wake(): void;
  close(): Promise<void>;
}

/** The first wait before a new start; each further one is twice as long. */
const restartAfterMs = 1000;
const longestRestartMs = 60_000;

interface Waiting {
  resolve(value: Answered): void;
  reject(error: Error): void;
}

/** The search's thread as the main thread sees it. One that ends by itself is started again; the chat goes on without. */
export function startSearcher(
  paths: Paths,
  { onDurable, onTrouble }: { onDurable: (upTo: number) => void; onTrouble: (error: unknown) => void },
): Searcher {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let isClosing = false;
  let restartMs = restartAfterMs;
  let worker = start();

  function start(): Worker {
    const made = new Worker(threadUrl(), { workerData: paths });
    made.on('message', hear);
    made.on('error', onTrouble);
    made.on('exit', () => {
      for (const one of waiting.values()) one.reject(new AppError('unavailable'));
      waiting.clear();
      if (isClosing) return;
      setTimeout(() => {
        if (!isClosing) worker = start();
      }, restartMs).unref();
      restartMs = Math.min(longestRestartMs, restartMs * 2);
    });
    return made;
  }

  function hear(message: FromThread): void {
    switch (message.type) {
      case 'answer':
        waiting.get(message.id)?.resolve(message.value);
        waiting.delete(message.id);
        return;
      case 'refusal':
        waiting.get(message.id)?.reject(appErrorFromJson(message.error));
        waiting.delete(message.id);
        return;
      case 'durable':
        restartMs = restartAfterMs;
        onDurable(message.upTo);
        return;
      case 'trouble':
        onTrouble(appErrorFromJson(message.error));
        return;
      default:
        message satisfies never;
    }
  }

  const send = (message: ToThread) => worker.postMessage(message);
  return {
    scan: (scan) => {
      if (isClosing || worker.threadId < 0) return Promise.reject(new AppError('unavailable'));
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        send({ type: 'scan', id, scan });
      });
    },
    wake: () => send({ type: 'wake' }),
    close: () => {
      isClosing = true;
      if (worker.threadId < 0) return Promise.resolve();
      return new Promise((resolve) => {
        worker.once('exit', () => resolve());
        send({ type: 'close' });
      });
    },
  };
}

/** Compiled for a package, the thread's file ends otherwise. */
function threadUrl(): URL {
  const extension = import.meta.url.endsWith('.js') ? 'js' : 'ts';
  return new URL(`./thread.${extension}`, import.meta.url);
}
