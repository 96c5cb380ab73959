import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import { Compile } from 'typebox/compile';
import type { WebSocket } from 'ws';
import { closeCodes, helloTimeoutMs, protocolVersion } from '../../protocol/limits.ts';
import { ClientFrame } from '../../protocol/socket.ts';
import type { Actor } from '../db/sql.ts';
import { Bucket } from './bucket.ts';
import { textFrame } from './frame.ts';
import type { Subscriber } from './hub.ts';
import { takePings } from './pings.ts';
import { SocketWriter } from './socket-writer.ts';

const frameCheck = Compile(ClientFrame);
const maxBufferedBytes = 4 * 1024 * 1024;
const drainedBytes = 256 * 1024;
/** Of `ws`, which has it on every socket as well. */
const openState = 1;
const pongFrame = textFrame(JSON.stringify({ type: 'pong' }));

/** A connection waits for its `hello`, is then open, and is closed once. */
type State = { phase: 'waiting'; timer: NodeJS.Timeout } | { phase: 'open' } | { phase: 'closed' };

export interface ConnectionHandlers {
  onHello(connection: Connection, cursors: Record<string, number>): void;
  onFrame(connection: Connection, frame: Exclude<ClientFrame, { type: 'hello' } | { type: 'ping' }>): void;
  onClose(connection: Connection): void;
}

/** One signed-in socket. Slow readers are cut off; they resume later. */
export class Connection implements Subscriber {
  readonly actor: Actor;
  readonly person: string;
  /** What `ws` writes to. Whoever is told of every message is asked for it too often to look for it each time. */
  readonly #raw: Duplex;
  readonly #writer: SocketWriter;
  readonly #socket: WebSocket;
  readonly #handlers: ConnectionHandlers;
  readonly #flood: Bucket;
  #state: State;
  #heardAt = performance.now();
  /** Resolves when the peer has answered the close frame, or is gone. */
  readonly ended: Promise<void>;

  constructor(input: {
    socket: WebSocket;
    actor: Actor;
    handlers: ConnectionHandlers;
    framesPerSecond: number;
    frameBurst: number;
  }) {
    this.actor = input.actor;
    this.person = input.actor.personId;
    this.#socket = input.socket;
    this.#raw = rawSocket(input.socket);
    this.#writer = new SocketWriter(this.#raw, maxBufferedBytes);
    this.#handlers = input.handlers;
    this.#flood = new Bucket(input.framesPerSecond, input.frameBurst);
    const timer = setTimeout(() => this.close(closeCodes.protocol, 'no hello'), helloTimeoutMs);
    this.#state = { phase: 'waiting', timer };
    this.#socket.on('message', (data, isBinary) => this.#onMessage(data as Buffer, isBinary));
    takePings(this.#socket, () => this.#onPing());
    this.#socket.on('close', () => this.#onClosed());
    this.ended = new Promise((resolve) => this.#socket.once('close', () => resolve()));
    // An error is always followed by `close`; without a listener it would end the process.
    this.#socket.on('error', () => {});
  }

  get isOpen(): boolean {
    return this.#state.phase === 'open';
  }

  deliver(frames: Buffer): void {
    if (this.#socket.readyState !== openState) return;
    if (!this.#writer.write(frames)) this.close(closeCodes.tooSlow, 'too slow');
  }

  send(message: unknown): void {
    this.deliver(textFrame(JSON.stringify(message)));
  }

  /** What is written from here to the end of this turn of the loop leaves in one write. */
  gather(): void {
    this.#raw.cork();
    setImmediate(() => this.#raw.uncork());
  }

  async drained(): Promise<boolean> {
    while (this.#socket.readyState === this.#socket.OPEN && this.#socket.bufferedAmount > drainedBytes) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.isOpen;
  }

  /** Ends the connection; a peer that does not answer the close frame is cut off after two seconds. */
  close(code: number, reason: string): void {
    if (this.#state.phase === 'closed') return;
    this.#socket.close(code, reason);
    this.#onClosed();
    const cut = setTimeout(() => this.#socket.terminate(), code === closeCodes.tooSlow ? 100 : 2000);
    cut.unref();
    this.#socket.once('close', () => clearTimeout(cut));
  }

  /** Ends a connection that has been silent for too long. */
  checkSilence(silenceMs: number, now: number): void {
    if (now - this.#heardAt > silenceMs) this.close(closeCodes.goingAway, 'silent');
  }

  /** Answers false, and ends the connection, when too much comes. */
  #hear(): boolean {
    this.#heardAt = performance.now();
    const isFair = this.#flood.take();
    if (!isFair) this.close(closeCodes.flooding, 'flooding');
    return isFair;
  }

  #onPing(): void {
    if (this.#hear()) this.deliver(pongFrame);
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (!this.#hear()) return;
    const frame = isBinary ? undefined : parseFrame(data);
    if (!frame) {
      this.send({ type: 'error', code: 'invalid-request' });
      return;
    }
    if (frame.type === 'ping') {
      this.deliver(pongFrame);
    } else if (frame.type === 'hello') {
      this.#onHello(frame);
    } else if (this.#state.phase === 'open') {
      this.#handlers.onFrame(this, frame);
    }
  }

  #onHello(frame: Extract<ClientFrame, { type: 'hello' }>): void {
    if (this.#state.phase !== 'waiting') return;
    if (frame.protocol !== protocolVersion) {
      this.close(closeCodes.protocol, 'protocol');
      return;
    }
    clearTimeout(this.#state.timer);
    this.#state = { phase: 'open' };
    this.#handlers.onHello(this, frame.cursors ?? {});
  }

  #onClosed(): void {
    if (this.#state.phase === 'closed') return;
    if (this.#state.phase === 'waiting') clearTimeout(this.#state.timer);
    this.#state = { phase: 'closed' };
    this.#handlers.onClose(this);
  }
}

function parseFrame(data: Buffer): ClientFrame | undefined {
  try {
    const value: unknown = JSON.parse(data.toString('utf8'));
    return frameCheck.Check(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `ws` frames per socket; ours are framed once for all. Whole frames may be written between its own. */
function rawSocket(socket: WebSocket): Duplex {
  return (socket as unknown as { _socket: Duplex })._socket;
}
