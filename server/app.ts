import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Person } from '../protocol/accounts.ts';
import { limits } from '../protocol/limits.ts';
import { createBackground } from './background.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import type { Reads, Writes } from './database-thread.ts';
import { type Database, openDatabase } from './db/database.ts';
import { type Effect, type Effects, nobody } from './db/sql.ts';
import { hashSecret } from './features/accounts/accounts.ts';
import { mountAccounts } from './features/accounts/routes.ts';
import { mountAttachments } from './features/attachments/routes.ts';
import { mountGallery } from './features/gallery/routes.ts';
import { mountMentions } from './features/mentions/routes.ts';
import { mountMessages } from './features/messages/routes.ts';
import { mountUploadRoute } from './features/messages/upload-route.ts';
import { mountMetrics } from './features/metrics/routes.ts';
import { mountNotify } from './features/notify/routes.ts';
import { mountOverview } from './features/overview/routes.ts';
import { mountPresence } from './features/presence/presence.ts';
import { mountReactions } from './features/reactions/routes.ts';
import { roomStream } from './features/rooms/rooms.ts';
import { mountRooms } from './features/rooms/routes.ts';
import { mountSearch } from './features/search/routes.ts';
import { mountUnread } from './features/unread/routes.ts';
import { createIdentities } from './http/identify.ts';
import { originCheck } from './http/origin.ts';
import { loadPage, servePage } from './http/page.ts';
import { createHttp } from './http/server.ts';
import { createMediaWorkers } from './media/workers.ts';
import { createMetrics } from './metrics.ts';
import { createHub, type Hub } from './realtime/hub.ts';
import { createSockets, type Sockets } from './realtime/sockets.ts';
import { listenAddresses, servedNames } from './tls/names.ts';
import { ensureTls } from './tls/tls.ts';

export interface RunningServer {
  /** The port that is really in use. */
  port: number;
  caPem: string | null;
  /** Which FFmpeg serves, for people to read; looking for it must not hold up the listening or the signals. */
  ffmpeg: Promise<string | null>;
  /** Tells the connections, lets writes finish, closes everything. */
  stop(): Promise<void>;
}

export interface AppOptions {
  config: Config;
  adminUuid: string;
  /** The folder with the built page. */
  page: string;
  version: string;
  logger: FastifyBaseLogger;
  /** The database can promise nothing any more. */
  onDeath(error: Error): void;
}

const readers = 2;
const framesKept = 100;
const replayEvents = 10_000;
/** After a restart all come back at once; who finds no place in the system's queue waits for a second or more. */
const waitingConnections = 4096;
const logTrimMs = 60_000;
const logTrimEvents = 5000;
const dayMs = 86_400_000;

