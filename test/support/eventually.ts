const stepMs = 10;

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
