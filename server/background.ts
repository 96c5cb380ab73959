import type { FastifyBaseLogger } from 'fastify';

/** Work that repeats quietly until the server stops. */
export function createBackground(logger: FastifyBaseLogger) {
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<unknown>>();
  const lastWork: (() => Promise<unknown>)[] = [];
  const guarded = (name: string, work: () => Promise<unknown>) => {
    const done: Promise<unknown> = work()
      .catch((error) => logger.error({ err: error, work: name }, 'background work failed'))
      .finally(() => underWay.delete(done));
    underWay.add(done);
    return done;
  };
  return {
    every: (ms: number, name: string, work: () => Promise<unknown>) => {
      let running = false;
      const timer = setInterval(() => {
        // A slow round must not pile up behind itself.
        if (running) return;
        running = true;
        void guarded(name, work).finally(() => {
          running = false;
        });
      }, ms);
      timer.unref();
      timers.add(timer);
    },
    onStop: (work: () => Promise<unknown>) => void lastWork.push(work),
    stop: async () => {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
      await Promise.all(lastWork.map((work) => guarded('stop', work)));
    },
  };
}
