import { close, read } from 'node:fs';
import { Readable } from 'node:stream';
import { bytesPassed } from './passing-bytes.ts';
import type { ByteRange } from './ranges.ts';

/**
 * So much waits for a reader who takes nothing, and encrypted once more of it. With half of it each range of a quick reader
 * takes a fifth more of a processor.
 */
const pieceBytes = 32 * 1024;

/** What is sent: texts, and ranges of the file. */
export type FileBody = (string | ByteRange)[];

/**
 * Parts of an open file, to be piped to one reader as fast as it takes them. Closes the file at its end. Each piece is read into
 * the same memory when the former one has been taken, and that is given back in the end: a stream of Node's would read ahead,
 * and what waits for a slow reader grows old, so that its memory is only free when all of the heap has been looked through.
 */
export class FilePieces extends Readable {
  readonly #file: number;
  readonly #body: FileBody;
  #piece: Buffer | null = null;
  /** Where the next piece of the first range that is left begins. */
  #at: number | null = null;
  #isReading = false;
  #isTaking = false;
  #closeNow: (() => void) | null = null;

  constructor(file: number, body: FileBody) {
    super();
    this.#file = file;
    this.#body = [...body];
  }

  /** Everything goes by `pipe`. */
  override _read(): void {}

  override pipe<T extends NodeJS.WritableStream>(reader: T): T {
    const next = (error?: Error | null) => {
      this.#isTaking = false;
      if (error) this.destroy(error);
      if (this.destroyed) return this.#free();
      const [part] = this.#body;
      if (typeof part === 'object') {
        return this.#readPiece(part, (piece) => {
          this.#isTaking = true;
          reader.write(piece, next);
        });
      }
      this.#body.shift();
      if (part !== undefined) return void reader.write(part, next);
      reader.end();
      this.push(null);
      this.resume();
    };
    next();
    return reader;
  }

  #readPiece(range: ByteRange, take: (piece: Buffer) => void): void {
    const at = this.#at ?? range.start;
    const left = range.end - at + 1;
    const length = Math.min(left, pieceBytes);
    bytesPassed(length);
    if (this.#piece === null || this.#piece.length < length) this.#piece = Buffer.allocUnsafeSlow(length);
    this.#isReading = true;
    read(this.#file, this.#piece, 0, length, at, (error, bytesRead, piece) => {
      this.#isReading = false;
      if (this.#closeNow !== null) {
        this.#free();
        return this.#closeNow();
      }
      if (error !== null) return void this.destroy(error);
      if (bytesRead === 0) return void this.destroy(new Error('the file ended before its range'));
      this.#at = at + bytesRead;
      if (bytesRead === left) {
        this.#body.shift();
        this.#at = null;
      }
      take(piece.subarray(0, bytesRead));
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const end = () => close(this.#file, (trouble) => done(error ?? trouble));
    // The number must not come to mean another file while this one is still being read.
    if (this.#isReading) this.#closeNow = end;
    else end();
    this.#free();
  }

  /** Not while somebody reads or writes there: then whoever is done with it does. */
  #free(): void {
    if (this.#isReading || this.#isTaking) return;
    (this.#piece?.buffer as ArrayBuffer | undefined)?.transfer(0);
    this.#piece = null;
  }
}
