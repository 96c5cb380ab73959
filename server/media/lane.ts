import { MediaError } from './types.ts';
import { type RunOptions, type WorkerOptions, WorkerProcess } from './worker-process.ts';
import type { Results, Task } from './worker-protocol.ts';

export interface LaneOptions extends WorkerOptions {
  /** Ends an idle worker after this time; it starts again with the next task. Without it the worker stays. */
  idleMs?: number;
}

/** `urgent` goes before those who wait. */
export type LaneRunOptions = RunOptions & { urgent?: boolean };

interface Waiting {
  task: Task;
  options: LaneRunOptions;
  resolve: (result: Results[Task['type']]) => void;
  reject: (error: unknown) => void;
}

/** One worker process and the queue before it. A worker that dies or hangs costs the task it had, no more. */
export class Lane {
  readonly #options: LaneOptions;
  #queue: Waiting[] = [];
  #worker: WorkerProcess | null = null;
  #busy = false;
  #stopped = false;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Starts the worker ahead of its first task. */
  warm(): void {
    if (!this.#stopped) this.#worker ??= new WorkerProcess(this.#options);
  }

  get isStopped(): boolean {
    return this.#stopped;
  }

  /** How many tasks wait. */
  get depth(): number {
    return this.#queue.length;
  }

  run<T extends Task>(task: T, options: LaneRunOptions): Promise<Results[T['type']]> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        task,
        options,
        resolve: resolve as Waiting['resolve'],
        reject,
      };
      if (options.urgent) this.#queue.unshift(waiting);
      else this.#queue.push(waiting);
      options.signal?.addEventListener('abort', () => this.#forget(waiting), { once: true });
      void this.#pump();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#idleTimer);
    const waiting = this.#queue.splice(0);
    for (const { reject } of waiting) reject(stoppedError());
    await this.#worker?.end(stoppedError());
  }

  #forget(waiting: Waiting): void {
    const at = this.#queue.indexOf(waiting);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    waiting.reject(waiting.options.signal?.reason);
  }

  async #pump(): Promise<void> {
    if (this.#busy) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    this.#busy = true;
    clearTimeout(this.#idleTimer);
    try {
      next.resolve(await this.#attempt(next));
    } catch (error) {
      next.reject(error);
    }
    this.#busy = false;
    this.#rest();
    void this.#pump();
  }

  async #attempt({ task, options }: Waiting): Promise<Results[Task['type']]> {
    if (this.#stopped) throw stoppedError();
    options.signal?.throwIfAborted();
    if (this.#worker === null || this.#worker.isDead) this.#worker = new WorkerProcess(this.#options);
    return this.#worker.run(task, options);
  }

  #rest(): void {
    if (this.#options.idleMs === undefined || this.#queue.length > 0) return;
    this.#idleTimer = setTimeout(() => {
      void this.#worker?.end(stoppedError());
      this.#worker = null;
    }, this.#options.idleMs);
    this.#idleTimer.unref();
  }
}

function stoppedError(): MediaError {
  return new MediaError('media-stopped', 'the media workers are stopped');
}
