import { close, read } from 'node:fs';
import { Readable } from 'node:stream';
import { bytesPassed } from './passing-bytes.ts';
import type { ByteRange } from './ranges.ts';

/**
 * What one reader may have waiting in memory: little of one who takes it slowly. Larger pieces than these cost more than they
 * save: from 128 KiB on, the system maps and clears new memory for each.
 */
export const pieceBytes = { least: 16 * 1024, most: 64 * 1024 } as const;
/** A reader who has taken a piece within this time is a quick one. */
const quickMs = 20;

/** What is sent: texts, and ranges of the file. */
export type FileBody = (string | ByteRange)[];

/**
 * Parts of an open file, read as fast as it is taken, in pieces that fit its reader. Closes the file at its end. Not on a
 * FileHandle, whose promises cost twice as much for each piece.
 */
export class FilePieces extends Readable {
  readonly #file: number;
  readonly #body: FileBody;
  /** Where the next piece of the first range that is left begins. */
  #at: number | null = null;
  /** Whoever has only just come may be a slow one. */
  #readAtMs = Number.NEGATIVE_INFINITY;
  #isReading = false;
  #closeNow: (() => void) | null = null;

  constructor(file: number, body: FileBody) {
    // One piece ahead of the reader, however large it is.
    super({ highWaterMark: 1 });
    this.#file = file;
    this.#body = [...body];
  }

  override _read(): void {
    const [part] = this.#body;
    if (typeof part !== 'object') {
      this.#body.shift();
      this.push(part === undefined ? null : Buffer.from(part));
      return;
    }
    const at = this.#at ?? part.start;
    const left = part.end - at + 1;
    const now = performance.now();
    const isQuick = now - this.#readAtMs < quickMs;
    const length = Math.min(left, isQuick ? pieceBytes.most : pieceBytes.least);
    this.#readAtMs = now;
    this.#isReading = true;
    bytesPassed(length);
    read(this.#file, Buffer.allocUnsafeSlow(length), 0, length, at, (error, bytesRead, buffer) => {
      this.#isReading = false;
      if (this.#closeNow !== null) return this.#closeNow();
      if (error !== null) return void this.destroy(error);
      if (bytesRead === 0) return void this.destroy(new Error('the file ended before its range'));
      this.#at = at + bytesRead;
      if (bytesRead === left) {
        this.#body.shift();
        this.#at = null;
      }
      this.push(bytesRead === length ? buffer : buffer.subarray(0, bytesRead));
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const end = () => close(this.#file, (trouble) => done(error ?? trouble));
    // The number must not come to mean another file while this one is still being read.
    if (this.#isReading) this.#closeNow = end;
    else end();
  }
}
