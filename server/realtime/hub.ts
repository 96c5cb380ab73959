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
  /**
   * Hands committed events to everyone who may see them, per stream strictly in seq: at the end of this turn of the loop,
   * or, where more is about to be committed, together with that, a few milliseconds later at most.
   */
  publish(events: readonly RenderedEvent[], isMoreComing?: boolean): void;
  /** Hands on at once what else would leave a little later. */
  flush(): void;
  /** Calls back once what was published so far has been handed on. */
  afterFlush(then: () => void): void;
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
  /** What the last one who resumed was given, while others may be about to ask for the same. */
  given: { parts: readonly Buffer[]; frames: Buffer } | null;
}

const givenKeptMs = 10_000;

const pageEvents = 500;
/** Nobody sees that a message came so much later; a message that comes alone does not wait. */
const gatherMs = 8;

export function createHub(options: HubOptions): Hub {
  const streams = new Map<string, Stream>();
  const streamOf = (name: string): Stream => {
    let stream = streams.get(name);
    if (!stream) {
      const ring = new Ring(options.framesKept);
      stream = {
        name,
        seq: 0,
        tail: 0,
        ring,
        live: new Set(),
        resuming: new Map(),
        filling: null,
        due: [],
        given: null,
      };
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
  let afterwards: (() => void)[] = [];
  let soon: NodeJS.Immediate | null = null;
  let later: NodeJS.Timeout | null = null;
  const flushAll = () => {
    if (soon) clearImmediate(soon);
    if (later) clearTimeout(later);
    soon = later = null;
    for (const stream of dueStreams) flush(stream);
    const waiting = afterwards;
    afterwards = [];
    for (const then of waiting) then();
  };

  const publish = (events: readonly RenderedEvent[], isMoreComing = false) => {
    for (const event of events) {
      const stream = streamOf(event.stream);
      if (event.seq !== stream.seq + 1) {
        throw new Error(`stream ${event.stream}: event ${event.seq} after ${stream.seq}`);
      }
      stream.seq = event.seq;
      const entry = framed(event);
      dueStreams.add(stream);
      stream.due.push({ ...entry });
      stream.ring.push(entry, event.invalidates);
    }
    // What several commits bring leaves in one write: one TLS record and one call of the system each.
    if (isMoreComing) later ??= setTimeout(flushAll, gatherMs);
    else soon ??= setImmediate(flushAll);
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
    afterFlush: (then) => {
      if (soon || later) afterwards.push(then);
      else then();
    },
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
    // Most messages are the same for all: then nobody is asked who they are.
    const isOwner = owners.size > 0 && owners.has(subscriber.person);
    subscriber.deliver(isOwner ? framesFor(subscriber, entries) : together);
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

/** After a restart thousands miss the same: what one was given serves the next, unless something in it is their own. */
function sharedFrames(stream: Stream, subscriber: Subscriber, kept: readonly Framed[]): Buffer {
  if (kept.some((entry) => entry.own?.person === subscriber.person)) return framesFor(subscriber, kept);
  const { given } = stream;
  const isSame =
    given !== null &&
    given.parts.length === kept.length &&
    kept.every((entry, index) => entry.frame === given.parts[index]);
  if (isSame) return given.frames;
  const parts = kept.map((entry) => entry.frame as Buffer);
  stream.given = { parts, frames: Buffer.concat(parts) };
  setTimeout(() => {
    stream.given = null;
  }, givenKeptMs).unref();
  return stream.given.frames;
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
      if (kept.length > 0) subscriber.deliver(sharedFrames(stream, subscriber, kept));
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
