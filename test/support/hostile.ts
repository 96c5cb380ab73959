import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { File } from '../../protocol/attachments.ts';
import { stayAwake } from './awake.ts';
import { until } from './eventually.ts';
import type { Health } from './health-probe.ts';
import type { HostileFile } from './hostile-files.ts';
import type { TestPerson } from './person.ts';
import type { ServerProcess } from './server-process.ts';

/** What became of a file: `ready`, `failed: <reason>`, or `refused: <what it is>`. */
export interface Fate {
  name: string;
  fate: string;
}

const mostWaiting = 200;

/** Sends files, several at a time, and waits until the server is done with all of them. */
export async function throwAt(
  { server, person }: { server: ServerProcess; person: TestPerson },
  files: AsyncIterable<HostileFile> | Iterable<HostileFile>,
  { atOnce, withinMs }: { atOnce: number; withinMs: number },
): Promise<Fate[]> {
  const fates: Fate[] = [];
  const awake = stayAwake(person);
  const waiting = new Map<string, string>();
  const early = new Map<string, File>();
  const settle = (file: File) => {
    if (file.state === 'processing') return;
    const name = waiting.get(file.id);
    // The news of a small file may come before the answer to its upload.
    if (name === undefined) {
      early.set(file.id, file);
      return;
    }
    waiting.delete(file.id);
    early.delete(file.id);
    fates.push({ name, fate: file.state === 'ready' ? 'ready' : `failed: ${file.reason}` });
  };
  const settleAll = () => {
    for (const frame of person.frames.splice(0)) {
      if (frame.type === 'event' && frame.event === 'attachment.updated') {
        settle((frame.data as { file: File }).file);
      }
    }
  };
  const isDownTo = (count: number) => {
    server.mustRun();
    awake.mustHear();
    settleAll();
    return waiting.size <= count;
  };
  const send = async ({ name, bytes }: HostileFile) => {
    const answer = await person.upload<File & { code?: string; details?: { found?: string } }>(
      '/api/uploads',
      [['file', { name, bytes }]],
    );
    if (answer.status === 201) {
      waiting.set(answer.body.id, name);
      settle(early.get(answer.body.id) ?? answer.body);
    } else
      fates.push({
        name,
        fate: `refused: ${answer.body?.details?.found ?? answer.body?.code ?? answer.status}`,
      });
    settleAll();
  };
  const iterator = Symbol.asyncIterator in files ? files[Symbol.asyncIterator]() : files[Symbol.iterator]();
  const worker = async () => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      await send(next.value);
      // The queue may be long, but not endless: what waits for a worker keeps its file on the disk.
      await until('the queue to shrink', () => isDownTo(mostWaiting), withinMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await until('the last files', () => isDownTo(0), withinMs).catch((error: Error) => {
    throw new Error(`${error.message}: ${[...waiting.values()].slice(0, 10).join(', ')}`);
  });
  awake.end();
  return fates;
}

/** Within this `/health` answers, whatever the media workers read. */
export const healthLimitMs = 100;

/** How many files met each fate, the most common first. */
export function tally(fates: readonly Fate[]): [fate: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { fate } of fates) counts.set(fate, (counts.get(fate) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]);
}

/** Watches a server from a process apart until it is asked for what it saw. */
export function watchHealth(server: ServerProcess): () => Promise<Health> {
  const authority = join(server.folder, 'data/tls/ca.crt');
  const probe = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'health-probe.ts'),
      server.url,
      authority,
      String(server.pid),
      String(healthLimitMs),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const said = text(probe.stdout);
  return async () => {
    probe.stdin.end();
    return JSON.parse(await said) as Health;
  };
}

/** An address that counts whoever comes; nobody should. */
export async function listenForVisitors(): Promise<{
  url: string;
  visits: string[];
  close(): Promise<void>;
}> {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(String(request.url));
    response.end('here');
  });
  server.on('connection', () => visits.push('connection'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    visits,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
