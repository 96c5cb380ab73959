import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Person } from '../../../protocol/accounts.ts';
import { File, FileForm, PictureForm } from '../../../protocol/attachments.ts';
import { limits } from '../../../protocol/limits.ts';
import type { Context } from '../../context.ts';
import type { Actor } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import { requireActor } from '../../http/identify.ts';
import { refuseWhileStreaming } from '../../http/refuse-upload.ts';
import { failures, IdParams, Nothing } from '../../http/schemas.ts';
import type { MediaStore } from '../../media/store.ts';
import { keep, type Received, receive, requireRoomOnDisk, wishesOf } from './receive.ts';
import type { Wishes } from './verbs.ts';

const hourMs = 3_600_000;
const fieldBytes = 128 * 1024;
const multipartOverheadBytes = 64 * 1024;

export async function registerMultipart({ app, config }: Context): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      // One more than allowed, so that our own count is what decides.
      fileSize: config.maxUploadBytes + 1,
      files: limits.filesPerMessage + 1,
      fields: 20,
      parts: limits.filesPerMessage + 21,
      fieldNameSize: 100,
      fieldSize: fieldBytes,
      headerPairs: 20,
    },
  });
}

/** What of a multipart body is wrong, in our words. */
export function uploadError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code === 'FST_FILES_LIMIT') return new AppError('too-many-files', { limit: limits.filesPerMessage });
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('storage-full');
  const ofParser = code.startsWith('FST_') || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET';
  if (ofParser || /multipart|boundary|header|unexpected end|part terminated|aborted/i.test(message)) {
    return new AppError('bad-multipart');
  }
  throw error;
}

/** Runs an upload's handler; whatever is refused is answered while the rest still arrives. */
export async function whileStreaming<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<T>,
) {
  try {
    if (!request.isMultipart()) throw new AppError('bad-multipart');
    return await work();
  } catch (error) {
    return refuseWhileStreaming(request, reply, uploadError(error));
  }
}

/** At most so many uploads of one person at a time: takes a place and answers how to give it back. */
export function uploadSlots(limit: number) {
  const inFlight = new Map<string, number>();
  return (actor: Actor): (() => void) => {
    const now = inFlight.get(actor.personId) ?? 0;
    if (now >= limit) throw new AppError('rate-limited', { seconds: 1 });
    inFlight.set(actor.personId, now + 1);
    return () => {
      const left = (inFlight.get(actor.personId) ?? 1) - 1;
      if (left === 0) inFlight.delete(actor.personId);
      else inFlight.set(actor.personId, left);
    };
  };
}

export function uploadRate({ config }: Context) {
  return { config: { rateLimit: { max: config.limits.uploadsPerHour, timeWindow: hourMs }, form: FileForm } };
}

export function expectedBytes(request: FastifyRequest): number {
  return Number(request.headers['content-length'] ?? 0) || 0;
}

async function onlyFile(request: FastifyRequest): Promise<MultipartFile> {
  const part = await request.file();
  if (!part) throw new AppError('no-file');
  return part;
}

/** The one file of a request; a second one is refused, or it would vanish without a word. */
async function receiveOnly(
  context: Context,
  store: MediaStore,
  request: FastifyRequest,
): Promise<{ received: Received; wishes: Wishes }> {
  let received: Received | null = null;
  const fields: Record<string, string> = {};
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        fields[part.fieldname] = String(part.value);
        continue;
      }
      if (received) throw new AppError('too-many-files', { limit: 1 });
      received = await receive(context, store, part);
    }
  } catch (error) {
    if (received) await store.removeTemporary(received.path);
    throw error;
  }
  if (!received) throw new AppError('no-file');
  return { received, wishes: wishesOf(fields) };
}

export function mountUploads(
  context: Context,
  store: MediaStore,
  slots: ReturnType<typeof uploadSlots>,
): void {
  const { app, db, config } = context;

  app.post(
    '/api/uploads',
    {
      schema: { response: { 201: File, ...failures }, consumes: ['multipart/form-data'] },
      ...uploadRate(context),
    },
    (request, reply) =>
      whileStreaming(request as FastifyRequest, reply as FastifyReply, async () => {
        const actor = requireActor(request as FastifyRequest);
        await requireRoomOnDisk(context, store, expectedBytes(request as FastifyRequest));
        const leave = slots(actor);
        try {
          const { received, wishes } = await receiveOnly(context, store, request as FastifyRequest);
          return reply.status(201).send(await keep({ context, store, actor, wishes }, received));
        } finally {
          leave();
        }
      }),
  );
  app.delete(
    '/api/uploads/:id',
    { schema: { params: IdParams, response: { 204: Nothing, ...failures } } },
    async (request, reply) => {
      await db.run('attachments.drop', requireActor(request as FastifyRequest), request.params);
      return reply.status(204).send(null);
    },
  );
  app.put(
    '/api/me/avatar',
    {
      schema: { response: { 200: Person, ...failures }, consumes: ['multipart/form-data'] },
      config: { ...uploadRate(context).config, form: PictureForm },
    },
    (request, reply) =>
      whileStreaming(request as FastifyRequest, reply as FastifyReply, async () => {
        const actor = requireActor(request as FastifyRequest);
        await requireRoomOnDisk(
          context,
          store,
          Math.min(expectedBytes(request as FastifyRequest), config.maxUploadBytes + multipartOverheadBytes),
        );
        const part = await onlyFile(request as FastifyRequest);
        await setAvatar({ context, store, actor }, part);
        return db.read('accounts.person', actor, { id: actor.personId });
      }),
  );
  app.delete('/api/me/avatar', { schema: { response: { 200: Person, ...failures } } }, async (request) => {
    const actor = requireActor(request as FastifyRequest);
    await db.run('attachments.set-avatar', actor, { media: null });
    return db.read('accounts.person', actor, { id: actor.personId });
  });
}

async function setAvatar(input: { context: Context; store: MediaStore; actor: Actor }, part: MultipartFile) {
  const { context, store, actor } = input;
  const received = await receive(context, store, part);
  const folder = await context.db.run('attachments.new-id', actor);
  const diskName = store.originalName(randomUUID(), 'avatar.webp');
  const square = store.temporaryPath();
  try {
    if (received.inspection.kind !== 'image') {
      throw new AppError('type-not-allowed', { name: received.name, found: received.inspection.mime });
    }
    const rendition = await context.media.avatar({ path: received.path, outDir: store.derivedDir(folder) });
    // What the person chose is not kept: the square is all that anybody needs.
    await copyFile(store.derivedPath(folder, rendition.file), square);
    await store.keepOriginal(square, diskName);
    const { sha256, inspection } = received;
    const media = {
      name: 'avatar.webp',
      diskName,
      size: rendition.size,
      sha256,
      inspection,
      rendition,
      folder,
    };
    await context.db.run('attachments.set-avatar', actor, { media });
  } catch (error) {
    await store.removeDerived(folder);
    await store.removeOriginal(diskName);
    const { code } = error as { code?: string };
    if (code === 'unreadable')
      throw new AppError('type-not-allowed', { name: received.name, found: 'unreadable' });
    throw error;
  } finally {
    await store.removeTemporary(received.path);
    await store.removeTemporary(square);
  }
}