/** Builds everything and listens; each feature is mounted in one line. */
export async function startApp(options: AppOptions): Promise<RunningServer> {
  const { config, logger } = options;
  await requireFreePort(config);
  await mkdir(config.dataDir, { recursive: true });
  await mkdir(config.mediaDir, { recursive: true });
  const background = createBackground(logger);
  const effects = createEffects(logger);

  let hub: Hub | null = null;
  // The database's threads start while the rest is made.
  const opening = openDatabase<Writes, Reads>({
    path: join(config.dataDir, 'bungaacord.db'),
    thread: threadUrl(),
    readers,
    onCommit: (events, after, isMoreComing) => {
      hub?.publish(events, isMoreComing);
      for (const effect of after) effects.happen(effect);
      effects.happen({ name: 'committed', input: { events } });
    },
    afterHandingOn: (then) => {
      if (hub) hub.afterFlush(then);
      else then();
    },
    onDeath: options.onDeath,
  });
  opening.catch(() => {});
  const names = servedNames(config);
  const tls = await ensureTls({
    dataDir: config.dataDir,
    ...names,
    tls: config.tls,
    language: config.language,
  }).catch(async (error) => {
    await opening.then(
      (opened) => opened.close(),
      () => {},
    );
    throw error;
  });
  const identities = createIdentities({
    bySession: async (tokenHash) => (await db.read('accounts.by-session', nobody, { tokenHash })) ?? null,
    bySecret: async (secretHash) => {
      const found = await db.read('accounts.by-secret', nobody, { secretHash });
      return found ? { ...found, sessionId: null } : null;
    },
  });
  let port = config.port;
  const isOurOrigin = originCheck({ publicUrl: config.publicUrl, hosts: tls.names, port: () => port });
  const page = await loadPage(options.page);
  const db: Database<Writes, Reads> = await opening;
  await db.run('rooms.prepare', nobody, { maxMessages: config.maxMessages, chosen: config.maxMessagesSet });
  const admin = { name: config.adminUsername, secretHash: hashSecret(options.adminUuid) };
  await db.run('accounts.ensure-admin', nobody, admin);

  hub = createHub({
    readLog: (range) => db.readLog(range),
    framesKept,
    resumeBufferEvents: 1000,
    replayEvents,
  });
  const rooms = new Set((await db.read('rooms.list', nobody)).map((room) => room.id));
  hub.load(await db.read('rooms.streams', nobody));

  const sockets: Sockets = createSockets({
    hub,
    limits: { ...limits, uploadsInFlight: config.limits.uploadsInFlight, uploadBytes: config.maxUploadBytes },
    socketsPerPerson: config.limits.socketsPerPerson,
    identify: identities.find,
    isOurOrigin,
    findPerson: rememberPeople(db, effects.on),
    visibleStreams: () => ['server', ...[...rooms].map(roomStream)],
    onError: (error) => logger.error({ err: error }, 'socket'),
  });
  effects.on('room-created', ({ id }) => void rooms.add(id));
  effects.on('room-removed', ({ id }) => {
    rooms.delete(id);
    hub.drop(roomStream(id));
  });
  effects.on('access-changed', ({ personId, sessionIds, exceptSessionId, closeCode }) => {
    identities.forget();
    if (closeCode === undefined) return;
    sockets.closeWhere(({ personId: person, sessionId }) => {
      if (person === personId) return sessionId === null || sessionId !== exceptSessionId;
      return sessionId !== null && sessionIds?.includes(sessionId) === true;
    }, closeCode);
  });

  // Fastify takes routes until it has nothing to wait for: from here to the last of them there is no other wait.
  const app = await createHttp({ config, tls, identities, isOurOrigin, version: options.version, logger });
  const metrics = createMetrics();
  const tookTask = metrics.seconds('media_task_seconds', {
    help: 'What a media worker took for a task: inspect, derive, clean, convert or avatar.',
    labels: ['task', 'outcome'],
  });
  const media = createMediaWorkers({
    onTrouble: (trouble) => logger.warn({ trouble }, 'media worker'),
    onDone: ({ task, outcome, seconds }) => tookTask({ task, outcome }, seconds),
  });
  const context: Context = {
    app,
    config,
    version: options.version,
    pageVersion: page.version,
    db,
    sockets,
    media,
    identities,
    metrics,
    ffmpeg: async () => (await media.ffmpeg()) ?? '',
    publicUrl: () => publicUrl(config, port),
    on: effects.on,
    every: background.every,
    onStop: background.onStop,
  };
  mountAccounts(context);
  mountRooms(context);
  mountOverview(context);
  const intake = await mountAttachments(context);
  mountMessages(context);
  mountGallery(context);
  mountUploadRoute(context, intake);
  mountReactions(context);
  mountMentions(context);
  mountSearch(context);
  mountUnread(context);
  mountNotify(context);
  await mountPresence(context);
  mountMetrics(context);
  await servePage(app, { page, identities, caPem: tls.caPem });
  background.every(logTrimMs, 'log retention', async () => {
    const keep = {
      olderThan: Date.now() - config.limits.logDays * dayMs,
      events: config.limits.logEvents,
      atMost: logTrimEvents,
    };
    if ((await db.run('log.trim', nobody, keep)).length > 0) hub.load(await db.read('rooms.streams', nobody));
  });

  sockets.attach(app.server);
  await app.listen({ port: config.port, host: config.host, backlog: waitingConnections });
  const address = app.server.address();
  if (address && typeof address === 'object') port = address.port;

  const stop = async () => {
    // Nothing new from here on; what is under way gets its answer before the database closes.
    app.server.close();
    await sockets.stop();
    await background.stop();
    await app.close();
    await media.stop();
    metrics.stop();
    await db.close();
  };
  return { port, caPem: tls.caPem, ffmpeg: media.ffmpeg(), stop };
}

/** Everyone who comes is told who they are; after a restart all come at once, on several devices each. */
function rememberPeople(db: Database<Writes, Reads>, on: Context['on']): (id: string) => Promise<Person> {
  let known = new Map<string, Promise<Person>>();
  on('committed', ({ events }) => {
    if (events.some(({ event }) => event.startsWith('person.'))) known = new Map();
  });
  return (id) => {
    const from = known;
    const found = from.get(id) ?? db.read('accounts.person', nobody, { id });
    from.set(id, found);
    found.catch(() => from.delete(id));
    return found;
  };
}

const compiled = import.meta.url.endsWith('.js');

/** Compiled for a package, the thread's file ends otherwise. */
function threadUrl(): URL {
  return new URL(compiled ? './database-thread.js' : './database-thread.ts', import.meta.url);
}

/** Before anything is written: a second server on the same folder must not touch the first one's people. */
async function requireFreePort({ port, host }: Config): Promise<void> {
  if (port === 0) return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen({ port, host }, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

/** Links are for others, so they name an address that others reach. */
function publicUrl(config: Config, port: number): string {
  if (config.publicUrl) return config.publicUrl;
  const everywhere = config.host === '::' || config.host === '0.0.0.0';
  const host = everywhere ? (listenAddresses()[0] ?? 'localhost') : config.host;
  return new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`).origin;
}

/** After a commit: whoever asked to hear of it. */
function createEffects(logger: FastifyBaseLogger) {
  const listeners = new Map<string, ((input: never) => void)[]>();
  return {
    on: <N extends keyof Effects>(name: N, listener: (input: Effects[N]) => void) => {
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    },
    happen: (effect: Effect) => {
      for (const listener of listeners.get(effect.name) ?? []) {
        try {
          listener(effect.input as never);
        } catch (error) {
          logger.error({ err: error, effect: effect.name }, 'after a commit');
        }
      }
    },
  };
}
