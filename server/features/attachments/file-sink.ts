import { createHash } from 'node:crypto';
import { close, open, writev } from 'node:fs';
import { Writable } from 'node:stream';
import { bytesPassed } from '../../http/passing-bytes.ts';

/**
 * What may wait to be written: each trip to the disk takes all that has come meanwhile. With more, buffers of eight uploads at
 * once outlive the collections of the young (`bytesPassed`), and each is then marked with all of the heap.
 */
const waitingBytes = 256 * 1024;

/** Writes a new file, counting and hashing what comes; fails before more than `limit` bytes are on the disk. */
export class FileSink extends Writable {
  readonly #path: string;
  readonly #limit: number;
  readonly #tooLarge: () => Error;
  readonly #hash = createHash('sha256');
  #file: number | null = null;
  #size = 0;

  constructor(path: string, limit: number, tooLarge: () => Error) {
    super({ highWaterMark: waitingBytes });
    this.#path = path;
    this.#limit = limit;
    this.#tooLarge = tooLarge;
  }

  get size(): number {
    return this.#size;
  }

  /** Once, after the end. */
  digest(): Uint8Array {
    return this.#hash.digest();
  }

  override _construct(done: (error?: Error | null) => void): void {
    open(this.#path, 'wx', 0o600, (error, file) => {
      if (!error) this.#file = file;
      done(error);
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#put([chunk], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#put(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#file === null) return done(error);
    close(this.#file, (failed) => done(error ?? failed));
    this.#file = null;
  }

  #put(chunks: Buffer[], done: (error?: Error | null) => void): void {
    for (const { length } of chunks) {
      this.#size += length;
      bytesPassed(length);
    }
    if (this.#size > this.#limit) return done(this.#tooLarge());
    for (const chunk of chunks) this.#hash.update(chunk);
    this.#writeAll(chunks, done);
  }

  /** The system may take a part only. */
  #writeAll(chunks: Buffer[], done: (error?: Error | null) => void): void {
    if (this.#file === null) return done(new Error('the file is closed'));
    writev(this.#file, chunks, null, (error, written) => {
      const rest = error ? [] : after(chunks, written);
      if (rest.length === 0) done(error);
      else this.#writeAll(rest, done);
    });
  }
}

/** What of these is beyond so many bytes. */
function after(chunks: Buffer[], bytes: number): Buffer[] {
  let passed = bytes;
  for (const [index, chunk] of chunks.entries()) {
    if (passed < chunk.length) return [chunk.subarray(passed), ...chunks.slice(index + 1)];
    passed -= chunk.length;
  }
  return [];
}
