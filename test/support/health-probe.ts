/**
 * A process of its own that asks a server for `/health` again and again, so that nobody else's work delays its clock, and
 * watches the memory of all that the server started. Arguments: address, file of its authority, process id, the time in
 * milliseconds beyond which an answer is counted as late. It ends,
 * with its summary as one line of JSON, when its input ends.
 */
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { processTree } from './processes.ts';

/**
 * An answer that came late. Of the time that it took, the main thread of the server worked so long, and so long it could have
 * worked but waited for a processor; `probeWaitedMs` is the same of this process. `stolenMs` is what the host of a virtual
 * machine took from all of its processors meanwhile, to 10 ms. Together they tell whose fault it was. Zeros where the system
 * doesn't tell.
 */
export interface Late {
  atMs: number;
  tookMs: number;
  workedMs: number;
  waitedMs: number;
  probeWaitedMs: number;
  stolenMs: number;
}

export interface Health {
  asked: number;
  failed: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  late: number;
  /** The first of these: when each was asked, in milliseconds from the beginning, and how long it took. */
  lateOnes: Late[];
  /** Of the server itself, and of the largest process that it started. */
  serverPeakBytes: number;
  workerPeakBytes: number;
}

const everyMs = 50;
const watchEveryMs = 100;

const [url = '', authority = '', serverPid = '0', limitMs = '0'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(authority) });
const times: number[] = [];
const lateOnes: Late[] = [];
let begunAt = 0;
let failed = 0;
const peak = { server: 0, worker: 0 };
let isOver = false;

/** Linux' schedstats of a process's main thread: time on a processor, and time in its queue. */
function scheduled(pid: number): { workedMs: number; waitedMs: number } {
  try {
    const [worked = 0, waited = 0] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1')
      .split(' ')
      .map((nanoseconds) => Number(nanoseconds) / 1e6);
    return { workedMs: worked, waitedMs: waited };
  } catch {
    return { workedMs: 0, waitedMs: 0 };
  }
}

/** proc_stat(5), "steal", in hundredths of a second. */
function stolenMs(): number {
  try {
    const [, ...fields] = (readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] ?? '').split(/ +/u);
    return Number(fields[7] ?? 0) * 10;
  } catch {
    return 0;
  }
}

function ask(): Promise<void> {
  return new Promise((resolve) => {
    const before = {
      server: scheduled(Number(serverPid)),
      probe: scheduled(process.pid),
      stolenMs: stolenMs(),
    };
    const startedAt = performance.now();
    const call = get(`${url}/health`, { agent }, (response) => {
      response.resume();
      response.on('end', () => {
        const tookMs = performance.now() - startedAt;
        times.push(tookMs);
        if (tookMs > Number(limitMs)) {
          const server = scheduled(Number(serverPid));
          lateOnes.push({
            atMs: Math.round(startedAt - begunAt),
            tookMs: Math.round(tookMs),
            workedMs: Math.round(server.workedMs - before.server.workedMs),
            waitedMs: Math.round(server.waitedMs - before.server.waitedMs),
            probeWaitedMs: Math.round(scheduled(process.pid).waitedMs - before.probe.waitedMs),
            stolenMs: stolenMs() - before.stolenMs,
          });
        }
        if (response.statusCode !== 200) failed++;
        resolve();
      });
    });
    call.on('error', () => {
      failed++;
      resolve();
    });
  });
}

async function watch(): Promise<void> {
  for (const { pid, residentBytes } of await processTree(Number(serverPid))) {
    const whose = pid === Number(serverPid) ? 'server' : 'worker';
    peak[whose] = Math.max(peak[whose], residentBytes);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const repeat = async (work: () => Promise<void>, ms: number) => {
  while (!isOver) {
    await work();
    await pause(ms);
  }
};

process.stdin.resume().on('end', () => {
  isOver = true;
});
// The first one makes the connection.
await ask();
times.length = 0;
lateOnes.length = 0;
begunAt = performance.now();
await Promise.all([repeat(ask, everyMs), repeat(watch, watchEveryMs)]);
const sorted = times.toSorted((a, b) => a - b);
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const health: Health = {
  asked: times.length,
  failed,
  p50Ms: at(0.5),
  p99Ms: at(0.99),
  maxMs: at(1),
  late: times.filter((ms) => ms > Number(limitMs)).length,
  lateOnes: lateOnes.slice(0, 20),
  serverPeakBytes: peak.server,
  workerPeakBytes: peak.worker,
};
process.stdout.write(`${JSON.stringify(health)}\n`);
agent.destroy();
