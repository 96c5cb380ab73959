import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** A part of the result: bytes of the source from `from` up to `to`, or new bytes. */
export type Piece = { from: number; to: number } | Buffer;

const windowBytes = 1024 * 1024;

/**
 * Random access to a file through one window of 1 MiB, so that memory is bounded whatever the size.
 * Synchronous, since it runs in the worker process, where nobody else waits.
 */
export class Source {
  readonly size: number;
  readonly #fd: number;
  #window: Buffer = Buffer.alloc(0);
  #windowAt = 0;

  constructor(path: string) {
    this.#fd = openSync(path, 'r');
    this.size = fstatSync(this.#fd).size;
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** The bytes from `at`, at most `length` (no more than 1 MiB), fewer at the end. Valid until the next read. */
  read(at: number, length: number): Buffer {
    if (at < this.#windowAt || at + length > this.#windowAt + this.#window.length) this.#load(at);
    const start = at - this.#windowAt;
    return this.#window.subarray(start, start + length);
  }

  #load(at: number): void {
    const wanted = Math.max(0, Math.min(windowBytes, this.size - at));
    const buffer = Buffer.alloc(wanted);
    const got = wanted === 0 ? 0 : readSync(this.#fd, buffer, 0, wanted, at);
    this.#window = buffer.subarray(0, got);
    this.#windowAt = at;
  }

  /** −1 past the end. */
  byte(at: number): number {
    return this.read(at, 1)[0] ?? -1;
  }

  text(at: number, length: number): string {
    return this.read(at, length).toString('latin1');
  }

  /** Where `value` occurs next, or −1. */
  indexOf(value: number, from: number): number {
    for (let at = from; at < this.size; ) {
      const window = this.read(at, Math.min(windowBytes / 2, this.size - at));
      if (window.length === 0) return -1;
      const found = window.indexOf(value);
      if (found >= 0) return at + found;
      at += window.length;
    }
    return -1;
  }

  /** Writes the pieces one after another to the new file `path`. */
  writeTo(path: string, pieces: Piece[]): void {
    const fd = openSync(path, 'w');
    try {
      for (const piece of pieces) {
        if (Buffer.isBuffer(piece)) writeAll(fd, piece);
        else this.#copy(fd, piece);
      }
    } finally {
      closeSync(fd);
    }
  }

  #copy(fd: number, { from, to }: { from: number; to: number }): void {
    for (let at = from; at < to; ) {
      const chunk = this.read(at, Math.min(windowBytes, to - at));
      if (chunk.length === 0) return;
      writeAll(fd, chunk);
      at += chunk.length;
    }
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

/** Adds a range, joined to the last one where they touch. */
export function keep(pieces: Piece[], from: number, to: number): void {
  const last = pieces.at(-1);
  if (last !== undefined && !Buffer.isBuffer(last) && last.to === from) last.to = to;
  else pieces.push({ from, to });
}

export function uint32be(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value >>> 0);
  return out;
}

/** The smallest TIFF block that says nothing but the orientation (1 to 8). */
export function orientationTiff(orientation: number): Buffer {
  const out = Buffer.alloc(26);
  out.write('MM\0*', 0, 'latin1');
  out.writeUInt32BE(8, 4);
  out.writeUInt16BE(1, 8);
  out.writeUInt16BE(0x0112, 10);
  out.writeUInt16BE(3, 12);
  out.writeUInt32BE(1, 14);
  out.writeUInt16BE(orientation, 18);
  return out;
}

/** The orientation that a TIFF block (the body of EXIF) declares; 1 where it declares none or is broken. */
export function orientationIn(tiff: Buffer): number {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const long = (at: number) =>
    at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  if (short(2) !== 42) return 1;
  const directory = long(4);
  for (let i = 0; i < short(directory); i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > tiff.length) break;
    if (short(entry) !== 0x0112) continue;
    const value = short(entry + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
