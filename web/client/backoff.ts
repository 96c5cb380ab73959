const firstMs = 500;
const longestMs = 15_000;

/**
 * How long to wait before try number `attempt` (from 0): doubled each time up to 15 s, and half of it by chance, so that
 * a thousand pages whose server restarts don't all come back in the same moment. `random` gives 0 to 1.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 16));
  return Math.round(full / 2 + (full / 2) * random());
}
