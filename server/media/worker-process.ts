import { type Forked, forkAside, isAboutTypes } from './forking.ts';
import { cpuSeconds, residentBytes } from './process-info.ts';
import { MediaError } from './types.ts';
import type { Note, Reply, Request, Results, Task, WorkerConfig } from './worker-protocol.ts';

export interface WorkerOptions {
  entry: URL;
  config: WorkerConfig;
  /** What a dying worker leaves on its error stream, for the log. */
  onTrouble: (message: string) => void;
}

export interface RunOptions {
  /** From the moment the worker takes the task; waiting for others doesn't count. */
  timeoutMs: number;
  /** Processor time of the worker itself; without it, any. */
  cpuSeconds?: number;
  onNote?: (note: Note) => void;
  signal?: AbortSignal | undefined;
}

const watchEveryMs = 200;
/** A busy machine takes its time, and whoever sends a file would rather wait than be told of a fault. */
const startTimeoutMs = 60_000;
const keptErrorChars = 4000;

interface Running {
  id: number;
  options: RunOptions;
  resolve: (result: Results[Task['type']]) => void;
  reject: (error: unknown) => void;
}

/** The parent's side of one process. What that started ends with it. */
export class WorkerProcess {
  isDead = false;
  readonly #child: Forked;
  readonly #options: WorkerOptions;
  readonly #ready: Promise<void>;
  readonly #exited: Promise<void>;
  #running: Running | null = null;
  #lastId = 0;
  #errors = '';
  #ending: MediaError | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
    const ready = Promise.withResolvers<void>();
    const exited = Promise.withResolvers<void>();
    this.#ready = ready.promise;
    this.#exited = exited.promise;
    // Somebody may wait for it or not; its failure is told by `run`.
    this.#ready.catch(() => undefined);
    const input = {
      entry: options.entry.href,
      argument: JSON.stringify(options.config),
      execPath: process.execPath,
      execArgv: ['--disable-warning=ExperimentalWarning', ...process.execArgv.filter(isAboutTypes)],
      env: workerEnvironment(),
      niceness: options.config.niceness,
    };
    this.#child = forkAside(input, {
      onMessage: (message) => {
        const reply = message as Reply;
        if (reply.type === 'ready') ready.resolve();
        else this.#hear(reply);
      },
      onErrorText: (text) => {
        this.#errors = (this.#errors + text).slice(-keptErrorChars);
      },
      onError: (message) => this.#die(message, ready.reject),
      onExit: (how) => {
        this.#die(how, ready.reject);
        exited.resolve();
      },
    });
  }

  async run(task: Task, options: RunOptions): Promise<Results[Task['type']]> {
    this.#child.hold(true);
    const start = setTimeout(() => this.#kill('media-timeout', 'the worker did not start'), startTimeoutMs);
    try {
      await this.#ready;
    } finally {
      clearTimeout(start);
    }
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Results[Task['type']]>();
    this.#running = { id, options, resolve, reject };
    const stopWatching = this.#watch(options);
    this.#child.send({ id, task } satisfies Request);
    try {
      return await promise;
    } finally {
      stopWatching();
      this.#running = null;
      // A waiting worker must not keep the server from ending.
      this.#child.hold(false);
    }
  }

  async end(reason: MediaError): Promise<void> {
    this.#ending ??= reason;
    this.#child.hold(true);
    this.#endAll();
    await this.#exited;
  }

  #hear(reply: Exclude<Reply, { type: 'ready' }>): void {
    if (this.#running === null || reply.id !== this.#running.id) return;
    if (reply.type === 'note') this.#running.options.onNote?.(reply.note);
    else if (reply.type === 'done') this.#running.resolve(reply.result);
    else if (reply.code !== null) this.#running.reject(new MediaError(reply.code, reply.message));
    else this.#running.reject(new Error(reply.message));
  }

  /** Ends the task for its time, its memory or its owner's wish. */
  #watch({ timeoutMs, signal, cpuSeconds: maxCpuSeconds }: RunOptions): () => void {
    const id = this.#running?.id;
    const timeout = setTimeout(() => this.#kill('media-timeout', `more than ${timeoutMs} ms`), timeoutMs);
    const memory = setInterval(() => void this.#checkMemory(), watchEveryMs);
    const before = cpuSeconds(this.#child.pid);
    const processor = setInterval(async () => {
      const used = (await cpuSeconds(this.#child.pid)) - (await before);
      const isOver = maxCpuSeconds !== undefined && used > maxCpuSeconds;
      if (isOver && this.#running?.id === id) this.#kill('media-timeout', `${used} s of processor time`);
    }, watchEveryMs);
    const abort = () => {
      this.#running?.reject(signal?.reason);
      this.#kill('media-worker-died', 'cancelled');
    };
    signal?.addEventListener('abort', abort, { once: true });
    return () => {
      clearTimeout(timeout);
      clearInterval(memory);
      clearInterval(processor);
      signal?.removeEventListener('abort', abort);
    };
  }

  async #checkMemory(): Promise<void> {
    const { maxRssBytes } = this.#options.config.limits;
    const used = await residentBytes(this.#child.pid);
    if (used > maxRssBytes && this.#running !== null) this.#kill('media-memory', `${used} bytes resident`);
  }

  #kill(code: 'media-timeout' | 'media-memory' | 'media-worker-died', message: string): void {
    this.#ending ??= new MediaError(code, message);
    this.#endAll();
  }

  #endAll(): void {
    // Dead to the next task at once, though its end is yet to be heard of.
    this.isDead = true;
    this.#child.kill();
  }

  #die(how: string, rejectReady: (error: Error) => void): void {
    const error = this.#ending ?? new MediaError('media-worker-died', `${how}\n${this.#errors}`);
    if (this.#ending === null) this.#options.onTrouble(error.message);
    this.#endAll();
    rejectReady(error);
    this.#running?.reject(error);
  }
}

/** None of the server's secrets, and no setting that would change how the worker runs. */
function workerEnvironment(): NodeJS.ProcessEnv {
  const kept = [
    'PATH',
    'HOME',
    'LANG',
    'TMPDIR',
    'TEMP',
    'TMP',
    'SystemRoot',
    'LD_LIBRARY_PATH',
    'FONTCONFIG_PATH',
  ];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
