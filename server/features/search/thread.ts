import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { appErrorToJson } from '../../http/errors.ts';
import type { Scan } from './scan.ts';
import { type Answered, createIndexWorker, type Paths } from './worker.ts';

/** `wake`: something was committed. */
export type ToThread = { type: 'scan'; id: number; scan: Scan } | { type: 'wake' } | { type: 'close' };

export type FromThread =
  | { type: 'answer'; id: number; value: Answered }
  | { type: 'refusal'; id: number; error: unknown }
  /** Noted changes up to this one are in the index, whatever happens now. */
  | { type: 'durable'; upTo: number }
  | { type: 'trouble'; error: unknown };

const niceness = 5;

/** Where threads have priorities of their own (Linux), whoever writes and reads goes before the index. */
function stepBack(): void {
  try {
    setPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1)), niceness);
  } catch {
    // Elsewhere all threads are equal.
  }
}

/** The search's own thread: whoever searches waits for a piece of its work at most, and nobody else ever does. */
async function serve(port: MessagePort, paths: Paths): Promise<void> {
  const say = (message: FromThread) => port.postMessage(message);
  const scans: Extract<ToThread, { type: 'scan' }>[] = [];
  let isClosing = false;
  let goOn = () => {};
  let wake = () => {};
  port.on('message', (message: ToThread) => {
    if (message.type === 'scan') scans.push(message);
    else if (message.type === 'wake') wake();
    else isClosing = true;
    goOn();
  });
  const worker = await createIndexWorker(paths, {
    durable: (upTo) => say({ type: 'durable', upTo }),
    trouble: (error) => say({ type: 'trouble', error: appErrorToJson(error) }),
  });
  wake = worker.wake;

  const answer = async ({ id, scan }: { id: number; scan: Scan }) => {
    try {
      say({ type: 'answer', id, value: await worker.scan(scan) });
    } catch (error) {
      say({ type: 'refusal', id, error: appErrorToJson(error) });
    }
  };
  /** Until there is something to do; what has arrived meanwhile is heard first. */
  const rest = (ms: number | null) =>
    new Promise<void>((resolve) => {
      goOn = resolve;
      if (ms !== null) setTimeout(resolve, ms);
    });

  while (!isClosing) {
    const asked = scans.shift();
    if (asked) await answer(asked);
    const restMs = asked ? 0 : await worker.step();
    await new Promise((resolve) => setImmediate(resolve));
    if (restMs !== 0 && scans.length === 0 && !isClosing) await rest(restMs);
  }
  worker.close();
  port.close();
}

if (parentPort) {
  stepBack();
  void serve(parentPort, workerData as Paths);
}
