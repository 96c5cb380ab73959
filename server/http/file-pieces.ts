import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ByteRange } from './ranges.ts';

/** What one reader may have waiting in memory: little of one who takes it slowly, much of one who takes it at once. */
export const pieceBytes = { least: 16 * 1024, first: 64 * 1024, most: 256 * 1024 } as const;
/** A reader who has taken a piece within this time is a quick one. */
const quickMs = 20;

/** A part of a file, read as fast as it is taken, in pieces that fit its reader. Closes the file at its end. */
export class FilePieces extends Readable {
  readonly #handle: FileHandle;
  readonly #end: number;
  #at: number;
  /** Of the piece before; the first one is twice this. */
  #length: number = pieceBytes.first / 2;
  #readAtMs = performance.now();

  constructor(handle: FileHandle, { start, end }: ByteRange) {
    // One piece ahead of the reader, however large it is.
    super({ highWaterMark: 1 });
    this.#handle = handle;
    this.#at = start;
    this.#end = end;
  }

  override async _read(): Promise<void> {
    const left = this.#end - this.#at + 1;
    if (left <= 0) {
      this.push(null);
      return;
    }
    const length = Math.min(this.#nextLength(), left);
    try {
      const { bytesRead, buffer } = await this.#handle.read(Buffer.allocUnsafe(length), 0, length, this.#at);
      if (bytesRead === 0) throw new Error('the file ended before its range');
      this.#at += bytesRead;
      this.push(buffer.subarray(0, bytesRead));
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #nextLength(): number {
    const now = performance.now();
    const isQuick = now - this.#readAtMs < quickMs;
    this.#readAtMs = now;
    if (!isQuick) this.#length = pieceBytes.least;
    else if (this.#length < pieceBytes.most) this.#length *= 2;
    return this.#length;
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#handle.close().then(
      () => done(error),
      (trouble: Error) => done(error ?? trouble),
    );
  }
}
