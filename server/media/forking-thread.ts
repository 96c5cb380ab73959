import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { ForkInput } from './forking.ts';
import { endMarked, hasMarks, markName } from './process-marks.ts';

export type ToForker =
  | { type: 'fork'; id: number; input: ForkInput }
  | { type: 'send'; id: number; message: unknown }
  | { type: 'kill'; id: number };

export type FromForker =
  | { type: 'started'; id: number; pid: number }
  /** It never ran, and so won't end either. */
  | { type: 'unstarted'; id: number; reason: string }
  | { type: 'message'; id: number; message: unknown }
  | { type: 'error-text'; id: number; text: string }
  | { type: 'error'; id: number; reason: string }
  | { type: 'exit'; id: number; how: string };

/** So that what it starts ends with it, where that isn't found otherwise. */
const leadsGroup = !hasMarks && process.platform !== 'win32';

const children = new Map<number, ChildProcess>();
const say = (message: FromForker) => parentPort?.postMessage(message);

function start(id: number, { entry, argument, niceness, env, ...options }: ForkInput): void {
  const mark = randomUUID();
  const child = fork(new URL(entry), [argument], {
    ...options,
    env: { ...env, [markName]: mark },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: leadsGroup,
  });
  if (child.pid !== undefined) stepBack(child.pid, niceness);
  children.set(id, child);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => say({ type: 'error-text', id, text }));
  child.on('message', (message) => say({ type: 'message', id, message }));
  child.on('error', ({ message: reason }) => {
    if (child.pid === undefined) children.delete(id);
    say({ type: child.pid === undefined ? 'unstarted' : 'error', id, reason });
  });
  child.on('exit', (code, signal) => {
    children.delete(id);
    if (hasMarks) endMarked(mark);
    say({ type: 'exit', id, how: `exit ${signal ?? code}` });
  });
  if (child.pid !== undefined) say({ type: 'started', id, pid: child.pid });
}

/** Starting takes processor time too: so it is told from outside, before the worker can step back by itself. */
function stepBack(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // Not every system lets us, or it has ended already.
  }
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid === undefined || !leadsGroup) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody left in the group.
  }
}

parentPort?.on('message', (message: ToForker) => {
  if (message.type === 'fork') return start(message.id, message.input);
  const child = children.get(message.id);
  if (!child) return;
  if (message.type === 'kill') return kill(child);
  // What can't be sent any more is told by its end.
  child.send(message.message as object, () => undefined);
});
