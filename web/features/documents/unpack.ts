import { unzipSync } from 'fflate';

export class TooLargeError extends Error {}

/**
 * The wanted files of an archive, at most `mostBytes` of them together. What an archive promises is the size of the
 * buffer that it is unpacked into, so that a bomb fills no more than that. Throws TooLargeError.
 */
export function unpack(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  mostBytes: number,
): Record<string, Uint8Array> {
  let sum = 0;
  return unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (name.endsWith('/') || !wanted(name)) return false;
      sum += originalSize;
      if (sum > mostBytes) throw new TooLargeError(name);
      return true;
    },
  });
}
