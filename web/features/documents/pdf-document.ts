import wasmAddress from '@hyzyla/pdfium/pdfium.wasm?url';
import type { FromPdf, PageSize, TextRun, ToPdf } from './pdf-worker.ts';
// oxlint-disable-next-line import/default -- made by the bundler
import workerAddress from './pdf-worker.ts?worker&url';
import { startWorker } from './start-worker.ts';

export interface Drawn {
  pixels: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
  runs: TextRun[];
}

export class LockedError extends Error {}

const openMs = 30_000;
const drawMs = 20_000;

interface Wish {
  page: number;
  width: number;
  resolve: (drawn: Drawn) => void;
  reject: (error: Error) => void;
}

/**
 * A PDF in a thread of its own that has no network (its script is served with a policy that allows none) and runs no
 * script of the document. Draws one page after the other, what was asked for last first: that is what is looked at.
 */
export class PdfDocument {
  readonly sizes: readonly PageSize[];
  readonly total: number;
  readonly #worker: Worker;
  #waiting: Wish[] = [];
  #at: Wish | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastId = 0;

  private constructor(worker: Worker, opened: Extract<FromPdf, { is: 'opened' }>) {
    this.#worker = worker;
    this.sizes = opened.sizes;
    this.total = opened.total;
    worker.addEventListener('message', ({ data }: MessageEvent<FromPdf>) => this.#hear(data));
    worker.addEventListener('error', () => this.#fail());
  }

  /** Throws LockedError where a password is needed. */
  static async open(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<PdfDocument> {
    const response = await fetch(wasmAddress, { signal });
    if (!response.ok) throw new Error('the reader is gone: the page is old');
    const wasm = await response.arrayBuffer();
    const worker = startWorker(workerAddress);
    const { promise, resolve, reject } = Promise.withResolvers<PdfDocument>();
    const timer = setTimeout(() => reject(new Error('too slow')), openMs);
    const hear = ({ data }: MessageEvent<FromPdf>) => {
      if (data.is === 'opened') resolve(new PdfDocument(worker, data));
      else reject(data.is === 'locked' ? new LockedError() : new Error('broken'));
    };
    worker.addEventListener('message', hear, { once: true });
    worker.addEventListener('error', () => reject(new Error('no worker')));
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    worker.postMessage({ is: 'open', wasm, bytes } satisfies ToPdf, [wasm, bytes.buffer]);
    try {
      return await promise;
    } catch (error) {
      worker.terminate();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** `width` in device pixels. Whoever turns away aborts by `signal`. */
  draw(page: number, width: number, signal: AbortSignal): Promise<Drawn> {
    return new Promise((resolve, reject) => {
      const wish = { page, width, resolve, reject };
      this.#waiting.push(wish);
      signal.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((one) => one !== wish);
        reject(signal.reason as Error);
      });
      this.#next();
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#worker.terminate();
  }

  #next(): void {
    if (this.#at) return;
    const wish = this.#waiting.pop();
    if (!wish) return;
    this.#at = wish;
    this.#timer = setTimeout(() => this.#fail(), drawMs);
    const { page, width } = wish;
    this.#worker.postMessage({ is: 'draw', id: ++this.#lastId, page, width } satisfies ToPdf);
  }

  #hear(data: FromPdf): void {
    const wish = this.#at;
    if (!wish || !('id' in data) || data.id !== this.#lastId) return;
    clearTimeout(this.#timer);
    this.#at = null;
    if (data.is === 'drawn') wish.resolve(data);
    else wish.reject(new Error('not drawn'));
    this.#next();
  }

  /** A page that never ends takes the others along: the thread hangs in it. */
  #fail(): void {
    this.close();
    for (const wish of [this.#at, ...this.#waiting]) wish?.reject(new Error('the thread ended'));
    this.#waiting = [];
  }
}
