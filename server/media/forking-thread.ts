import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { ForkInput } from './forking.ts';

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

const children = new Map<number, ChildProcess>();
const say = (message: FromForker) => parentPort?.postMessage(message);

function start(id: number, { entry, argument, niceness, sessionNiceness, ...options }: ForkInput): void {
  const child = fork(new URL(entry), [argument], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // It leads a process group, so that what it starts ends with it.
    detached: process.platform !== 'win32',
  });
  if (child.pid !== undefined) stepBack(child.pid, { niceness, sessionNiceness });
  children.set(id, child);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => say({ type: 'error-text', id, text }));
  child.on('message', (message) => say({ type: 'message', id, message }));
  child.on('error', ({ message: reason }) => {
    if (child.pid === undefined) children.delete(id);
    say({ type: child.pid === undefined ? 'unstarted' : 'error', id, reason });
  });
  child.on('exit', (code, signal) => {
    children.delete(id);
    say({ type: 'exit', id, how: `exit ${signal ?? code}` });
  });
  if (child.pid !== undefined) say({ type: 'started', id, pid: child.pid });
}

/**
 * Starting takes processor time too: so it is told from outside, before the worker can step back by itself. It leads a
 * session, and where Linux groups by those (sched(7), autogroup) each gets an equal share whatever the niceness within: it is
 * the group's that counts beside the server. And beside every other program, so that it is a small one.
 */
function stepBack(
  pid: number,
  { niceness, sessionNiceness }: Pick<ForkInput, 'niceness' | 'sessionNiceness'>,
): void {
  const courtesies = [
    () => setPriority(pid, niceness),
    () => {
      if (process.platform === 'linux') writeFileSync(`/proc/${pid}/autogroup`, String(sessionNiceness));
    },
  ];
  for (const courtesy of courtesies) {
    try {
      courtesy();
    } catch {
      // Not every system lets us or knows of it, or it has ended already.
    }
  }
}

function kill(child: ChildProcess): void {
  try {
    if (child.pid === undefined || process.platform === 'win32') child.kill('SIGKILL');
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
