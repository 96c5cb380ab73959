import type { RenderedEvent } from '../db/log.ts';
import { textFrame } from './frame.ts';
import { type Framed, framed, Ring } from './ring.ts';

/** What the hub knows of a connection. */
export interface Subscriber {
  readonly person: string;
  /** Whole frames, one after another. */
  deliver(frames: Buffer): void;
  /** Resolves when what was delivered has mostly left; false when the connection is gone. */
  drained(): Promise<boolean>;
}

export interface Hub {
  /** Hands committed events to everyone who may see them, per stream strictly in seq. */
  publish(events: readonly RenderedEvent[]): void;
  /** Hands on at once what else would leave at the end of this turn of the loop. */
  flush(): void;
  /** From now on the subscriber gets the stream's events: first those after `cursor`, then the live ones. */
  join(subscriber: Subscriber, stream: string, cursor: number | undefined): Promise<void>;
  leave(subscriber: Subscriber): void;
  /** An ephemeral signal to everyone in a stream; neither kept nor replayed. */
  signal(stream: string, signal: unknown, except?: Subscriber): void;
  seqOf(stream: string): number;
  seqs(streams: readonly string[]): Record<string, number>;
  /** Takes in the streams as the database has them, at the start and after the log was trimmed. */
  load(streams: readonly { name: string; seq: number; tail: number }[]): void;
  /** The stream is no more: nobody gets anything from it again. */
  drop(stream: string): void;
  subscribersOf(stream: string): number;
}

export interface HubOptions {
  readLog(range: { stream: string; since: number; upTo: number; limit: number }): Promise<RenderedEvent[]>;
  framesKept: number;
  /** A subscriber that has more than this waiting while it resumes starts over with a reset. */
  resumeBufferEvents: number;
  /** Further behind than this, fetching anew costs less than replaying. */
  replayEvents: number;
}

interface Stream {
  readonly name: string;
  seq: number;
  tail: number;
  readonly ring: Ring;
  readonly live: Set<Subscriber>;
  readonly resuming: Map<Subscriber, Framed[] | 'overflow'>;
  filling: Promise<void> | null;
  /** Committed in this turn of the loop, and not yet with those who are live. */
  due: Framed[];
}

const pageEvents = 500;

export function createHub(options: HubOptions): Hub {
  const streams = new Map<string, Stream>();
  const streamOf = (name: string): Stream => {
    let stream = streams.get(name);
    if (!stream) {
      const ring = new Ring(options.framesKept);
      stream = { name, seq: 0, tail: 0, ring, live: new Set(), resuming: new Map(), filling: null, due: [] };
      streams.set(name, stream);
    }
    return stream;
  };

  const dueStreams = new Set<Stream>();
  /** Before anybody joins, and before a signal: nobody gets an event twice, or after what came later. */
  const flush = (stream: Stream) => {
    if (!dueStreams.delete(stream)) return;
    const entries = stream.due;
    stream.due = [];
    deliverLive(stream, entries, options.resumeBufferEvents);
  };
  const flushAll = () => {
    for (const stream of dueStreams) flush(stream);
  };

  const publish = (events: readonly RenderedEvent[]) => {
    for (const event of events) {
      const stream = streamOf(event.stream);
      if (event.seq !== stream.seq + 1) {
        throw new Error(`stream ${event.stream}: event ${event.seq} after ${stream.seq}`);
      }
      stream.seq = event.seq;
      const entry = framed(event);
      // What several commits bring in one turn leaves in one write: one TLS record and one call of the system each.
      if (dueStreams.size === 0) setImmediate(flushAll);
      dueStreams.add(stream);
      stream.due.push({ ...entry });
      stream.ring.push(entry, event.invalidates);
    }
  };

  const join = async (subscriber: Subscriber, name: string, cursor: number | undefined) => {
    const stream = streamOf(name);
    flush(stream);
    const asOf = stream.seq;
    if (cursor === undefined || cursor === asOf) {
      stream.live.add(subscriber);
      return;
    }
    if (cursor > asOf || cursor < stream.tail || asOf - cursor > options.replayEvents) {
      reset(stream, subscriber);
      return;
    }
    stream.resuming.set(subscriber, []);
    try {
      await replay({ stream, subscriber, since: cursor, asOf, options });
    } catch (error) {
      stream.resuming.delete(subscriber);
      throw error;
    }
    flush(stream);
    release(stream, subscriber);
  };

  return {
    publish,
    flush: flushAll,
    join,
    leave: (subscriber) => {
      for (const stream of streams.values()) {
        stream.live.delete(subscriber);
        stream.resuming.delete(subscriber);
      }
    },
    signal: (name, signal, except) => {
      const stream = streams.get(name);
      if (!stream) return;
      flush(stream);
      const frame = textFrame(JSON.stringify(signal));
      for (const subscriber of stream.live) {
        if (subscriber !== except) subscriber.deliver(frame);
      }
    },
    seqOf: (name) => streams.get(name)?.seq ?? 0,
    seqs: (names) => Object.fromEntries(names.map((name) => [name, streams.get(name)?.seq ?? 0])),
    load: (rows) => {
      for (const row of rows) {
        const stream = streamOf(row.name);
        stream.seq = Math.max(stream.seq, row.seq);
        stream.tail = row.tail;
      }
    },
    drop: (name) => {
      const stream = streams.get(name);
      if (stream) flush(stream);
      streams.delete(name);
    },
    subscribersOf: (name) => streams.get(name)?.live.size ?? 0,
  };
}

