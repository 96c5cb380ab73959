import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Message } from '../protocol/messages.ts';
import { raisedLimits, startServerProcess } from '../test/support/server-process.ts';
import { whenReady } from '../test/support/when-ready.ts';
import { startBare } from './support/bare-server.ts';
import { type Bench, type Goal, numberSetting } from './support/bench.ts';
import { startChild } from './support/child.ts';
import { table } from './support/table.ts';
import {
  ratios,
  ours as spreadOfOurs,
  theirs as spreadOfTheirs,
  turns,
  usage,
  wide,
} from './support/turns.ts';

const cpuGoal = 1.1;
const perSecond = 200;

export const bench: Bench = {
  about: '200 ranges/s of a large file, beside @fastify/static bare (--seconds=10, --kib=256, --pairs)',
  run: async (options): Promise<Goal[]> => {
    options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
    const seconds = numberSetting(options, 'seconds', 10);
    const kib = numberSetting(options, 'kib', 256);
    const server = await startServerProcess();
    const root = join(server.folder, 'static/media');
    const asker = startChild('range-asker.ts');
    try {
      const bytes = Buffer.alloc(40_000_000, 'a line of a long text, and then another, and so on and on.\n');
      const sent = await server.admin.upload<{ message: Message }>('/api/upload', [
        ['file', { name: 'large.txt', bytes }],
      ]);
      const [file] = (await whenReady(server.admin, sent.body.message.id)).attachments;
      const name = (await readdir(root)).find((one) => one.endsWith('.txt'));
      if (!file || !name) throw new Error('the file is not there');
      const bare = await startBare('bare-static.ts', server, { root });
      const { secret } = server.admin;
      const run = async (target: { url: string; caPem: string }, pid: number, path: string) => {
        const { url, caPem } = target;
        const before = await usage(pid);
        await asker.ask('ask', {
          url,
          caPem,
          path,
          secret,
          seconds,
          perSecond,
          size: file.size,
          bytes: kib * 1024,
        });
        return (((await usage(pid)).cpuSeconds - before.cpuSeconds) * 1000) / (seconds * perSecond);
      };
      const pairs = await turns({
        pairs: numberSetting(options, 'pairs', 5),
        ours: () => run(server, server.pid, new URL(file.url, server.url).pathname),
        theirs: () => run(bare, bare.child.pid, `/${encodeURIComponent(name)}`),
      });
      await bare.child.stop();
      const value = (one: number) => one;
      const ratio = ratios(pairs, value);
      const rows = [
        [
          `${kib} KiB`,
          wide(spreadOfOurs(pairs, value), 3),
          wide(spreadOfTheirs(pairs, value), 3),
          wide(ratio),
        ],
      ];
      options.say(`\n${table(['Range', 'CPU ms each, ours', '@fastify/static', 'ratio'], rows)}`);
      return [
        {
          goal: `CPU per range ≤ ${cpuGoal}x`,
          measured: `${ratio.median.toFixed(2)}x`,
          isMet: ratio.median <= cpuGoal,
        },
      ];
    } finally {
      await asker.stop();
      await server.remove();
    }
  },
};
