import { Worker } from 'node:worker_threads';
import type { FromForker, ToForker } from './forking-thread.ts';
import { hasMarks } from './process-marks.ts';

export interface ForkInput {
  entry: string;
  argument: string;
  execPath: string;
  execArgv: string[];
  env: NodeJS.ProcessEnv;
  niceness: number;
}

export interface ForkEvents {
  onMessage: (message: unknown) => void;
  onErrorText: (text: string) => void;
  onError: (message: string) => void;
  onExit: (how: string) => void;
}

/**
 * Starts processes from a thread of its own: whoever starts one stands still until it runs, which on a busy machine took up
 * to 220 ms, and the main thread must never stand still so long.
 */
class Forker {
  readonly #thread: Worker;
  readonly #children = new Map<number, Forked>();
  #lastId = 0;
  #holds = 0;

  constructor() {
    // What was said to this program about its own beginning is not for the thread.
    this.#thread = new Worker(threadUrl(), { execArgv: process.execArgv.filter(isAboutTypes) });
    this.#thread.unref();
    this.#thread.on('message', (message: FromForker) => this.#hear(message));
    this.#thread.on('error', (error: Error) => this.#lose(error.message));
    this.#thread.on('exit', () => this.#lose('the thread that starts processes has ended'));
  }

  fork(input: ForkInput, events: ForkEvents): Forked {
    const id = ++this.#lastId;
    const child = new Forked(id, events, this);
    this.#children.set(id, child);
    this.post({ type: 'fork', id, input });
    return child;
  }

  post(message: ToForker): void {
    this.#thread.postMessage(message);
  }

  /** While it is held, the process doesn't end for want of anything else to do. */
  hold(by: 1 | -1): void {
    this.#holds += by;
    if (this.#holds > 0) this.#thread.ref();
    else this.#thread.unref();
  }

  #hear(message: FromForker): void {
    const child = this.#children.get(message.id);
    if (message.type === 'exit' || message.type === 'unstarted') this.#children.delete(message.id);
    child?.hear(message);
  }

  #lose(reason: string): void {
    if (shared === this) shared = null;
    for (const [id, child] of this.#children) {
      child.hear({ type: 'unstarted', id, reason });
    }
    this.#children.clear();
  }
}

/** A process that was started, or is about to. */
export class Forked {
  pid: number | undefined;
  readonly #id: number;
  readonly #events: ForkEvents;
  readonly #forker: Forker;
  #isHeld = false;
  #hasEnded = false;

  constructor(id: number, events: ForkEvents, forker: Forker) {
    this.#id = id;
    this.#events = events;
    this.#forker = forker;
  }

  send(message: unknown): void {
    this.#forker.post({ type: 'send', id: this.#id, message });
  }

  /** With all that it started: what carries its mark ends before its end is told, else it leads a group. */
  kill(): void {
    // Before its number is known only the thread can.
    if (this.pid === undefined || process.platform === 'win32') {
      this.#forker.post({ type: 'kill', id: this.#id });
      return;
    }
    // Its number may be another's by now; a group's is kept as long as somebody is left in it.
    if (hasMarks && this.#hasEnded) return;
    try {
      process.kill(hasMarks ? this.pid : -this.pid, 'SIGKILL');
    } catch {
      // Nobody left.
    }
  }

  /** Whether its work keeps this process from ending. */
  hold(isHeld: boolean): void {
    if (isHeld === this.#isHeld || (isHeld && this.#hasEnded)) return;
    this.#isHeld = isHeld;
    this.#forker.hold(isHeld ? 1 : -1);
  }

  hear(message: FromForker): void {
    switch (message.type) {
      case 'started':
        this.pid = message.pid;
        return;
      case 'message':
        return this.#events.onMessage(message.message);
      case 'error-text':
        return this.#events.onErrorText(message.text);
      case 'error':
        return this.#events.onError(message.reason);
      case 'unstarted':
        this.#end();
        this.#events.onError(message.reason);
        return this.#events.onExit(message.reason);
      case 'exit':
        this.#end();
        return this.#events.onExit(message.how);
      default:
        return message satisfies never;
    }
  }

  #end(): void {
    this.#hasEnded = true;
    this.hold(false);
  }
}

let shared: Forker | null = null;

export function forkAside(input: ForkInput, events: ForkEvents): Forked {
  shared ??= new Forker();
  return shared.fork(input, events);
}

export const isAboutTypes = (argument: string): boolean => argument === '--experimental-strip-types';

/** Compiled for a package, the thread's file ends otherwise. */
function threadUrl(): URL {
  const extension = import.meta.url.endsWith('.js') ? 'js' : 'ts';
  return new URL(`./forking-thread.${extension}`, import.meta.url);
}