function deliverLive(stream: Stream, entries: Framed[], bufferLimit: number): void {
  const owners = new Set(entries.map((entry) => entry.own?.person).filter((person) => person !== undefined));
  const frames = entries.map((entry) => entry.frame as Buffer);
  const together = frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
  for (const subscriber of stream.live) {
    subscriber.deliver(owners.has(subscriber.person) ? framesFor(subscriber, entries) : together);
  }
  for (const [subscriber, buffer] of stream.resuming) {
    if (buffer === 'overflow') continue;
    buffer.push(...entries);
    if (buffer.length > bufferLimit) stream.resuming.set(subscriber, 'overflow');
  }
}

function framesFor(subscriber: Subscriber, entries: readonly Framed[]): Buffer {
  return Buffer.concat(
    entries.map((entry) =>
      entry.own?.person === subscriber.person ? entry.own.frame : (entry.frame as Buffer),
    ),
  );
}

/** Sends what lies between the cursor and `asOf`; live events wait in the subscriber's buffer meanwhile. */
async function replay(input: {
  stream: Stream;
  subscriber: Subscriber;
  since: number;
  asOf: number;
  options: HubOptions;
}): Promise<void> {
  const { stream, subscriber, asOf, options } = input;
  if (asOf - input.since <= options.framesKept) {
    if (!stream.ring.since(input.since)) await fill(stream, input.since, options);
    const kept = stream.ring.since(input.since)?.filter((entry) => entry.seq <= asOf);
    if (kept) {
      if (kept.length > 0) subscriber.deliver(framesFor(subscriber, kept));
      return;
    }
  }
  let { since } = input;
  while (since < asOf) {
    const page = await options.readLog({ stream: stream.name, since, upTo: asOf, limit: pageEvents });
    if (page.length === 0 || !(await subscriber.drained())) return;
    subscriber.deliver(framesFor(subscriber, page.map(framed)));
    since = page.at(-1)?.seq ?? asOf;
  }
}

/** One read of the log for everyone who resumes at the same time. */
function fill(stream: Stream, since: number, options: HubOptions): Promise<void> {
  if (stream.filling) return stream.filling;
  const from = Math.max(stream.tail, Math.min(since, stream.seq - options.framesKept), 0);
  stream.ring.beginRead();
  const range = { stream: stream.name, since: from, upTo: stream.seq, limit: options.framesKept * 2 };
  stream.filling = options
    .readLog(range)
    .then((events) => stream.ring.endRead(events.map(framed)))
    .finally(() => {
      stream.filling = null;
    });
  return stream.filling;
}

function release(stream: Stream, subscriber: Subscriber): void {
  const buffer = stream.resuming.get(subscriber);
  stream.resuming.delete(subscriber);
  // Left meanwhile.
  if (!buffer) return;
  if (buffer === 'overflow') {
    reset(stream, subscriber);
    return;
  }
  if (buffer.length > 0) subscriber.deliver(framesFor(subscriber, buffer));
  stream.live.add(subscriber);
}

function reset(stream: Stream, subscriber: Subscriber): void {
  subscriber.deliver(textFrame(JSON.stringify({ type: 'reset', stream: stream.name, asOfSeq: stream.seq })));
  stream.live.add(subscriber);
}
