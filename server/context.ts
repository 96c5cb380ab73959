import type { Config } from './config.ts';
import type { Reads, Writes } from './database-thread.ts';
import type { Database } from './db/database.ts';
import type { Effects } from './db/sql.ts';
import type { Identities } from './http/identify.ts';
import type { App } from './http/server.ts';
import type { MediaWorkers } from './media/workers.ts';
import type { Metrics } from './metrics.ts';
import type { Sockets } from './realtime/sockets.ts';

/** What a feature is given when it is mounted. */
export interface Context {
  readonly app: App;
  readonly config: Config;
  readonly version: string;
  /** Which page this server hands out. */
  readonly pageVersion: string;
  readonly db: Database<Writes, Reads>;
  readonly sockets: Sockets;
  readonly media: MediaWorkers;
  readonly identities: Identities;
  readonly metrics: Metrics;
  /** `https://host:port` as people reach this server, without a slash at its end. */
  publicUrl(): string;
  /** Which FFmpeg serves, for people to read. */
  ffmpeg(): Promise<string>;
  /** Calls the listener after every commit that had such an effect. */
  on<N extends keyof Effects>(effect: N, listener: (input: Effects[N]) => void): void;
  /** Repeats quietly in the background until the server stops; a failure is logged and does not end it. */
  every(ms: number, name: string, work: () => Promise<unknown>): void;
  /** Waits for work that must not be cut off when the server stops. */
  onStop(work: () => Promise<unknown>): void;
}
