import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

/** Goes into a server's process by `--import`: at SIGUSR2 it writes how late its main loop was since the last time. */
export interface LoopDelay {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

const file = process.env.LOOP_DELAY_FILE;
const resolution = 1;
if (isMainThread && file) {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const late = (ns: number) => Math.max(0, ns / 1e6 - resolution);
  process.on('SIGUSR2', () => {
    const found: LoopDelay = {
      p50Ms: late(delay.percentile(50)),
      p99Ms: late(delay.percentile(99)),
      maxMs: late(delay.max),
    };
    delay.reset();
    writeFileSync(file, JSON.stringify(found));
  });
}
