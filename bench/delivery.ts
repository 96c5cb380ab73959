import type { ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { Message } from '../protocol/messages.ts';
import { processTree } from '../test/support/processes.ts';
import { randomFrom } from '../test/support/random.ts';
import { raisedLimits, type ServerProcess, startServerProcess } from '../test/support/server-process.ts';
import { whenReady } from '../test/support/when-ready.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { mebibytes, table } from './support/table.ts';

const allowedGrowthBytes = 50 * 1024 * 1024;
/** A viewer on a bad line: one piece, then a pause. */
const pauseMs = 100;
const seekEveryMs = 1500;
const headStartMs = 3000;

export const bench: Bench = {
  about: 'memory of the server while 200 slow viewers seek in a large file',
  run: async (options) => {
    const first = await startServerProcess();
    const file = await largeFile(first);
    await first.stop();
    // What the upload took of memory would hide what the viewers take.
    const server = await startServerProcess({}, first.folder);
    try {
      return await watchViewers(server, file, options);
    } finally {
      await server.remove();
    }
  },
};

async function watchViewers(server: ServerProcess, file: LargeFile, options: BenchOptions): Promise<Goal[]> {
  const viewers = numberSetting(options, 'viewers', 200);
  const seconds = numberSetting(options, 'seconds', 20);
  const { url, size } = file;
  options.say(`Raised by configuration: ${Object.keys(raisedLimits).join(', ')}.`);
  options.say(
    `${viewers} viewers of one file of ${mebibytes(size)}, each on a new TLS connection at every seek.\n`,
  );

  const rows: string[][] = [];
  let peak = 0;
  const look = async (when: string) => {
    const [main] = (await processTree(server.pid)).filter(({ pid }) => pid === server.pid);
    const rss = main?.residentBytes ?? 0;
    peak = Math.max(peak, rss);
    if (when !== '') rows.push([when, mebibytes(rss), mebibytes(rss - baseline)]);
    return rss;
  };
  let baseline = 0;
  // What the first requests load and compile is no cost of viewers.
  await view({ server, url, size, viewers: 20, forMs: headStartMs });
  await wait(1000);
  baseline = await look('');
  rows.push(['before', mebibytes(baseline), '']);
  peak = baseline;
  const watch = setInterval(() => void look(''), 100);
  const seen = await view({ server, url, size, viewers, forMs: seconds * 1000 });
  clearInterval(watch);
  rows.push(['peak', mebibytes(peak), mebibytes(peak - baseline)]);
  await wait(2000);
  await look('2 s after');
  options.say(table(['Resident memory of the server', '', 'growth'], rows));
  options.say(`\n${seen.seeks} seeks, ${mebibytes(seen.bytes)} delivered, ${seen.wrong} wrong answers.`);
  return [
    {
      goal: `${viewers} viewers raise memory by at most ${mebibytes(allowedGrowthBytes)}`,
      measured: mebibytes(peak - baseline),
      isMet: peak - baseline <= allowedGrowthBytes,
    },
    { goal: 'every answer is the range asked for', measured: `${seen.wrong} wrong`, isMet: seen.wrong === 0 },
  ];
}

interface LargeFile {
  url: string;
  size: number;
}

async function largeFile({ admin }: ServerProcess): Promise<LargeFile> {
  const bytes = Buffer.from(`${'a line of a long text '.repeat(4)}\n`.repeat(450_000));
  const file = { name: 'large.txt', bytes };
  const sent = await admin.upload<{ message: Message }>('/api/upload', [['file', file]]);
  const [ready] = (await whenReady(admin, sent.body.message.id)).attachments;
  if (!ready || ready.state !== 'ready') throw new Error(`not prepared: ${JSON.stringify(sent.body)}`);
  return { url: ready.url, size: ready.size };
}

interface Watched {
  server: ServerProcess;
  url: string;
  size: number;
  viewers: number;
  forMs: number;
}

async function view({ server, url, size, viewers, forMs }: Watched) {
  const random = randomFrom(1);
  const seen = { seeks: 0, bytes: 0, wrong: 0 };
  const endsAt = performance.now() + forMs;
  const one = async () => {
    await wait(random() * Math.min(seekEveryMs, forMs));
    while (performance.now() < endsAt) {
      const start = Math.floor(random() * size);
      seen.seeks++;
      await watchFrom(server, new URL(url, server.url), start).then(
        ({ bytes, range }) => {
          seen.bytes += bytes;
          if (range !== `bytes ${start}-${size - 1}/${size}`) seen.wrong++;
        },
        () => seen.wrong++,
      );
    }
  };
  await Promise.all(Array.from({ length: viewers }, one));
  return seen;
}

/** Takes the file from a place on, slowly, and leaves in the middle of it, as a player does that seeks. */
function watchFrom({ caPem, admin }: ServerProcess, url: URL, start: number) {
  return new Promise<{ bytes: number; range: string | undefined }>((resolve, reject) => {
    let bytes = 0;
    const headers = { 'x-user-uuid': admin.secret, range: `bytes=${start}-` };
    const call: ClientRequest = httpsRequest(url, { ca: caPem, headers, agent: false }, (response) => {
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        response.pause();
        setTimeout(() => response.resume(), pauseMs);
      });
      const leave = setTimeout(() => call.destroy(), seekEveryMs);
      response.on('close', () => {
        clearTimeout(leave);
        resolve({ bytes, range: response.headers['content-range'] });
      });
    });
    call.on('error', reject);
    call.end();
  });
}
