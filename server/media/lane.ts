import { MediaError } from './types.ts';
import { type RunOptions, type WorkerOptions, WorkerProcess } from './worker-process.ts';
import type { Results, Task } from './worker-protocol.ts';

export interface LaneOptions extends WorkerOptions {
  /** Ends an idle worker after this time; it starts again with the next task. Without it the worker stays. */
  idleMs?: number;
  /** The same of all workers but the first one; it is only looked at without `idleMs`. */
  spareIdleMs?: number;
  /** Workers that may run side by side; 1 unless told. */
  places?: number;
  /** Hears of every task that a worker had, what became of it, and how long it took without the wait before it. */
  onDone?: (done: Done) => void;
}

export interface Done {
  task: Task['type'];
  /** `done`, or the code of its failure. */
  outcome: string;
  seconds: number;
}

/** `urgent` goes before those who wait. */
export type LaneRunOptions = RunOptions & { urgent?: boolean };

interface Waiting {
  task: Task;
  options: LaneRunOptions;
  resolve: (result: Results[Task['type']]) => void;
  reject: (error: unknown) => void;
}

interface Place {
  worker: WorkerProcess | null;
  busy: boolean;
  idleTimer: NodeJS.Timeout | undefined;
}

/** Worker processes and the one queue before them. A worker that dies or hangs costs the task it had, no more. */
export class Lane {
  readonly #options: LaneOptions;
  #queue: Waiting[] = [];
  readonly #places: readonly Place[];
  #stopped = false;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#places = Array.from({ length: options.places ?? 1 }, () => ({
      worker: null,
      busy: false,
      idleTimer: undefined,
    }));
  }

  /** Starts a worker ahead of its task, where none is free. */
  warm(): void {
    const idle = this.#places.filter(({ busy }) => !busy);
    if (this.#stopped || idle.some(({ worker }) => worker !== null && !worker.isDead)) return;
    const [place] = idle;
    if (place === undefined) return;
    place.worker = new WorkerProcess(this.#options);
    this.#rest(place);
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
      this.#pump();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const place of this.#places) clearTimeout(place.idleTimer);
    const waiting = this.#queue.splice(0);
    for (const { reject } of waiting) reject(stoppedError());
    await Promise.all(this.#places.map(async ({ worker }) => worker?.end(stoppedError())));
  }

  #forget(waiting: Waiting): void {
    const at = this.#queue.indexOf(waiting);
    if (at < 0) return;
    this.#queue.splice(at, 1);
    waiting.reject(waiting.options.signal?.reason);
  }

  #pump(): void {
    // A worker that runs already goes first.
    const places = this.#places.toSorted((a, b) => Number(a.worker === null) - Number(b.worker === null));
    for (const place of places) if (!place.busy) void this.#serve(place);
  }

  async #serve(place: Place): Promise<void> {
    const next = this.#queue.shift();
    if (next === undefined) return;
    place.busy = true;
    clearTimeout(place.idleTimer);
    const startedAt = performance.now();
    const done = (outcome: string) => {
      const seconds = (performance.now() - startedAt) / 1000;
      this.#options.onDone?.({ task: next.task.type, outcome, seconds });
    };
    try {
      next.resolve(await this.#attempt(place, next));
      done('done');
    } catch (error) {
      next.reject(error);
      done(error instanceof MediaError ? error.code : 'error');
    }
    place.busy = false;
    this.#rest(place);
    this.#pump();
  }

  async #attempt(place: Place, { task, options }: Waiting): Promise<Results[Task['type']]> {
    if (this.#stopped) throw stoppedError();
    options.signal?.throwIfAborted();
    if (place.worker === null || place.worker.isDead) place.worker = new WorkerProcess(this.#options);
    return place.worker.run(task, options);
  }

  #rest(place: Place): void {
    const { idleMs = place === this.#places[0] ? undefined : this.#options.spareIdleMs } = this.#options;
    if (idleMs === undefined || this.#queue.length > 0 || this.#stopped) return;
    clearTimeout(place.idleTimer);
    place.idleTimer = setTimeout(() => {
      void place.worker?.end(stoppedError());
      place.worker = null;
    }, idleMs);
    place.idleTimer.unref();
  }
}

function stoppedError(): MediaError {
  return new MediaError('media-stopped', 'the media workers are stopped');
}
