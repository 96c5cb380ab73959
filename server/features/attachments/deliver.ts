import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Id } from '../../../protocol/values.ts';
import type { Context } from '../../context.ts';
import type { Actor } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import { requireActor } from '../../http/identify.ts';
import { contentDisposition } from '../../http/ranges.ts';
import { sendFile } from '../../http/send-file.ts';
import type { MediaStore } from '../../media/store.ts';
import { streamDelivery } from './deliver-stream.ts';
import { rememberFiles } from './remember.ts';
import { isForAll, type MediaRow, renditionsOf } from './store.ts';

/** What may be opened in a tab: pictures, sound and films that can run nothing. */
const inline = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'video/mp4',
  'video/webm',
  'video/ogg',
  'video/quicktime',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/flac',
]);

const Params = Type.Object({
  file: Id,
  variant: Type.String({ pattern: '^[a-z0-9-]{1,32}$' }),
  name: Type.String({ maxLength: 1200 }),
});

export function mountDelivery(context: Context, store: MediaStore): void {
  const { app, config } = context;
  const find = rememberFiles(context);
  const deliverStream = streamDelivery(store, find);
  const { requestsPerSecond, requestBurst } = config.limits;
  // A page of pictures, and a player that seeks, ask for many at once.
  const rate = {
    max: requestBurst * 5,
    timeWindow: (1000 * requestBurst) / requestsPerSecond,
    groupId: 'media',
  };
  app.route({
    // Named here, because Fastify's own HEAD would read the whole file to learn its size.
    method: ['GET', 'HEAD'],
    url: '/media/:file/:variant/:name',
    schema: { params: Params, hide: true },
    config: { rateLimit: rate },
    handler: async (request, reply) => {
      const actor = requireActor(request as FastifyRequest);
      if (request.params.variant === 'stream') {
        const asked = { request: request as FastifyRequest, reply: reply as FastifyReply };
        return deliverStream({ ...asked, actor, params: request.params });
      }
      const row = await find(actor, request.params.file);
      const file = locate({ store, actor }, row, request.params.variant);
      return deliver(request as FastifyRequest, reply as FastifyReply, file);
    },
  });
}

interface Delivered {
  path: string;
  mime: string;
  name: string;
  etag: string;
}

function mayHave(actor: Actor, row: MediaRow): boolean {
  return row.state !== 'processing' && (isForAll(row) || row.owner_id === actor.personId);
}

/** A download without a charset is guessed at by programs; the page's reader looks for itself. */
const servedAs = (mime: string) => (mime === 'text/plain' ? 'text/plain; charset=utf-8' : mime);

function locate(by: { store: MediaStore; actor: Actor }, row: MediaRow, variant: string): Delivered {
  const { store, actor } = by;
  const etag = `"${row.id}-${variant}"`;
  if (variant === 'original') {
    if (!mayHave(actor, row)) throw new AppError('processing');
    return { path: store.originalPath(row.disk_name), mime: servedAs(row.mime), name: row.name, etag };
  }
  const rendition = renditionsOf(row).find((one) => one.variant === variant);
  if (!rendition || variant === 'clean') throw new AppError('not-found');
  return {
    path: store.derivedPath(row.id, rendition.file),
    mime: rendition.mime,
    name: rendition.file,
    etag,
  };
}

function deliver(request: FastifyRequest, reply: FastifyReply, file: Delivered): Promise<FastifyReply> {
  reply.headers({
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Content-Disposition': contentDisposition(inline.has(file.mime) ? 'inline' : 'attachment', file.name),
  });
  return sendFile(request, reply, file);
}
