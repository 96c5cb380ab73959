import { readFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import type { File } from '../../protocol/attachments.ts';
import type { Message } from '../../protocol/messages.ts';
import { until } from '../support/eventually.ts';
import type { TestPerson } from '../support/person.ts';

/** A file that was taken; times in milliseconds from the upload's last byte on, null for what never came. */
export interface Sent {
  message: string;
  file: File;
  posterMs: number | null;
  playableMs: number | null;
  doneMs: number;
}

export interface Server {
  url: string;
  /** Null: the system's authorities are to be trusted. */
  caPem: string | null;
  person: TestPerson;
  /** Throws if it can no longer answer. */
  mustRun(): void;
}

const doneWithinMs = 30 * 60_000;

/** Sends one file as a message of its own, and waits until the server is done with it; the reason where it is refused. */
export async function send(
  server: Server,
  input: { path: string; name: string; room: string },
): Promise<Sent | { refused: string }> {
  const { person } = server;
  person.frames.length = 0;
  const { endedAt, status, body } = await upload(server, input);
  if (status >= 300 || !body.message) return { refused: `${body.code ?? status}: ${body.error ?? ''}` };
  const message = body.message.id;
  let file = body.message.attachments[0] as File;
  const seen: Pick<Sent, 'posterMs' | 'playableMs'> = { posterMs: null, playableMs: null };
  const note = (now: File) => {
    file = now;
    const ms = Math.max(0, performance.now() - endedAt);
    if (file.urls.poster || file.urls.thumb400) seen.posterMs ??= ms;
    if (file.urls.play || file.urls.stream) seen.playableMs ??= ms;
  };
  note(file);
  const isDone = () => {
    server.mustRun();
    for (const frame of person.frames.splice(0)) {
      if (frame.type !== 'event' || frame.event !== 'attachment.updated') continue;
      const { file: now } = frame.data as { file: File };
      if (now.id === file.id) note(now);
    }
    return file.state !== 'processing';
  };
  await until(input.name, isDone, doneWithinMs);
  return { message, file, ...seen, doneMs: Math.max(0, performance.now() - endedAt) };
}

interface Answer {
  /** `performance.now()` when the last byte had left. */
  endedAt: number;
  status: number;
  body: { message?: Message; code?: string; error?: string };
}

async function upload({ url, caPem, person }: Server, input: { path: string; name: string; room: string }) {
  const form = new FormData();
  form.append('room', input.room);
  form.append('file', new Blob([new Uint8Array(await readFile(input.path))]), input.name);
  const encoded = new Response(form);
  const bytes = Buffer.from(await encoded.arrayBuffer());
  const headers = {
    'x-user-uuid': person.secret,
    'content-type': encoded.headers.get('content-type') ?? '',
    'content-length': bytes.length,
  };
  return new Promise<Answer>((resolve, reject) => {
    let endedAt = performance.now();
    const trust = caPem === null ? {} : { ca: caPem };
    const call = httpsRequest(
      new URL('/api/upload', url),
      { method: 'POST', headers, ...trust },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (data) => (text += String(data)));
        response.on('error', reject);
        response.on('end', () => {
          try {
            resolve({ endedAt, status: response.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] });
          } catch {
            reject(new Error(`not an answer of bungaacord: ${response.statusCode} ${text.slice(0, 200)}`));
          }
        });
      },
    );
    call.on('finish', () => {
      endedAt = performance.now();
    });
    call.on('error', reject);
    call.end(bytes);
  });
}
