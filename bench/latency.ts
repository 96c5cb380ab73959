import { raisedLimits, startServerProcess } from '../test/support/server-process.ts';
import { startBare } from './support/bare-server.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { type Child, startChild } from './support/child.ts';
import { percentile } from './support/pairs.ts';
import { createPeople } from './support/people.ts';
import { table } from './support/table.ts';
import {
  ratios,
  ours as spreadOfOurs,
  theirs as spreadOfTheirs,
  turns,
  usage,
  wide,
} from './support/turns.ts';

const perSecond = 50;
const senderCount = 50;
const goalRatio = 1.5;

export const bench: Bench = {
  about:
    'delivery latency at 50 messages/s to 1,000 TLS connections, beside a bare `ws` loop (--connections, --seconds=60, --pairs)',
  run: async (options) => {
    const count = numberSetting(options, 'connections', 1000);
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
    const server = await startServerProcess();
    const bare = await startBare('bare-ws.ts', server);
    const listeners = { ours: startChild('listeners.ts'), theirs: startChild('listeners.ts') };
    const senders = { ours: startChild('posters.ts'), theirs: startChild('bare-sender.ts') };
    try {
      const secrets = await createPeople(server, Math.max(senderCount, Math.ceil(count / 20)));
      const open = { secrets, count, atOnce: 20 };
      const { url, caPem } = server;
      await listeners.ours.ask('open', { url, caPem, ...open, hello: true });
      await listeners.theirs.ask('open', { url: bare.url, caPem, ...open, hello: false });
      await senders.ours.ask('open', { url, caPem, secrets: secrets.slice(0, senderCount), room: 'General' });
      await senders.theirs.ask('open', { url: bare.url, caPem });
      return await measure(options, {
        ours: { listener: listeners.ours, sender: senders.ours, pid: server.pid },
        theirs: { listener: listeners.theirs, sender: senders.theirs, pid: bare.child.pid },
        count,
      });
    } finally {
      for (const child of [...Object.values(listeners), ...Object.values(senders), bare.child])
        await child.stop();
      await server.remove();
    }
  },
};

interface Side {
  listener: Child;
  sender: Child;
  pid: number;
}

interface Measured {
  p50: number;
  p99: number;
  max: number;
  cpu: number;
}

async function run({ listener, sender, pid }: Side, seconds: number, count: number): Promise<Measured> {
  await listener.ask('reset', { timed: true });
  const before = await usage(pid);
  const startedAt = performance.now();
  await sender.ask('pace', { perSecond, seconds });
  await listener.ask('expect', { frames: perSecond * seconds * count });
  const wall = (performance.now() - startedAt) / 1000;
  const { cpuSeconds } = await usage(pid);
  const delays = [...(await listener.ask<Float64Array>('delays'))];
  return {
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
    max: delays.reduce((most, one) => Math.max(most, one), 0),
    cpu: (cpuSeconds - before.cpuSeconds) / wall,
  };
}

async function measure(
  options: BenchOptions,
  { ours, theirs, count }: { ours: Side; theirs: Side; count: number },
): Promise<Goal[]> {
  const seconds = numberSetting(options, 'seconds', 60);
  const pairs = await turns({
    pairs: numberSetting(options, 'pairs', 5),
    ours: () => run(ours, seconds, count),
    theirs: () => run(theirs, seconds, count),
  });
  const rows = (['p50', 'p99', 'max', 'cpu'] as const).map((name) => {
    const value = (one: Measured) => one[name];
    const title = name === 'cpu' ? 'CPU, share of a core' : `${name}, ms`;
    return [
      title,
      wide(spreadOfOurs(pairs, value)),
      wide(spreadOfTheirs(pairs, value)),
      wide(ratios(pairs, value)),
    ];
  });
  options.say(`\n${table([`From send to receipt by each of ${count}`, 'ours', 'bare `ws`', 'ratio'], rows)}`);
  const { median } = ratios(pairs, ({ p99 }) => p99);
  return [{ goal: `p99 ≤ ${goalRatio}x`, measured: `${median.toFixed(2)}x`, isMet: median <= goalRatio }];
}
