import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type RunningServer, startApp } from '../../server/app.ts';
import { loadConfig } from '../../server/config.ts';
import { TestPerson } from './person.ts';

export const adminSecret = '0f0e0d0c-0b0a-4908-8706-050403020100';

/** A real server on a free port with a real database in a folder of its own. */
export interface TestServer {
  folder: string;
  url: string;
  port: number;
  caPem: string;
  /** What the server logged, for tests that look for what must not be there. */
  log: string[];
  admin: TestPerson;
  /** Makes a person as the admin would, and answers them with their secret. */
  person(name: string): Promise<TestPerson>;
  /** Ends the server; its folder stays, so that it can start again on it. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export async function startServer(env: Record<string, string> = {}, folder?: string): Promise<TestServer> {
  const cwd = folder ?? (await mkdtemp(join(tmpdir(), 'bungaacord-test-')));
  const config = loadConfig({
    cwd,
    env: { PORT: '0', HOST: '127.0.0.1', LANG: 'en', ADMIN_UUID: adminSecret, MIN_FREE_MB: '1', ...env },
  });
  const log: string[] = [];
  const server: RunningServer = await startApp({
    config,
    adminUuid: config.adminUuid ?? adminSecret,
    page: new URL('../../dist/web', import.meta.url).pathname,
    version: 'test',
    logger: pino({ level: 'debug' }, { write: (line: string) => void log.push(line) }),
    onDeath: (error) => {
      throw error;
    },
  });
  const url = `https://127.0.0.1:${server.port}`;
  const caPem = server.caPem ?? '';
  const connect = (secret: string) => TestPerson.connect({ url, caPem, secret });
  const admin = await connect(config.adminUuid ?? adminSecret);
  const people: TestPerson[] = [admin];
  return {
    folder: cwd,
    url,
    port: server.port,
    caPem,
    log,
    admin,
    person: async (name) => {
      const made = await admin.json<{ link: string }>('POST', '/api/admin/people', { name });
      const person = await connect(new URL(made.body.link).searchParams.get('user') ?? '');
      people.push(person);
      return person;
    },
    stop: async () => {
      for (const person of people) person.close();
      await server.stop();
    },
    remove: () => rm(cwd, { recursive: true, force: true }),
  };
}
