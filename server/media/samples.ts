/** The bytes of 16-bit samples as numbers; a copy only where they don't lie evenly in memory. */
export function asSamples(bytes: Buffer): Int16Array {
  const even = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.prototype.slice.call(bytes);
  return new Int16Array(even.buffer, even.byteOffset, Math.floor(even.length / 2));
}
