import { readFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import type { AttachmentUpdated, File } from '../protocol/attachments.ts';
import { heartbeatMs } from '../protocol/limits.ts';
import type { Message } from '../protocol/messages.ts';
import { until } from '../test/support/eventually.ts';
import { clip } from '../test/support/fixtures.ts';
import type { TestPerson } from '../test/support/person.ts';
import { type ServerProcess, startServerProcess } from '../test/support/server-process.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { spread } from './support/pairs.ts';
import { ms, spreadText, table } from './support/table.ts';

const posterWithinMs = 1000;
const watchableWithinMs = 5000;
const filmSeconds = 300;

export const bench: Bench = {
  about:
    'a five-minute AVI: from the last byte of its upload to its poster, to the first that can be watched, to its end',
  run: async (options) => {
    const server = await startServerProcess();
    try {
      return await measure(server, options);
    } finally {
      await server.remove();
    }
  },
};

interface Run {
  posterMs: number;
  watchableMs: number;
  doneMs: number;
}

async function measure(server: ServerProcess, options: BenchOptions): Promise<Goal[]> {
  const times = numberSetting(options, 'times', 5);
  const path = await clip({
    name: 'five-minutes.avi',
    seconds: filmSeconds,
    size: '640x480',
    video: ['-c:v', 'mpeg4', '-b:v', '1000k'],
    audio: ['-c:a', 'libmp3lame', '-b:a', '96k'],
  });
  const bytes = await readFile(path);
  options.say(
    `640x480 MPEG-4 and MP3 in AVI, ${(bytes.length / 2 ** 20).toFixed(1)} MiB; ${times} times after one.\n`,
  );
  const runs: Run[] = [];
  for (let n = 0; n <= times; n++) {
    const person = await server.person(`Watcher ${n}`);
    await person.listen();
    // Who says nothing for long is taken for gone.
    const alive = setInterval(() => person.send({ type: 'ping' }), heartbeatMs);
    const run = await once(server, person, bytes);
    clearInterval(alive);
    person.close();
    // The first one also pays for what starts only when it is needed.
    if (n > 0) runs.push(run);
  }
  const of = (name: keyof Run) => spread(runs.map((run) => run[name]));
  options.say(
    table(
      ['From the last byte of the upload to', 'Time'],
      [
        ['the poster and its thumbnails', spreadText(of('posterMs'), ms)],
        ['the first fragment, fetched', spreadText(of('watchableMs'), ms)],
        ['the whole, with its index in front', spreadText(of('doneMs'), ms)],
      ],
    ),
  );
  const goal = (what: string, name: keyof Run, within: number): Goal => ({
    goal: `${what} within ${ms(within)}, every time`,
    measured: ms(of(name).max),
    isMet: of(name).max <= within,
  });
  return [goal('Poster', 'posterMs', posterWithinMs), goal('Watchable', 'watchableMs', watchableWithinMs)];
}

async function once(server: ServerProcess, person: TestPerson, bytes: Buffer): Promise<Run> {
  const { sentAt, file } = await upload(server, person, bytes);
  const latest = () =>
    person
      .events()
      .filter(({ event }) => event === 'attachment.updated')
      .map(({ data }) => (data as AttachmentUpdated).file)
      .findLast(({ id }) => id === file.id) ?? file;
  const posterMs = await reached(
    sentAt,
    () => latest().urls.poster !== undefined || latest().urls.thumb400 !== undefined,
  );
  await reached(sentAt, () => latest().urls.stream !== undefined);
  const head = await person.request('GET', latest().urls.stream ?? '', { headers: { range: 'bytes=0-' } });
  if (!head.bytes.includes('moof')) throw new Error('nothing to be watched came');
  const watchableMs = performance.now() - sentAt;
  const doneMs = await reached(sentAt, () => latest().state === 'ready');
  return { posterMs, watchableMs, doneMs };
}

async function reached(since: number, isSo: () => boolean): Promise<number> {
  await until('the film', isSo, 300_000);
  return performance.now() - since;
}

function upload(
  server: ServerProcess,
  person: TestPerson,
  bytes: Buffer,
): Promise<{ sentAt: number; file: File }> {
  const boundary = 'bungaacord-bench';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="film.avi"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return new Promise((resolve, reject) => {
    let sentAt = 0;
    const call = httpsRequest(
      new URL('/api/upload', server.url),
      {
        method: 'POST',
        ca: server.caPem,
        headers: {
          'x-user-uuid': person.secret,
          'content-type': `multipart/form-data; boundary=${boundary}`,
          'content-length': body.length,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          if (response.statusCode !== 201) return reject(new Error(text));
          resolve({ sentAt, file: (JSON.parse(text) as { message: Message; file: File }).file });
        });
      },
    );
    call.on('error', reject);
    call.on('finish', () => {
      sentAt = performance.now();
    });
    call.end(body);
  });
}
