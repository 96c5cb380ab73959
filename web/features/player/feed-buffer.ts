import { nextEvent, spansOf } from './media-source.ts';

/** What of a film the browser holds, changed one thing at a time, as it wants. */
export class FeedBuffer {
  readonly #source: MediaSource;
  readonly #buffer: SourceBuffer;
  readonly #signal: AbortSignal;

  constructor(source: MediaSource, mime: string, signal: AbortSignal) {
    this.#source = source;
    this.#buffer = source.addSourceBuffer(mime);
    this.#signal = signal;
  }

  spans() {
    return spansOf(this.#buffer.buffered);
  }

  /** Answers false when there is no room for it. */
  async append(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    try {
      this.#buffer.appendBuffer(bytes);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'QuotaExceededError') return false;
      throw error;
    }
    await nextEvent(this.#buffer, ['updateend'], this.#signal);
    return true;
  }

  async remove(fromS: number, toS: number): Promise<void> {
    // A browser takes a place beyond the end for a mistake.
    if (toS <= fromS || fromS >= this.#source.duration) return;
    this.#buffer.remove(fromS, toS);
    await nextEvent(this.#buffer, ['updateend'], this.#signal);
  }

  /** It only ever grows: a shorter one would cut off what is held. */
  lengthen(toS: number): void {
    const { duration, readyState } = this.#source;
    if (readyState !== 'open' || this.#buffer.updating || toS <= 0) return;
    if (Number.isFinite(duration) && toS <= duration) return;
    this.#source.duration = Math.max(toS, this.spans().at(-1)?.endS ?? 0);
  }

  /** Tells the browser that nothing comes after what it holds. */
  finish(): void {
    if (this.#source.readyState === 'open' && !this.#buffer.updating) this.#source.endOfStream();
  }
}
