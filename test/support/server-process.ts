import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverFlags } from '../../bin/lib/serve.js';
import { until } from './eventually.ts';
import { TestPerson } from './person.ts';

const root = join(import.meta.dirname, '../..');
/** A loaded machine takes its time; one that cannot start says so at once, by ending. */
const startWithinMs = 100_000;
const adminSecret = '0f0e0d0c-0b0a-4908-8706-050403020100';

/** Limits out of the way, by configuration alone, for those who ask more in a minute than people in a day. */
export const raisedLimits = {
  REQUESTS_PER_SECOND: '100000',
  REQUEST_BURST: '100000',
  MESSAGES_PER_SECOND: '10000',
  MESSAGE_BURST: '10000',
  SIGN_INS_PER_MINUTE: '1000',
  UPLOADS_PER_HOUR: '1000000',
  UPLOADS_IN_FLIGHT: '64',
  SOCKETS_PER_PERSON: '1000',
  MAX_MESSAGES: '0',
  MIN_FREE_MB: '1',
};

/** A server as people start it: a process of its own, in a folder of its own, on a free port. */
export interface ServerProcess {
  folder: string;
  url: string;
  caPem: string;
  pid: number;
  admin: TestPerson;
  /** What it has printed so far. */
  output(): string;
  /** Null while it runs, else how it ended. */
  ended(): string | null;
  /** Throws, with what it printed, if it has ended. */
  mustRun(): void;
  person(name: string): Promise<TestPerson>;
  /** Ends it as an operator would; its folder stays. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts on what a former one left, where `earlier` names its folder. */
export async function startServerProcess(
  env: Record<string, string> = {},
  earlier?: string,
): Promise<ServerProcess> {
  const folder = earlier ?? (await mkdtemp(join(tmpdir(), 'bungaacord-server-')));
  const child = spawn(process.execPath, [...serverFlags, join(root, 'server/main.ts')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      LANG: 'en',
      PORT: '0',
      HOST: '127.0.0.1',
      ADMIN_UUID: adminSecret,
      LOG_LEVEL: 'warn',
      NODE_COMPILE_CACHE: join(root, 'dist/cache'),
      ...raisedLimits,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += String(data)));
  child.stderr.on('data', (data) => (output += String(data)));
  const ended = () =>
    child.exitCode === null && child.signalCode === null
      ? null
      : `ended with ${child.signalCode ?? child.exitCode}`;
  try {
    const address = /https:\/\/127\.0\.0\.1:\d+/;
    const listens = () => {
      if (ended() !== null) throw new Error(`the server ${ended()}:\n${output}`);
      return address.test(output);
    };
    await until('the server to listen', listens, startWithinMs);
    const url = address.exec(output)?.[0] ?? '';
    const caPem = await readFile(join(folder, 'data/tls/ca.crt'), 'utf8');
    const connect = (secret: string) => TestPerson.connect({ url, caPem, secret });
    const admin = await connect(adminSecret);
    return {
      folder,
      url,
      caPem,
      pid: child.pid ?? 0,
      admin,
      output: () => output,
      ended,
      mustRun: () => {
        if (ended() !== null) throw new Error(`the server ${ended()}:\n${output.slice(-4000)}`);
      },
      person: async (name) => {
        const { body } = await admin.json<{ link: string }>('POST', '/api/admin/people', { name });
        return connect(new URL(body.link).searchParams.get('user') ?? '');
      },
      stop: () => stop(child),
      remove: async () => {
        await stop(child);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}
