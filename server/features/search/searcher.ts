import { Worker } from 'node:worker_threads';
import { AppError, appErrorFromJson } from '../../http/errors.ts';
import type { Scan, Scanned } from './scan.ts';
import type { FromThread, ToThread } from './thread.ts';
import type { IndexState, Paths } from './worker.ts';

export interface Searcher {
  scan(asked: Scan): Promise<Scanned>;
  /** Something was committed. */
  wake(): void;
  state(): IndexState;
  close(): Promise<void>;
}

const restartAfterMs = 1000;

interface Waiting {
  resolve(value: Scanned): void;
  reject(error: Error): void;
}

/** The search's thread as the main thread sees it. One that ends by itself is started again; the chat goes on without. */
export function startSearcher(
  paths: Paths,
  { onState, onTrouble }: { onState: (state: IndexState) => void; onTrouble: (error: unknown) => void },
): Searcher {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let isClosing = false;
  let state: IndexState = { durableMark: 0, unreadBelow: '0' };
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
      }, restartAfterMs).unref();
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
      case 'state':
        state = message.state;
        onState(state);
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
    state: () => state,
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
