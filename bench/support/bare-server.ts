import { join } from 'node:path';
import type { ServerProcess } from '../../test/support/server-process.ts';
import { type Child, startChild } from './child.ts';
import type { Target } from './light.ts';

export interface Bare extends Target {
  child: Child;
}

/** The peer in `file`, with the server's own certificate. */
export async function startBare(file: string, server: ServerProcess, input: object = {}): Promise<Bare> {
  const child = startChild(file);
  const folder = join(server.folder, 'data/tls');
  const paths = { certPath: join(folder, 'server.crt'), keyPath: join(folder, 'server.key') };
  const url = await child.ask<string>('listen', { ...paths, ...input });
  return { child, url, caPem: server.caPem };
}
