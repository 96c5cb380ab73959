const firstStepMs = 10;
/** Slower than anybody may ask: whoever asks too much is refused for seconds, and misses what comes and goes meanwhile. */
const lastStepMs = 150;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until it is so; throws at once what `probe` throws, and after the time is over what it waited for. */
export async function until(
  what: string,
  probe: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<void> {
  const endsAt = performance.now() + withinMs;
  while (!(await probe())) {
    if (performance.now() > endsAt) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await pause(firstStepMs);
  }
}

/** Repeats until it no longer throws; after the time is over, throws what it threw last. */
export async function eventually<T>(probe: () => T | Promise<T>, withinMs = 5000): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (let stepMs = firstStepMs; ; stepMs = Math.min(lastStepMs, stepMs * 1.2)) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > endsAt) throw error;
      await pause(stepMs);
    }
  }
}
