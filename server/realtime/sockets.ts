import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { Person } from '../../protocol/accounts.ts';
import {
  closeCodes,
  heartbeatMs,
  limits,
  protocolVersion,
  silenceHeartbeats,
} from '../../protocol/limits.ts';
import type { ClientFrame, ServerLimits } from '../../protocol/socket.ts';
import type { Actor } from '../db/sql.ts';
import { type Credential, credentialOf } from '../http/identify.ts';
import { Connection } from './connection.ts';
import type { Hub } from './hub.ts';

export type LiveFrame = Exclude<ClientFrame, { type: 'hello' } | { type: 'ping' }>;

export interface SocketOptions {
  hub: Hub;
  limits: ServerLimits;
  socketsPerPerson: number;
  identify(credential: Credential): Promise<Actor | null>;
  isOurOrigin(origin: string | undefined): boolean;
  findPerson(id: string): Promise<Person>;
  /** The streams that somebody may see now, besides their own. */
  visibleStreams(actor: Actor): string[];
  onError(error: unknown): void;
}

/** What features see of all the open sockets. */
export interface Sockets {
  attach(server: Server): void;
  /** Everyone who has said hello. */
  open(): Iterable<Connection>;
  count(): number;
  onFrame(listener: (connection: Connection, frame: LiveFrame) => void): void;
  onOpen(listener: (connection: Connection) => void): void;
  onClose(listener: (connection: Connection) => void): void;
  closeWhere(test: (actor: Actor) => boolean, code: number): void;
  /** A new stream that all who are here may see. */
  joinAll(stream: string): void;
  signal(stream: string, signal: unknown, except?: Connection): void;
  stop(): Promise<void>;
}

const framesPerSecond = 20;
const frameBurst = 100;
const stopGraceMs = 1500;

export function createSockets(options: SocketOptions): Sockets {
  const { hub } = options;
  const connections = new Set<Connection>();
  /** By person: looking through all of them at every arrival is what a storm of arrivals cannot afford. */
  const countOf = new Map<string, number>();
  const listeners = {
    frame: [] as ((connection: Connection, frame: LiveFrame) => void)[],
    open: [] as ((connection: Connection) => void)[],
    close: [] as ((connection: Connection) => void)[],
  };
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: limits.socketFrameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });

  const welcome = async (connection: Connection, cursors: Record<string, number>) => {
    const me = await options.findPerson(connection.person);
    // Who left meanwhile would be among the listeners for ever.
    if (!connection.isOpen) return;
    const streams = [`person:${connection.person}`, ...options.visibleStreams(connection.actor)];
    // From here to the joins nothing waits, so that no event falls between the two; and all of it leaves in one write.
    connection.gather();
    connection.send({
      type: 'welcome',
      protocol: protocolVersion,
      me,
      limits: options.limits,
      heartbeatMs,
      streams: hub.seqs(streams),
    });
    const joined = streams.map((stream) => hub.join(connection, stream, cursors[stream]));
    for (const listener of listeners.open) listener(connection);
    await Promise.all(joined);
  };

  const accept = (upgrade: {
    request: IncomingMessage;
    socket: Duplex;
    head: Buffer;
    actor: Actor | null;
  }) => {
    wss.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (socket) => {
      const { actor } = upgrade;
      // Also of one that is turned away: what it still sends may be wrong, and an error without a listener ends the process.
      socket.on('error', () => {});
      if (!actor) {
        socket.close(closeCodes.unauthenticated, 'unauthenticated');
        return;
      }
      const own = countOf.get(actor.personId) ?? 0;
      if (own >= options.socketsPerPerson) {
        socket.close(closeCodes.tooMany, 'too many connections');
        return;
      }
      countOf.set(actor.personId, own + 1);
      connections.add(new Connection({ socket, actor, handlers, framesPerSecond, frameBurst }));
    });
  };

  const handlers = {
    onHello: (connection: Connection, cursors: Record<string, number>) => {
      welcome(connection, cursors).catch((error) => {
        options.onError(error);
        connection.close(closeCodes.restart, 'try again');
      });
    },
    onFrame: (connection: Connection, frame: LiveFrame) => {
      for (const listener of listeners.frame) listener(connection, frame);
    },
    onClose: (connection: Connection) => {
      connections.delete(connection);
      const others = (countOf.get(connection.person) ?? 1) - 1;
      if (others > 0) countOf.set(connection.person, others);
      else countOf.delete(connection.person);
      hub.leave(connection);
      for (const listener of listeners.close) listener(connection);
    },
  };

  const silence = setInterval(() => {
    const now = performance.now();
    for (const connection of connections) connection.checkSilence(heartbeatMs * silenceHeartbeats, now);
  }, heartbeatMs / 2);
  silence.unref();

  return {
    attach: (server) => {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        socket.on('error', () => {});
        upgradeActor(request, options)
          .then((answer) => {
            if (answer.status === 101) accept({ request, socket, head, actor: answer.actor });
            else refuse(socket, answer.status);
          })
          .catch((error) => {
            options.onError(error);
            refuse(socket, 500);
          });
      });
    },
    count: () => connections.size,
    open: () => [...connections].filter((connection) => connection.isOpen),
    onFrame: (listener) => void listeners.frame.push(listener),
    onOpen: (listener) => void listeners.open.push(listener),
    onClose: (listener) => void listeners.close.push(listener),
    closeWhere: (test, code) => {
      // What came before the end is still theirs.
      hub.flush();
      for (const connection of [...connections])
        if (test(connection.actor)) connection.close(code, 'access ended');
    },
    joinAll: (stream) => {
      for (const connection of connections)
        if (connection.isOpen) void hub.join(connection, stream, undefined);
    },
    signal: (stream, signal, except) => hub.signal(stream, signal, except),
    stop: async () => {
      clearInterval(silence);
      hub.flush();
      const told = [...connections];
      for (const connection of told) connection.close(closeCodes.restart, 'restart');
      // Cut off sooner, the close code might never arrive.
      const grace = new AbortController();
      await Promise.race([
        Promise.all(told.map((connection) => connection.ended)),
        wait(stopGraceMs, undefined, { signal: grace.signal }).catch(() => {}),
      ]);
      grace.abort();
    },
  };
}

/** A session that has ended is let in to be told so by a close code: a browser's page sees no HTTP status here. */
async function upgradeActor(request: IncomingMessage, options: SocketOptions) {
  const path = (request.url ?? '').split('?')[0];
  if (path !== '/ws') return { status: 404 as const };
  const credential = credentialOf(request.headers);
  if (!credential) return { status: 401 as const };
  if (credential.by === 'cookie' && !options.isOurOrigin(request.headers.origin))
    return { status: 403 as const };
  const actor = await options.identify(credential);
  if (!actor && credential.by === 'secret') return { status: 401 as const };
  return { status: 101 as const, actor };
}

function refuse(socket: Duplex, status: 401 | 403 | 404 | 500): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
