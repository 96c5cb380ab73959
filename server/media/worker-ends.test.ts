import { type ChildProcess, execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import * as fixtures from '../../test/support/fixtures.ts';
import type { Derived } from './types.ts';

/** A program that converts a film and says how that went, in a process that may be ended as a server is. */
const script = `
  import { createMediaWorkers } from ${JSON.stringify(new URL('./workers.ts', import.meta.url).href)};
  const [path, outDir] = process.argv.slice(1);
  const workers = createMediaWorkers();
  process.on('SIGINT', () => console.log('"interrupted"'));
  const inspection = await workers.inspect({ path, name: 'film' });
  const derived = await workers.derive({ path, outDir, inspection });
  await workers.stop();
  console.log(JSON.stringify(derived));
  process.exit();
`;

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

interface Converting {
  server: ChildProcess;
  /** The one that converts, and the program that it runs. */
  worker: number;
  ffmpeg: number;
  lines: () => string[];
}

/** Every process, by number. */
async function processes(): Promise<Map<number, { parent: number; args: string }>> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args='], { maxBuffer: 1 << 24 });
  const rows = stdout.split('\n').flatMap((line) => {
    const [, pid, parent, args] = /^ *(\d+) +(\d+) (.*)$/u.exec(line) ?? [];
    return pid === undefined ? [] : [[Number(pid), { parent: Number(parent), args: args ?? '' }] as const];
  });
  return new Map(rows);
}

async function startConverting(seconds: number): Promise<Converting> {
  const outDir = await mkdtemp(join(tmpdir(), 'worker-ends-'));
  const path = await fixtures.longAvi(seconds);
  const server = execFile(process.execPath, ['--input-type=module', '-e', script, path, outDir]);
  started.push(server);
  let output = '';
  server.stdout?.on('data', (text: string) => {
    output += text;
  });
  const found = await eventually(async () => {
    const all = await processes();
    const [ffmpeg, { parent: worker } = { parent: 0 }] =
      [...all].find(
        ([, { args, parent }]) => args.includes('libx264') && all.get(parent)?.parent === server.pid,
      ) ?? [];
    if (ffmpeg === undefined) throw new Error('nothing is converted');
    return { ffmpeg, worker };
  }, 60_000);
  return { server, ...found, lines: () => output.split('\n').filter((line) => line !== '') };
}

const expectGone = (pids: number[]) =>
  eventually(() => {
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/u);
  });

const ended = (server: ChildProcess) => new Promise((resolve) => server.once('exit', resolve));

describe('what converts ends', () => {
  test('with its worker, which begins anew', async () => {
    const { server, worker, ffmpeg, lines } = await startConverting(20);
    const over = ended(server);
    // Hanging, it doesn't notice that nobody reads what it says.
    process.kill(ffmpeg, 'SIGSTOP');
    process.kill(worker, 'SIGKILL');
    await expectGone([worker, ffmpeg]);
    await over;
    const [derived] = lines().map((line) => JSON.parse(line) as Derived);
    expect(derived).toMatchObject({ state: 'ready', reason: null });
  });

  test('with the server', async () => {
    const { server, worker, ffmpeg } = await startConverting(60);
    process.kill(ffmpeg, 'SIGSTOP');
    server.kill('SIGKILL');
    await expectGone([worker, ffmpeg]);
  });

  test('by Ctrl+C, which says nothing about the film', async () => {
    const { server, worker, ffmpeg, lines } = await startConverting(20);
    const over = ended(server);
    for (const pid of [server.pid ?? 0, worker, ffmpeg]) process.kill(pid, 'SIGINT');
    await expectGone([ffmpeg]);
    await over;
    const [said, derived] = lines().map((line) => JSON.parse(line) as unknown);
    expect(said).toBe('interrupted');
    expect(derived).toMatchObject({ state: 'ready', reason: null });
  });
});
