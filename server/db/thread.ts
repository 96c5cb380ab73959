import { performance } from 'node:perf_hooks';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { appErrorToJson } from '../http/errors.ts';
import { appendEvent, frameText, type RenderedEvent, type Renderers, readLog, renderRow } from './log.ts';
import { migrate } from './migrations.ts';
import { snowflakes } from './snowflake.ts';
import type { Actor, Effect, Emission, ReadVerb, Sql, Write, WriteVerb } from './sql.ts';
import { holdLock, openSqlite, releaseLock, type SqliteConnection } from './sqlite.ts';

export interface Call {
  id: number;
  verb: string;
  actor: Actor;
  input: unknown;
  /** The answer is wanted as JSON, in UTF-8. */
  asJson?: true;
}
export type Answer = { id: number; value: unknown } | { id: number; error: unknown };

export type FromThread =
  | { type: 'ready' }
  | { type: 'failed'; error: unknown; newer?: { found: number; known: number } }
  | { type: 'answers'; answers: Answer[]; events: RenderedEvent[]; effects: Effect[] };

export interface ThreadData {
  role: 'writer' | 'reader';
  path: string;
}

export interface Verbs {
  writes: Record<string, WriteVerb>;
  reads: Record<string, ReadVerb>;
  renderers: Renderers;
}

const utf8 = new TextEncoder();
const batchVerbs = 64;
const batchMs = 2;
/** On a disk that is slow to commit, a batch may take as long as the commits cost, up to this. */
const batchMostMs = 20;

/** What a database thread runs: the writer its queue with group commit, a reader one call after another. */
export function serveThread(verbs: Verbs): void {
  const { role, path } = workerData as ThreadData;
  const port = parentPort;
  if (!port) throw new Error('this file runs as a worker thread only');
  if (role === 'writer') {
    tellHowItStarts(port, () => {
      holdLock(`${path}.lock`);
      const db = openSqlite(path, 'write');
      migrate(db);
      serveWriter(port, db, verbs);
    });
  } else {
    // By then the writer has brought the file up to date.
    port.once('message', () =>
      tellHowItStarts(port, () => serveReader(port, openSqlite(path, 'read'), verbs)),
    );
  }
}

function tellHowItStarts(port: MessagePort, start: () => void): void {
  try {
    start();
    port.postMessage({ type: 'ready' } satisfies FromThread);
  } catch (error) {
    const newer = error as { name?: string; found?: number; known?: number };
    const message: FromThread = { type: 'failed', error };
    if (newer.name === 'NewerDatabaseError') {
      message.newer = { found: newer.found ?? 0, known: newer.known ?? 0 };
    }
    port.postMessage(message);
  }
}

function serveReader(port: MessagePort, db: SqliteConnection, verbs: Verbs): void {
  const reads: Record<string, ReadVerb> = {
    ...verbs.reads,
    'log.since': ((sql: Sql, _actor: Actor, range: Parameters<typeof readLog>[2]) =>
      readLog(sql, verbs.renderers, range)) as ReadVerb,
  };
  let last = Promise.resolve();
  const answer = async (call: Call) => {
    const verb = reads[call.verb];
    let result: Answer;
    const given: ArrayBuffer[] = [];
    try {
      if (!verb) throw new Error(`no read named ${call.verb}`);
      db.step('BEGIN');
      let value = await verb(db, call.actor, call.input as never);
      if (call.asJson) {
        const bytes = utf8.encode(JSON.stringify(value));
        given.push(bytes.buffer);
        value = bytes;
      }
      result = { id: call.id, value };
    } catch (error) {
      result = { id: call.id, error: appErrorToJson(error) };
    }
    // One read sees one moment of the database, also over several statements.
    db.step('COMMIT');
    const message: FromThread = { type: 'answers', answers: [result], events: [], effects: [] };
    port.postMessage(message, given);
  };
  port.on('message', (message: Call[] | 'close') => {
    for (const one of message === 'close' ? [message] : message) {
      last = last.then(() => (one === 'close' ? closeThread(port, db) : answer(one)));
    }
  });
}

