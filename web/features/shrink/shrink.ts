import { renamed } from './decide.ts';
// oxlint-disable-next-line import/default -- Vite makes its address the default
import workerAddress from './shrink-worker.ts?worker&url';

export type ToWorker = { id: number; file: File };
export type FromWorker =
  | { id: number; is: 'face'; face: ImageBitmap }
  | { id: number; is: 'done'; blob: Blob | null };

export type Wish = { file: File; signal: AbortSignal; onFace: (face: ImageBitmap) => void };

/** A picture that takes longer goes as it is: somebody waits. */
const deadlineMs = 60_000;
const idleMs = 20_000;

let worker: Worker | null = null;
let idle: ReturnType<typeof setTimeout> | undefined;
let lastId = 0;
let last: Promise<unknown> = Promise.resolve();

/**
 * A smaller picture instead of a large one, made in another thread, one at a time so that only one is ever decoded.
 * Null when it stays as it is: nothing to save, nothing to decode it with, or given up by the signal.
 */
export function shrink(wish: Wish): Promise<File | null> {
  const turn = last.then(() => (wish.signal.aborted ? null : run(wish)));
  last = turn.catch(() => undefined);
  return turn;
}

function run({ file, signal, onFace }: Wish): Promise<File | null> {
  const at = started();
  if (!at) return Promise.resolve(null);
  const id = ++lastId;
  return new Promise((resolve) => {
    const end = (made: Blob | null, isBroken: boolean) => {
      clearTimeout(timer);
      at.removeEventListener('message', hear);
      at.removeEventListener('error', fail);
      signal.removeEventListener('abort', fail);
      if (isBroken) stop();
      else idle = setTimeout(stop, idleMs);
      resolve(made && new File([made], renamed(file.name, made.type), { type: made.type }));
    };
    const fail = () => end(null, true);
    const hear = ({ data }: MessageEvent<FromWorker>) => {
      if (data.id !== id) return;
      if (data.is === 'face') onFace(data.face);
      else end(data.blob, false);
    };
    const timer = setTimeout(fail, deadlineMs);
    at.addEventListener('message', hear);
    at.addEventListener('error', fail);
    signal.addEventListener('abort', fail);
    at.postMessage({ id, file } satisfies ToWorker);
  });
}

type Policy = { createScriptURL: (address: string) => string };
type TrustedTypes = {
  createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => Policy;
};

/** Where the page may start only trusted scripts, its own worker is one. */
const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('shrink', {
  createScriptURL: (address) => address,
});

function started(): Worker | null {
  clearTimeout(idle);
  if (!('OffscreenCanvas' in globalThis)) return null;
  try {
    worker ??= new Worker(trusted?.createScriptURL(workerAddress) ?? workerAddress, { type: 'module' });
  } catch {
    return null;
  }
  return worker;
}

function stop() {
  worker?.terminate();
  worker = null;
}
