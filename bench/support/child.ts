import { fork } from 'node:child_process';
import { join } from 'node:path';

/** A process of the benchmark's own, so that its work is not counted as the server's, nor delays another's clock. */
export interface Child {
  pid: number;
  ask<T>(name: string, input?: unknown): Promise<T>;
  stop(): Promise<void>;
}

type Reply = { id: number; value?: unknown; error?: string };

/** `file` is one of this folder that calls `serve`. */
export function startChild(file: string, env: Record<string, string> = {}): Child {
  const child = fork(join(import.meta.dirname, file), {
    env: { ...process.env, ...env },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  child.on('message', ({ id, value, error }: Reply) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(`${file}: ${error}`));
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void gone.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} has ended`));
  });
  return {
    pid: child.pid ?? 0,
    ask: <T>(name: string, input?: unknown) => {
      const answer = new Promise<T>((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ id, name, input });
      });
      // Whoever asks two at once may have left already when the second fails.
      answer.catch(() => {});
      return answer;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** What such a process does when it is asked. */
export function serve(handlers: Record<string, (input: never) => unknown>): void {
  process.on('message', async ({ id, name, input }: { id: number; name: string; input: never }) => {
    try {
      const handler = handlers[name];
      if (!handler) throw new Error(`nothing is called ${name}`);
      process.send?.({ id, value: await handler(input) });
    } catch (error) {
      process.send?.({ id, error: (error as Error).stack ?? String(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
}
