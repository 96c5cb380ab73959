import { request as httpsRequest } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { WebSocket } from 'ws';
import type { Person } from '../../protocol/accounts.ts';
import type { EventFrame, ServerFrame, Welcome } from '../../protocol/socket.ts';
import { eventually } from './eventually.ts';

export interface Answer<T> {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: T;
  text: string;
  bytes: Buffer;
}

/** Somebody with a secret, who asks over HTTPS with the server's authority trusted, and listens on a socket. */
export class TestPerson {
  readonly secret: string;
  readonly #url: string;
  readonly #caPem: string;
  id = '';
  /** Every frame that came, in order. */
  frames: ServerFrame[] = [];
  closeCode: number | null = null;
  #socket: WebSocket | null = null;

  private constructor(input: { url: string; caPem: string; secret: string }) {
    this.#url = input.url;
    this.#caPem = input.caPem;
    this.secret = input.secret;
  }

  static async connect(input: { url: string; caPem: string; secret: string }): Promise<TestPerson> {
    const person = new TestPerson(input);
    person.id = (await person.json<Person>('GET', '/api/me')).body.id;
    return person;
  }

  /** `headers` replace the secret's own where they name it (`'x-user-uuid': ''` for nobody). */
  request<T>(
    method: string,
    path: string,
    input: { headers?: Record<string, string>; body?: string | Buffer } = {},
  ): Promise<Answer<T>> {
    const headers = { 'x-user-uuid': this.secret, ...input.headers };
    return new Promise((resolve, reject) => {
      const call = httpsRequest(
        new URL(path, this.#url),
        { method, headers, ca: this.#caPem },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const isZipped = response.headers['content-encoding'] === 'gzip';
            const text = (isZipped ? gunzipSync(bytes) : bytes).toString('utf8');
            const isJson = (response.headers['content-type'] ?? '').includes('json');
            const body = (isJson && text !== '' ? JSON.parse(text) : null) as T;
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text, bytes });
          });
        },
      );
      call.on('error', reject);
      call.end(input.body);
    });
  }

  json<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    if (body === undefined) return this.request<T>(method, path);
    return this.request<T>(method, path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** A multipart upload: fields and files in the order given. */
  async upload<T>(
    path: string,
    parts: [name: string, value: string | { name: string; bytes: Uint8Array }][],
    method: 'POST' | 'PUT' = 'POST',
  ) {
    const form = new FormData();
    for (const [name, value] of parts) {
      if (typeof value === 'string') form.append(name, value);
      else form.append(name, new Blob([new Uint8Array(value.bytes)]), value.name);
    }
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    return this.request<T>(method, path, {
      headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
      body,
    });
  }

  /** Opens the socket and says hello; resolves with the welcome. */
  async listen(cursors: Record<string, number> = {}, headers?: Record<string, string>): Promise<Welcome> {
    const socket = new WebSocket(`${this.#url.replace('https', 'wss')}/ws`, {
      ca: this.#caPem,
      headers: headers ?? { 'x-user-uuid': this.secret },
    });
    this.#socket = socket;
    this.closeCode = null;
    const from = this.frames.length;
    socket.on('message', (data) => this.frames.push(JSON.parse((data as Buffer).toString()) as ServerFrame));
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    this.send({ type: 'hello', protocol: 1, cursors });
    return eventually(() => {
      const welcome = this.frames.slice(from).find((frame) => frame.type === 'welcome');
      if (!welcome) throw new Error('no welcome yet');
      return welcome as Welcome;
    });
  }

  send(frame: unknown): void {
    this.#socket?.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The durable events so far, of one stream if named. */
  events(stream?: string): EventFrame[] {
    return this.frames.filter(
      (frame): frame is EventFrame => frame.type === 'event' && (!stream || frame.stream === stream),
    );
  }

  close(): void {
    this.#socket?.terminate();
    this.#socket = null;
  }
}
