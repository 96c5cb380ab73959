import { openSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { FilePieces } from './file-pieces.ts';

const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251));

async function opened(): Promise<number> {
  const path = join(await mkdtemp(join(tmpdir(), 'file-pieces-')), 'file');
  await writeFile(path, bytes);
  return openSync(path, 'r');
}

test('texts and ranges arrive whole and in order, however late each piece is looked at', async () => {
  const got: Buffer[] = [];
  const reader = new Writable({
    write(piece: Buffer, _encoding, taken) {
      setTimeout(() => {
        got.push(Buffer.from(piece));
        taken();
      }, 2);
    },
  });
  const few = { start: 7, end: 9 };
  const all = { start: 0, end: bytes.length - 1 };
  const last = { start: bytes.length - 1, end: bytes.length - 1 };
  new FilePieces(await opened(), ['first', few, 'second', all, last, 'end']).pipe(reader);
  await finished(reader);
  const words = ['first', 'second', 'end'].map((word) => Buffer.from(word));
  const [first, second, end] = words as [Buffer, Buffer, Buffer];
  const expected = [first, bytes.subarray(7, 10), second, bytes, bytes.subarray(-1), end];
  expect(Buffer.concat(got).equals(Buffer.concat(expected))).toBe(true);
});

test('who leaves in the midst of a piece keeps that piece until it is taken, and no longer', async () => {
  let held: Buffer | null = null;
  let take = () => {};
  const reader = new Writable({
    write(piece: Buffer, _encoding, taken) {
      held = piece;
      take = taken;
    },
  });
  const pieces = new FilePieces(await opened(), [{ start: 0, end: bytes.length - 1 }]);
  pieces.pipe(reader);
  const piece = await eventually((): Buffer => {
    if (held === null) throw new Error('nothing came');
    return held;
  });
  pieces.destroy();
  await finished(pieces, { writable: false }).catch(() => undefined);
  expect(piece.equals(bytes.subarray(0, piece.length))).toBe(true);
  expect(piece.length).toBeGreaterThan(1000);
  take();
  await eventually(() => expect(piece.buffer.byteLength).toBe(0));
});

test('a file that ends before its range is an error', async () => {
  const pieces = new FilePieces(await opened(), [{ start: bytes.length, end: bytes.length + 5 }]);
  pieces.pipe(new Writable({ write: (_piece, _encoding, taken) => taken() }));
  await expect(finished(pieces, { writable: false })).rejects.toThrow('ended before its range');
});
