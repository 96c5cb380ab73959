import { readFile } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import { until } from '../support/eventually.ts';
import * as fixtures from '../support/fixtures.ts';
import { processTree } from '../support/processes.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { whenReady } from '../support/when-ready.ts';

let server: ServerProcess | null = null;
afterEach(() => server?.remove());

test('Ctrl+C in the middle of a conversion reaches all of a terminal’s programs, and the film is ready after the next start', async () => {
  server = await startServerProcess();
  const { admin, folder, pid } = server;
  const file = { name: 'film.avi', bytes: await readFile(await fixtures.longAvi(20)) };
  const sent = await admin.upload<{ message: Message }>('/api/upload', [['file', file]]);
  expect(sent.status).toBe(201);
  const { id } = sent.body.message;
  const commands = async () => {
    const all = await processTree(pid);
    return Promise.all(all.map((one) => readFile(`/proc/${one.pid}/cmdline`, 'latin1').catch(() => '')));
  };
  const isConverting = async () => (await commands()).some((command) => command.includes('libx264'));
  await until('the conversion to begin', isConverting, 60_000);
  const [, ...others] = await processTree(pid);
  for (const other of others) process.kill(other.pid, 'SIGINT');
  // A busy server hears of it after the others have said how they ended.
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.kill(pid, 'SIGINT');
  await until('the server to end', () => server?.ended() !== null, 10_000);
  expect(server.ended()).toBe('ended with 0');

  server = await startServerProcess({}, folder);
  const { attachments } = await whenReady(server.admin, id);
  expect(attachments).toMatchObject([{ state: 'ready', reason: null }]);
});