function serveWriter(port: MessagePort, db: SqliteConnection, verbs: Verbs): void {
  const newId = snowflakes();
  const queue: (Call | 'close')[] = [];
  let running = false;
  let commitMs = 0;

  const drain = async () => {
    running = true;
    while (queue.length > 0) {
      if (queue[0] === 'close') {
        closeThread(port, db);
        return;
      }
      await commitBatch();
      // Lets what has arrived meanwhile join the next batch.
      await new Promise((resolve) => setImmediate(resolve));
    }
    running = false;
  };

  const commitBatch = async () => {
    const answers: Answer[] = [];
    const emissions: Pending[] = [];
    const effects: Effect[] = [];
    const undo: (() => void)[] = [];
    const startedAt = performance.now();
    const mayTakeMs = Math.min(batchMostMs, Math.max(batchMs, commitMs * 4));
    try {
      db.step('BEGIN IMMEDIATE');
      while (queue.length > 0 && queue[0] !== 'close' && answers.length < batchVerbs) {
        const call = queue.shift() as Call;
        const done = await runVerb(call);
        answers.push(done.answer);
        emissions.push(...done.emissions);
        effects.push(...done.effects);
        undo.push(...done.undo);
        if (performance.now() - startedAt > mayTakeMs) break;
      }
      const commitAt = performance.now();
      db.step('COMMIT');
      // Slowly, so that one slow commit among quick ones holds nobody up.
      commitMs += (performance.now() - commitAt - commitMs) / 8;
    } catch (error) {
      for (const step of undo) step();
      rollback(db);
      const failed = answers.map((one) => ({ id: one.id, error: appErrorToJson(error) }));
      port.postMessage({ type: 'answers', answers: failed, events: [], effects: [] } satisfies FromThread);
      return;
    }
    const events: RenderedEvent[] = [];
    for (const emission of emissions) events.push(await renderLive(emission));
    port.postMessage({ type: 'answers', answers, events, effects } satisfies FromThread);
  };

  const renderLive = async ({ emission, seq }: Pending): Promise<RenderedEvent> => {
    const { stream, event, subject, data, own, extra } = emission;
    const rendered: RenderedEvent =
      data === undefined
        ? await renderRow(db, verbs.renderers, {
            stream,
            seq,
            event,
            subject,
            extra: extra ? JSON.stringify(extra) : null,
          })
        : { stream, seq, event, subject, frame: frameText(stream, seq, event, data) };
    if (own) rendered.own = { person: own.person, frame: frameText(stream, seq, event, own.data) };
    if (emission.invalidates) rendered.invalidates = emission.invalidates;
    return rendered;
  };

  /** One verb inside its SAVEPOINT: a bad one takes back its own rows, events and effects alone. */
  const runVerb = async (call: Call) => {
    const done = {
      answer: null as unknown as Answer,
      emissions: [] as Pending[],
      effects: [] as Effect[],
      undo: [] as (() => void)[],
    };
    db.step('SAVEPOINT verb');
    try {
      const verb = verbs.writes[call.verb];
      if (!verb) throw new Error(`no write named ${call.verb}`);
      const now = Date.now();
      const tx: Write = {
        all: db.all,
        get: db.get,
        run: db.run,
        now,
        newId,
        emit: async (emission) => {
          const seq = await appendEvent(db, emission, now);
          done.emissions.push({ emission, seq });
          return seq;
        },
        after: (name, input) => void done.effects.push({ name, input } as Effect),
        onRollback: (step) => void done.undo.push(step),
      };
      const value = await verb(tx, call.actor, call.input as never);
      db.step('RELEASE verb');
      done.answer = { id: call.id, value };
    } catch (error) {
      for (const step of done.undo) step();
      // A full disk may already have ended the whole transaction; then there is no savepoint to go back to.
      db.exec('ROLLBACK TO verb');
      db.step('RELEASE verb');
      return { answer: { id: call.id, error: appErrorToJson(error) }, emissions: [], effects: [], undo: [] };
    }
    return done;
  };

  port.on('message', (message: Call[] | 'close') => {
    if (message === 'close') queue.push(message);
    else queue.push(...message);
    if (!running) void drain();
  });
}

interface Pending {
  emission: Emission;
  seq: number;
}

function rollback(db: SqliteConnection): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // Nothing was open any more: SQLite had rolled back by itself.
  }
}

function closeThread(port: MessagePort, db: SqliteConnection): void {
  db.close();
  releaseLock();
  port.close();
}
