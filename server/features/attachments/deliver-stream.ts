import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import { measureWhole, nothingWhole, type Whole } from '../../media/fragments.ts';
import { isStreamFile } from '../../media/growing-stream.ts';
import type { MediaStore } from '../../media/store.ts';
import { type MediaRow, renditionsOf } from './store.ts';

/** How long a request at the end of what exists waits for more. */
const waitMs = 2000;
const lookEveryMs = 100;
const rememberedStreams = 100;
const chunkBytes = 64 * 1024;

export interface StreamRequest {
  request: FastifyRequest;
  reply: FastifyReply;
  actor: Actor;
  params: { file: string; name: string };
}

interface Seen {
  whole: Whole;
  grows: boolean;
}

/**
 * Answers with what there is of a film that is being converted: whole fragments only, from the first byte that is asked for.
 * Whoever asks for what isn't there yet waits a little. `X-Stream` says whether the file goes on.
 */
export function streamDelivery(store: MediaStore, find: (actor: Actor, id: string) => Promise<MediaRow>) {
  const measured = new Map<string, Whole>();
  const look = async ({ actor, params }: StreamRequest): Promise<Seen> => {
    // In this order: of what has ended before it was measured, all was measured.
    const row = await find(actor, params.file);
    const grows = isGrowing(row, params.name);
    const path = store.derivedPath(params.file, params.name);
    const whole = await measureWhole(path, measured.get(path) ?? nothingWhole).catch(() => null);
    if (whole === null) {
      measured.delete(path);
      throw new AppError('not-found');
    }
    remember(measured, path, whole);
    return { whole, grows };
  };
  return async (asked: StreamRequest): Promise<FastifyReply> => {
    const { request, reply, params } = asked;
    if (!isStreamFile(params.name)) throw new AppError('not-found');
    const range = rangeOf(request);
    const giveUpAt = performance.now() + (request.method === 'HEAD' ? 0 : waitMs);
    let seen = await look(asked);
    while (seen.grows && seen.whole.bytes <= range.start && performance.now() < giveUpAt) {
      await delay(lookEveryMs);
      if (reply.raw.destroyed) break;
      seen = await look(asked);
    }
    reply.headers({
      'X-Stream': seen.grows ? 'growing' : 'ended',
      'Cache-Control': 'no-store',
      'Accept-Ranges': 'bytes',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    const path = store.derivedPath(params.file, params.name);
    return send(asked, { ...range, ...seen, path });
  };
}

function isGrowing(row: MediaRow, name: string): boolean {
  return row.state === 'processing' && renditionsOf(row).some(({ file }) => file === name);
}

function remember(measured: Map<string, Whole>, path: string, whole: Whole): void {
  measured.delete(path);
  measured.set(path, whole);
  const [oldest] = measured.keys();
  if (measured.size > rememberedStreams && oldest !== undefined) measured.delete(oldest);
}

interface Range {
  start: number;
  /** The last byte that is wanted; none: all that there is. */
  last: number;
  partial: boolean;
}

/** `bytes=N-` or `bytes=N-M`. A suffix of what grows, or several ranges of it, mean nothing. */
function rangeOf({ headers: { range } }: FastifyRequest): Range {
  if (range === undefined) return { start: 0, last: Number.POSITIVE_INFINITY, partial: false };
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/u.exec(range) ?? [];
  const start = Number(first);
  const end = last ? Number(last) : Number.POSITIVE_INFINITY;
  if (first === undefined || end < start) throw new AppError('range-not-satisfiable');
  return { start, last: end, partial: true };
}

async function send(
  { request, reply, params }: StreamRequest,
  { start, last, partial, whole, grows, path }: Range & Seen & { path: string },
): Promise<FastifyReply> {
  if (start >= whole.bytes) {
    if (grows || start === whole.bytes) return reply.status(204).send(null);
    reply.header('Content-Range', `bytes */${whole.bytes}`);
    throw new AppError('range-not-satisfiable');
  }
  const end = Math.min(last, whole.bytes - 1);
  if (partial) {
    const total = grows ? '*' : String(whole.bytes);
    reply.status(206).header('Content-Range', `bytes ${start}-${end}/${total}`);
  }
  reply.type('video/mp4').header('ETag', `"${params.file}-${params.name}"`);
  reply.header('Content-Length', String(end - start + 1));
  if (request.method === 'HEAD') return reply.send(null);
  const handle: FileHandle | null = await open(path).catch(() => null);
  if (handle === null) throw new AppError('not-found');
  return reply.send(handle.createReadStream({ start, end, highWaterMark: chunkBytes }));
}
