import { heartbeatMs } from '../../protocol/limits.ts';
import type { TestPerson } from './person.ts';

/** Keeps a person's socket open for as long as a long test takes: the server ends those that say nothing. */
export function stayAwake(person: TestPerson): { end(): void; mustHear(): void } {
  const timer = setInterval(() => person.send({ type: 'ping' }), heartbeatMs / 2);
  timer.unref();
  return {
    end: () => clearInterval(timer),
    mustHear: () => {
      if (person.closeCode !== null) throw new Error(`the socket was closed with ${person.closeCode}`);
    },
  };
}
