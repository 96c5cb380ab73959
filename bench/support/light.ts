import { randomBytes } from 'node:crypto';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';

/** Where a server is; clients here cost as little as they can, since they share its processors. */
export interface Target {
  url: string;
  caPem: string;
}

const contexts = new Map<string, SecureContext>();

async function open({ url, caPem }: Target): Promise<TLSSocket> {
  const { hostname, port } = new URL(url);
  const secureContext = contexts.get(caPem) ?? createSecureContext({ ca: caPem });
  contexts.set(caPem, secureContext);
  const socket = connect({ host: hostname, port: Number(port), secureContext });
  socket.setNoDelay(true);
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

export interface LightAnswer {
  status: number;
  body: Buffer;
}

/** One kept connection that asks one thing at a time. */
export class LightHttp {
  #socket: TLSSocket;
  readonly #target: Target;
  readonly #host: string;
  #chunks: Buffer[] = [];
  #missing = -1;
  #status = 0;
  #settle: { resolve(answer: LightAnswer): void; reject(error: Error): void } | null = null;

  private constructor(socket: TLSSocket, target: Target) {
    this.#socket = this.#listen(socket);
    this.#target = target;
    this.#host = new URL(target.url).host;
  }

  #listen(socket: TLSSocket): TLSSocket {
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    const end = (error?: Error) => this.#settle?.reject(error ?? new Error('closed'));
    socket.on('error', end);
    socket.on('close', () => end());
    return socket;
  }

  static async open(target: Target): Promise<LightHttp> {
    return new LightHttp(await open(target), target);
  }

  async ask(
    method: string,
    path: string,
    input: { secret?: string; headers?: string[]; body?: Buffer | string } = {},
  ) {
    if (this.#settle) throw new Error('one thing at a time');
    // A server ends connections that say nothing for a while.
    if (this.#socket.destroyed || this.#socket.readableEnded) {
      this.#socket = this.#listen(await open(this.#target));
    }
    const { secret, headers = [], body } = input;
    const bytes = body === undefined ? null : Buffer.from(body);
    const lines = [`${method} ${path} HTTP/1.1`, `Host: ${this.#host}`, ...headers];
    if (secret) lines.push(`X-User-UUID: ${secret}`);
    if (bytes) lines.push(`Content-Length: ${bytes.length}`);
    const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
    return new Promise<LightAnswer>((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(bytes && bytes.length < 65_536 ? Buffer.concat([head, bytes]) : head);
      if (bytes && bytes.length >= 65_536) this.#socket.write(bytes);
    });
  }

  json(method: string, path: string, secret: string, body: unknown): Promise<LightAnswer> {
    return this.ask(method, path, {
      secret,
      headers: ['Content-Type: application/json'],
      body: JSON.stringify(body),
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    if (this.#missing < 0) {
      const all = Buffer.concat(this.#chunks);
      const end = all.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = all.toString('latin1', 0, end);
      this.#status = Number(head.slice(9, 12));
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
      const rest = all.subarray(end + 4);
      this.#chunks = [rest];
      this.#missing = length - rest.length;
    } else {
      this.#missing -= chunk.length;
    }
    if (this.#missing > 0) return;
    const body = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#missing = -1;
    const settle = this.#settle;
    this.#settle = null;
    settle?.resolve({ status: this.#status, body });
  }
}

/** A WebSocket (RFC 6455) that hands on the payload of every text frame, and nothing more. */
export class LightSocket {
  readonly #socket: TLSSocket;
  readonly #onText: (payload: Buffer) => void;
  #rest: Buffer | null = null;
  isOpen = true;

  private constructor(socket: TLSSocket, onText: (payload: Buffer) => void) {
    this.#socket = socket;
    this.#onText = onText;
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isOpen = false;
    });
  }

  static async open(
    target: Target & { secret: string; onText(payload: Buffer): void },
  ): Promise<LightSocket> {
    const socket = await open(target);
    const self = new LightSocket(socket, target.onText);
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: ${new URL(target.url).host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\nX-User-UUID: ${target.secret}\r\n\r\n`,
    );
    await new Promise<void>((resolve, reject) => {
      let head = Buffer.alloc(0);
      const take = (chunk: Buffer) => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        socket.off('data', take);
        const status = head.toString('latin1', 9, 12);
        if (status !== '101') return reject(new Error(`the socket was answered with ${status}`));
        socket.on('data', (next: Buffer) => self.#take(next));
        if (head.length > end + 4) self.#take(head.subarray(end + 4));
        resolve();
      };
      socket.on('data', take);
      socket.once('close', () => reject(new Error('closed')));
    });
    return self;
  }

  send(text: string): void {
    const body = Buffer.from(text);
    const long = body.length > 125;
    const frame = Buffer.alloc((long ? 8 : 6) + body.length);
    frame[0] = 0x81;
    frame[1] = 0x80 | (long ? 126 : body.length);
    if (long) frame.writeUInt16BE(body.length, 2);
    // Masked with zeros: the rule is kept, and nothing has to be computed.
    body.copy(frame, long ? 8 : 6);
    this.#socket.write(frame);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    let data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = null;
    for (;;) {
      if (data.length < 2) break;
      const short = (data[1] ?? 0) & 0x7f;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (data.length < head) break;
      const length =
        short < 126 ? short : short === 126 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
      if (data.length < head + length) break;
      if (((data[0] ?? 0) & 0x0f) === 1) this.#onText(data.subarray(head, head + length));
      data = data.subarray(head + length);
    }
    if (data.length > 0) this.#rest = Buffer.from(data);
  }
}
