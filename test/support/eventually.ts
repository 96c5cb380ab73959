const stepMs = 10;

/** Waits until it is so; throws at once what `probe` throws, and after the time is over what it waited for. */
export async function until(
  what: string,
  probe: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<void> {
  const endsAt = performance.now() + withinMs;
  while (!(await probe())) {
    if (performance.now() > endsAt) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
}

/** Repeats until it no longer throws; after the time is over, throws what it threw last. */
export async function eventually<T>(probe: () => T | Promise<T>, withinMs = 5000): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > endsAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, stepMs));
    }
  }
}
