import type { Source } from './source.ts';

/** One box of the ISO base media file format (ISO/IEC 14496-12): `from` its header, `body` behind it, `to` its end. */
export interface Box {
  type: string;
  from: number;
  body: number;
  to: number;
}

/** Far more than any picture has; a file of nothing but empty boxes must not take all the time there is. */
const maxBoxes = 100_000;

/** The boxes that lie between two places; ends where one is broken. */
export function* boxesIn(source: Source, start: number, end: number): Generator<Box> {
  let at = start;
  for (let count = 0; at + 8 <= end && count < maxBoxes; count++) {
    const head = Buffer.from(source.read(at, 16));
    let size = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    let headBytes = 8;
    if (size === 1 && head.length === 16) {
      size = Number(head.readBigUInt64BE(8));
      headBytes = 16;
    }
    // The last one may leave its end to the file's.
    const to = size === 0 ? end : Math.min(end, at + size);
    if (to - at < headBytes) return;
    yield { type, from: at, body: at + headBytes, to };
    at = to;
  }
}

export function boxIn(source: Source, { body, to }: Pick<Box, 'body' | 'to'>, type: string): Box | null {
  for (const box of boxesIn(source, body, to)) if (box.type === type) return box;
  return null;
}

/** Version and flags, which many boxes begin with. */
export const fullBoxBytes = 4;

/** Reads numbers one after another; past the end all are zero, and `isOver` tells so. */
export class Numbers {
  readonly #bytes: Buffer;
  at: number;
  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  get isOver(): boolean {
    return this.at > this.#bytes.length;
  }

  /** Big-endian, of 0, 1, 2, 4 or 8 bytes. */
  take(bytes: number): number {
    const from = this.at;
    this.at += bytes;
    if (bytes === 0 || this.isOver) return 0;
    if (bytes === 8) return Number(this.#bytes.readBigUInt64BE(from));
    return this.#bytes.readUIntBE(from, bytes);
  }

  text(bytes: number): string {
    const from = this.at;
    this.at += bytes;
    return this.#bytes.toString('latin1', from, this.at);
  }
}
