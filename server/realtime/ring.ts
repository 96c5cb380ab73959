import type { RenderedEvent } from '../db/log.ts';
import { textFrame } from './frame.ts';

/** One event as it goes out on the wire. `frame` is null once its thing has changed since. */
export interface Framed {
  readonly seq: number;
  readonly subject: string;
  frame: Buffer | null;
  own: { person: string; frame: Buffer } | null;
}

export function framed(event: RenderedEvent): Framed {
  return {
    seq: event.seq,
    subject: event.subject,
    frame: textFrame(event.frame),
    own: event.own ? { person: event.own.person, frame: textFrame(event.own.frame) } : null,
  };
}

/** The newest frames of one stream, without a gap, so that many resumes are not many queries. */
export class Ring {
  readonly #size: number;
  #entries: Framed[] = [];
  readonly #bySubject = new Map<string, Framed[]>();
  /** Subjects that changed while a read of the log was under way: what it brings of them is already old. */
  #changedDuringRead: Set<string> | null = null;

  constructor(size: number) {
    this.#size = size;
  }

  push(entry: Framed, invalidates: readonly string[] = []): void {
    this.#invalidate(entry.subject);
    for (const subject of invalidates) this.#invalidate(subject);
    this.#entries.push(entry);
    this.#index(entry);
    // Shifting one by one would move the whole array on every event.
    if (this.#entries.length >= this.#size * 2) this.#drop(this.#entries.length - this.#size);
  }

  /** The frames after `since`, if all of them are here and still true. */
  since(since: number): Framed[] | null {
    const first = this.#entries[0];
    if (!first || since + 1 < first.seq) return null;
    const wanted = this.#entries.slice(since + 1 - first.seq);
    return wanted.every((entry) => entry.frame) ? wanted : null;
  }

  beginRead(): void {
    this.#changedDuringRead = new Set();
  }

  /** Takes in what a read of the log rendered; whatever changed meanwhile stays to be read again. */
  endRead(read: Framed[]): void {
    const changed = this.#changedDuringRead ?? new Set();
    this.#changedDuringRead = null;
    const fresh = read.filter((entry) => !changed.has(entry.subject));
    const firstSeq = this.#entries[0]?.seq ?? Number.POSITIVE_INFINITY;
    for (const entry of fresh) {
      const mine = entry.seq >= firstSeq ? this.#entries[entry.seq - firstSeq] : undefined;
      if (mine && !mine.frame) {
        mine.frame = entry.frame;
        mine.own = entry.own;
      }
    }
    const before = read.filter((entry) => entry.seq < firstSeq);
    const last = before.at(-1);
    if (!last || (firstSeq !== Number.POSITIVE_INFINITY && last.seq + 1 !== firstSeq)) return;
    for (const entry of before) {
      if (changed.has(entry.subject)) entry.frame = entry.own = null;
      this.#index(entry);
    }
    this.#entries = [...before, ...this.#entries].slice(-this.#size * 2);
  }

  #index(entry: Framed): void {
    const list = this.#bySubject.get(entry.subject);
    if (list) list.push(entry);
    else this.#bySubject.set(entry.subject, [entry]);
  }

  #invalidate(subject: string): void {
    this.#changedDuringRead?.add(subject);
    for (const entry of this.#bySubject.get(subject) ?? []) entry.frame = entry.own = null;
  }

  #drop(count: number): void {
    for (const gone of this.#entries.slice(0, count)) {
      const rest = this.#bySubject.get(gone.subject)?.filter((entry) => entry !== gone) ?? [];
      if (rest.length > 0) this.#bySubject.set(gone.subject, rest);
      else this.#bySubject.delete(gone.subject);
    }
    this.#entries = this.#entries.slice(count);
  }
}
