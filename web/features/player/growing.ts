import { FeedBuffer } from './feed-buffer.ts';
import { coveredShare, FragmentIndex } from './fragment-index.ts';
import { type End, readGrowing } from './growing-file.ts';
import { canPlay, nextEvent, sourceFor, spansOf, wantsData } from './media-source.ts';
import type { Fragment } from './mp4-fragment.ts';
import type { Init } from './mp4-init.ts';
import { type Piece, pieceReader } from './mp4-reader.ts';
import { hasBegun, stillKeeper, takeOver } from './take-over.ts';

/** What the server tells of a film that it converts. */
export type Told = {
  /** How much of it there is, in seconds, as far as is known. */
  existsS: number;
  /** The whole film's address, once it is done. */
  whole: { url: string; durationS: number | null } | null;
};

/** Read ahead up to `most`; not again before less than `least` is left. */
const ahead = { mostS: 60, leastS: 45 };
const behind = { mostS: 40, keptS: 25 };
/** Further ahead than is read, there is something only after a step back. */
const farAhead = { mostS: 90, keptS: 70 };
/** What is read before anybody wants to see it. */
const firstS = 1.2;
/** A hole in a film that is jumped over. */
const holeS = 0.6;
const stuckMs = 3000;
/** So much has to be there for a film that can't be read on to play on without its successor. */
const reserveS = 2;
const beatMs = 1000;

const wakers = ['timeupdate', 'seeking', 'play', 'waiting', 'stalled'] as const;

/**
 * Plays a fragmented MP4 while it grows, and hands over to the whole film, in the same element, as soon as something is
 * wanted that isn't at hand. Memory is bounded: about a minute ahead, less than one behind, and an index of times.
 * `onTrouble`: it can't be played so; wait for the whole.
 */
export class GrowingPlayer {
  readonly #video: HTMLVideoElement;
  readonly #url: string;
  readonly #stopping = new AbortController();
  readonly #wakes = new EventTarget();
  readonly #index = new FragmentIndex();
  readonly #appended = new Map<number, number>();
  readonly #still = stillKeeper();
  readonly #attached: ReturnType<typeof sourceFor>;
  #told: Told;
  #init: Init | null = null;
  #buffer: FeedBuffer | null = null;
  #reading: { next: number; stop: AbortController } | null = null;
  #isWhole = false;
  #isGone = false;
  #mostAheadS = ahead.mostS;
  #fullUntilS = 0;
  #stuckSince = 0;

