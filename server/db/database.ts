import { Worker } from 'node:worker_threads';
import { AppError, appErrorFromJson } from '../http/errors.ts';
import type { RenderedEvent } from './log.ts';
import { NewerDatabaseError } from './migrations.ts';
import type { Actor, Effect } from './sql.ts';
import type { Answer, Call, FromThread, ThreadData } from './thread.ts';

type InputOf<V> = V extends (tx: never, actor: Actor, input: infer I) => unknown ? I : never;
type ResultOf<V> = V extends (...args: never[]) => Promise<infer R> ? R : never;
type Rest<I> = unknown extends I ? [] : I extends undefined ? [] : [input: I];

/** Typed calls to verbs that run on the database's own threads. */
export interface Database<W, R> {
  /** Resolves after COMMIT, with the events already handed on; rejects with the verb's AppError. */
  run<N extends keyof W & string>(
    verb: N,
    actor: Actor,
    ...input: Rest<InputOf<W[N]>>
  ): Promise<ResultOf<W[N]>>;
  read<N extends keyof R & string>(
    verb: N,
    actor: Actor,
    ...input: Rest<InputOf<R[N]>>
  ): Promise<ResultOf<R[N]>>;
  /** The same as JSON in UTF-8, written by the reader: what is large and goes out as it is costs the main thread nothing. */
  readJson<N extends keyof R & string>(
    verb: N,
    actor: Actor,
    ...input: Rest<InputOf<R[N]>>
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** Rendered events of one stream, in order. */
  readLog(range: { stream: string; since: number; upTo: number; limit: number }): Promise<RenderedEvent[]>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  path: string;
  /** The file that calls `serveThread` with the product's verbs. */
  thread: URL;
  readers: number;
  /** `isMoreComing`: other writes are under way already. */
  onCommit(events: RenderedEvent[], effects: Effect[], isMoreComing: boolean): void;
  /** Calls back once the events are with those whom they concern. */
  afterHandingOn(then: () => void): void;
  /** A thread died: nothing can be promised any more. */
  onDeath(error: Error): void;
}

export async function openDatabase<W, R>(options: DatabaseOptions): Promise<Database<W, R>> {
  // All load their code at once; the readers open the file once the writer has brought it up to date.
  const writing = startThread('writer', options);
  const isUpToDate = writing.then(() => {});
  const reading = Array.from({ length: options.readers }, () => startThread('reader', options, isUpToDate));
  const [writer, ...readers] = await Promise.all([writing, ...reading]);
  // The least busy one, so that one long search does not hold up a page of history behind it; of those that rest always the
  // first, whose caches are warm.
  const nextReader = () => readers.reduce((best, one) => (one.waiting() < best.waiting() ? one : best));
  return {
    run: (verb, actor, ...input) => writer.call(verb, actor, input[0]) as never,
    read: (verb, actor, ...input) => nextReader().call(verb, actor, input[0]) as never,
    readJson: (verb, actor, ...input) => nextReader().call(verb, actor, input[0], true) as never,
    readLog: (range) =>
      nextReader().call('log.since', { personId: '0', role: 'admin', sessionId: null }, range) as never,
    close: async () => {
      // The writer last: who closes last folds the journal into the database.
      await Promise.all(readers.map((reader) => reader.close()));
      await writer.close();
    },
  };
}

const answersPerTurn = 8;

interface Thread {
  call(verb: string, actor: Actor, input: unknown, asJson?: true): Promise<unknown>;
  waiting(): number;
  close(): Promise<void>;
}

/** `mayOpen`, where given: its file may not be opened before. */
function startThread(
  role: ThreadData['role'],
  options: DatabaseOptions,
  mayOpen?: Promise<void>,
): Promise<Thread> {
  const worker = new Worker(options.thread, {
    workerData: { role, path: options.path } satisfies ThreadData,
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let closing = false;

  const settle = (answer: Answer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (!call) return;
    if ('error' in answer) call.reject(appErrorFromJson(answer.error));
    else call.resolve(answer.value);
  };
  /** What is asked in one turn of the loop goes over together: each message between threads has a price of its own. */
  let asked: Call[] = [];
  const send = () => {
    if (asked.length > 0) worker.postMessage(asked);
    asked = [];
  };
  const thread: Thread = {
    call: (verb, actor, input, asJson) => {
      if (closing) return Promise.reject(new AppError('unavailable'));
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        if (asked.length === 0) setImmediate(send);
        asked.push({ id, verb, actor, input, ...(asJson && { asJson }) });
      });
    },
    waiting: () => waiting.size,
    close: () => {
      closing = true;
      return new Promise((resolve) => {
        worker.once('exit', () => resolve());
        send();
        worker.postMessage('close');
      });
    },
  };
  /** A few in each turn: all at once would let everyone who waited ask again at once, and hold up the loop twice. */
  const settleInTurns = (answers: readonly Answer[], from = 0) => {
    for (const answer of answers.slice(from, from + answersPerTurn)) settle(answer);
    if (from + answersPerTurn < answers.length) {
      setImmediate(() => settleInTurns(answers, from + answersPerTurn));
    }
  };

  mayOpen?.then(
    () => worker.postMessage('open'),
    () => worker.terminate(),
  );
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      switch (message.type) {
        case 'ready':
          resolve(thread);
          return;
        case 'failed':
          void worker.terminate();
          reject(
            message.newer
              ? new NewerDatabaseError(message.newer.found, message.newer.known)
              : (message.error as Error),
          );
          return;
        case 'answers':
          if (message.events.length === 0 && message.effects.length === 0) {
            for (const answer of message.answers) settle(answer);
            return;
          }
          options.onCommit(message.events, message.effects, waiting.size > message.answers.length);
          // Whoever has an answer may count on what it told others.
          options.afterHandingOn(() => settleInTurns(message.answers));
          return;
        default:
          message satisfies never;
      }
    });
    worker.on('error', (error) => {
      reject(error);
      for (const call of waiting.values()) call.reject(error as Error);
      waiting.clear();
      if (!closing) options.onDeath(error as Error);
    });
  });
}
