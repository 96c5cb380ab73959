/** So much passes between two collections of the young. */
const collectEveryBytes = 4 * 1024 * 1024;

let sinceLast = 0;

/**
 * Told of every buffer of a file that passes through. V8 counts them as memory outside its heap, and at each 64 MB it marks
 * all of the heap, 25 ms and more, to find that they are garbage; they never grow old, so a look at the young alone finds the
 * same in a millisecond. Without `--expose-gc` nothing is done.
 */
export function bytesPassed(bytes: number): void {
  sinceLast += bytes;
  if (sinceLast < collectEveryBytes) return;
  sinceLast = 0;
  globalThis.gc?.({ type: 'minor' });
}