  constructor(video: HTMLVideoElement, of: { url: string; told: Told; onTrouble: () => void }) {
    this.#video = video;
    this.#url = of.url;
    this.#told = of.told;
    this.#attached = sourceFor(video);
    takeOver(video, this.#attached.url, null);
    const wake = () => this.#wake();
    const { signal } = this.#stopping;
    for (const name of wakers) video.addEventListener(name, wake, { signal });
    this.#attached.source.addEventListener('startstreaming', wake, { signal });
    const beat = setInterval(wake, beatMs);
    signal.addEventListener('abort', () => clearInterval(beat));
    this.#run().catch(() => {
      if (signal.aborted) return;
      const { whole } = this.#told;
      if (whole) this.#handOver(whole.url);
      else {
        this.stop();
        of.onTrouble();
      }
    });
  }

  tell(told: Told): void {
    this.#told = told;
    // Nothing of it has been shown: the whole film from the beginning.
    if (told.whole && !hasBegun(this.#video)) this.#handOver(told.whole.url);
    else this.#wake();
  }

  stop(): void {
    this.#stopping.abort();
    this.#attached.release();
  }

  #wake(): void {
    if (this.#told.whole) this.#still.keep(this.#video);
    const { whole } = this.#told;
    if (whole && this.#mustHandOver()) return this.#handOver(whole.url);
    const reading = this.#reading;
    if (reading && this.#video.seeking && this.#lack().number !== reading.next) reading.stop.abort();
    this.#lengthen();
    this.#wakes.dispatchEvent(new Event('wake'));
  }

  #handOver(url: string): void {
    this.stop();
    takeOver(this.#video, url, this.#still.address());
  }

  #mustHandOver(): boolean {
    const { seeking, currentTime, paused, ended } = this.#video;
    if (seeking && !this.#isCovered(currentTime)) return true;
    if (this.#isGone && !this.#isWhole) return !paused && this.#lack().aheadS < reserveS;
    return !paused && !ended && this.#stuckSince > 0 && performance.now() - this.#stuckSince > stuckMs;
  }

  #isCovered(timeS: number): boolean {
    return spansOf(this.#video.buffered).some(({ startS, endS }) => startS <= timeS && timeS < endS);
  }

  #lack() {
    return this.#index.lack(this.#video.currentTime, (fragment) => this.#isHeld(fragment));
  }

  /** What was appended may have been thrown out by the browser since. */
  #isHeld(fragment: Fragment): boolean {
    const times = this.#appended.get(fragment.offset) ?? 0;
    if (times === 0) return false;
    const spans = this.#buffer?.spans() ?? [];
    if (coveredShare(fragment, spans) > 0.4) return true;
    // Where sound ends before the pictures do, a browser counts the rest only when it is told of the end.
    return times > 1 || fragment.startS >= (spans.at(-1)?.endS ?? 0) - holeS;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { source } = this.#attached;
    if (source.readyState !== 'open') await nextEvent(source, ['sourceopen'], signal);
    for (;;) {
      signal.throwIfAborted();
      if (this.#video.error) throw new TypeError(this.#video.error.message);
      await this.#evict(behind.mostS, behind.keptS);
      this.#lengthen();
      this.#unstick();
      const { number, aheadS } = this.#lack();
      const isAll = this.#isWhole && number >= this.#index.fragments.length;
      if (isAll) this.#buffer?.finish();
      if (isAll || this.#isGone || !this.#wantsMore(aheadS)) await this.#nextWake();
      else await this.#read(number);
    }
  }

  async #nextWake(): Promise<void> {
    await nextEvent(this.#wakes, ['wake'], this.#stopping.signal);
  }

  #wantsMore(aheadS: number): boolean {
    // A player without its first picture looks as if it hung.
    if (!hasBegun(this.#video)) return aheadS < firstS;
    const leastS = Math.min(ahead.leastS, this.#mostAheadS * 0.7);
    if (aheadS >= leastS || this.#video.currentTime < this.#fullUntilS) return false;
    return wantsData(this.#attached.source) || this.#init === null || this.#video.seeking;
  }

  #lengthen(): void {
    const { whole, existsS } = this.#told;
    const knownS = Math.max(this.#index.endS, existsS, whole?.durationS ?? 0);
    this.#buffer?.lengthen(knownS);
  }

  /** Jumps over small holes, the one before the first picture too; notes since when nothing moves though it should. */
  #unstick(): void {
    const video = this.#video;
    const waits = !video.paused && !video.ended && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    if (!waits || this.#lack().aheadS < reserveS) this.#stuckSince = 0;
    else this.#stuckSince ||= performance.now();
    if (!waits || this.#isCovered(video.currentTime)) return;
    const next = this.#buffer?.spans().find(({ startS }) => startS > video.currentTime);
    if (next && next.startS - video.currentTime < holeS) video.currentTime = next.startS + 0.001;
  }

  async #evict(mostS: number, keptS: number): Promise<void> {
    const { currentTime } = this.#video;
    const spans = this.#buffer?.spans() ?? [];
    if ((spans[0]?.startS ?? currentTime) < currentTime - mostS) await this.#remove(0, currentTime - keptS);
    if ((spans.at(-1)?.endS ?? 0) > currentTime + farAhead.mostS) {
      await this.#remove(currentTime + farAhead.keptS, Number.POSITIVE_INFINITY);
    }
  }

  async #remove(fromS: number, toS: number): Promise<void> {
    for (const { offset, startS, endS } of this.#index.fragments) {
      if (endS > fromS && startS < toS) this.#appended.delete(offset);
    }
    await this.#buffer?.remove(fromS, toS);
  }

  /** Reads from a fragment on until there is enough, or the person wants another place. */
  async #read(number: number): Promise<void> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#stopping.signal]);
    const known = this.#index.fragments[number];
    const pieces = pieceReader(known?.offset ?? this.#index.endOffset, this.#init);
    this.#reading = { next: number, stop };
    const take = async (bytes: Uint8Array) => {
      for (const piece of pieces.push(bytes)) {
        await this.#take(piece, known !== undefined);
        if (this.#isEnough()) stop.abort();
        signal.throwIfAborted();
      }
    };
    try {
      for (let end: End = 'growing'; end === 'growing' && !this.#video.error; ) {
        end = await readGrowing({ url: this.#url, offset: pieces.endOffset(), signal, take });
        this.#isGone = end === 'gone';
        this.#isWhole ||= end === 'ended';
        this.#lengthen();
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      this.#reading = null;
    }
  }

  #isEnough(): boolean {
    const { number, aheadS } = this.#lack();
    return aheadS >= (hasBegun(this.#video) ? this.#mostAheadS : firstS) || number !== this.#reading?.next;
  }

  async #take(piece: Piece, isAllWanted: boolean): Promise<void> {
    if (piece.is === 'init') {
      const { mime } = piece.init;
      if (this.#init) return;
      if (mime === null || !canPlay(mime)) throw new TypeError(`can't be played: ${mime}`);
      this.#init = piece.init;
      this.#index.firstOffset = piece.end;
      this.#buffer = new FeedBuffer(this.#attached.source, mime, this.#stopping.signal);
      await this.#buffer.append(piece.bytes);
      return;
    }
    const { fragment, bytes } = piece;
    this.#index.learn(fragment);
    if (this.#reading) this.#reading.next++;
    // On the way to a place further on, what lies between is only counted.
    if (!isAllWanted && fragment.endS <= this.#video.currentTime) return;
    await this.#append(fragment, bytes);
    this.#lengthen();
    this.#unstick();
  }

  async #append({ offset }: Fragment, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    let isTaken = await this.#buffer?.append(bytes);
    if (!isTaken) {
      const { currentTime } = this.#video;
      this.#mostAheadS = Math.max(8, this.#mostAheadS / 2);
      await this.#evict(5, 5);
      await this.#remove(currentTime + this.#mostAheadS, Number.POSITIVE_INFINITY);
      isTaken = await this.#buffer?.append(bytes);
    }
    if (isTaken) this.#appended.set(offset, (this.#appended.get(offset) ?? 0) + 1);
    else this.#fullUntilS = this.#video.currentTime + 4;
  }
}
