import type { Edit } from './edits.ts';
import type { Source } from './source.ts';

/** One element of EBML (RFC 8794): `from` its id, `body` behind its size, `to` its end. */
export interface Element {
  id: number;
  from: number;
  body: number;
  to: number;
}

/** The elements that lie between two places, at most so many; ends where one is broken. */
export function* elementsIn(source: Source, start: number, end: number, atMost: number): Generator<Element> {
  let at = start;
  for (let count = 0; count < atMost && at + 2 <= end; count++) {
    const head = Buffer.from(source.read(at, 12));
    const idBytes = lengthOf(head[0]);
    const sizeBytes = lengthOf(head[idBytes]);
    if (idBytes > 4 || sizeBytes > 8 || head.length < idBytes + sizeBytes) return;
    const id = head.readUIntBE(0, idBytes);
    const sized = head.subarray(idBytes, idBytes + sizeBytes);
    const body = at + idBytes + sizeBytes;
    const to = Math.min(end, body + (sizeIn(sized) ?? end - body));
    yield { id, from: at, body, to };
    at = to;
  }
}

/** How many bytes a number takes, by its first one; more than 8 for none. */
function lengthOf(first = 0): number {
  return Math.clz32(first) - 23;
}

/** Null for "to the end". */
function sizeIn(bytes: Buffer): number | null {
  const mask = 0xff >> bytes.length;
  const values = [(bytes[0] ?? 0) & mask, ...bytes.subarray(1)];
  if (values[0] === mask && values.slice(1).every((value) => value === 0xff)) return null;
  return values.reduce((sum, value) => sum * 256 + value, 0);
}

/** An element that readers skip, of the same length, and empty. */
export function voided({ from, to }: Element): Edit {
  const bytes = Buffer.alloc(to - from);
  bytes[0] = 0xec;
  if (bytes.length < 9) {
    bytes[1] = 0x80 | (bytes.length - 2);
  } else {
    bytes[1] = 0x01;
    bytes.writeUIntBE(bytes.length - 9, 3, 6);
  }
  return { from, to, bytes };
}
