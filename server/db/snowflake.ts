const epochMs = 1_420_070_400_000n;

/** Makes 64-bit ids that grow: 42 bits of milliseconds since 2015, 10 bits of node, 12 bits of count. */
export function snowflakes(node = 0, now: () => number = Date.now): () => string {
  let lastMs = 0n;
  let count = 0n;
  return () => {
    const nowMs = BigInt(now());
    // A clock that steps back must not make ids that repeat or sort before older ones.
    if (nowMs > lastMs) {
      lastMs = nowMs;
      count = 0n;
    } else if (++count > 0xfffn) {
      lastMs += 1n;
      count = 0n;
    }
    return (((lastMs - epochMs) << 22n) | (BigInt(node) << 12n) | count).toString();
  };
}

/** The smallest id that can have been made at this time or later, in milliseconds since 1970. */
export function firstIdAt(ms: number): string {
  const since = BigInt(Math.floor(ms)) - epochMs;
  if (since < 0n) return '0';
  // Further than 63 bits reach there are none.
  return (since < 1n << 41n ? since << 22n : 2n ** 63n - 1n).toString();
}

/** When an id was made, in milliseconds since 1970. */
export function timeOfId(id: string): number {
  return Number((BigInt(id) >> 22n) + epochMs);
}
