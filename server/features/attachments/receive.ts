import { randomUUID } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { File } from '../../../protocol/attachments.ts';
import type { Context } from '../../context.ts';
import type { Actor } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import { displayName } from '../../media/names.ts';
import type { MediaStore } from '../../media/store.ts';
import type { AcceptedInspection } from '../../media/types.ts';
import { FileSink } from './file-sink.ts';
import { measureUpload } from './measure.ts';
import type { Wishes } from './verbs.ts';

/** A file on the disk that nothing refers to yet. */
export interface Received {
  path: string;
  name: string;
  size: number;
  sha256: Uint8Array;
  inspection: AcceptedInspection;
}

/** Counts, hashes and sniffs one part into a temporary file; throws before more than the limit is on the disk. */
export async function receive(context: Context, store: MediaStore, part: MultipartFile): Promise<Received> {
  // Browsers and curl write a quotation mark of a name so (WHATWG HTML, multipart/form-data encoding).
  const name = displayName((part.filename ?? '').replaceAll('%22', '"'));
  const path = store.temporaryPath();
  const limit = context.config.maxUploadBytes;
  const sink = new FileSink(path, limit, () => new AppError('file-too-large', { name, limit }));
  try {
    await pipeline(part.file, sink);
    const { size } = sink;
    if (part.file.truncated) throw new AppError('file-too-large', { name, limit });
    const inspection = await context.media.inspect({ path, name });
    if (size === 0) throw new AppError('type-not-allowed', { name, found: 'empty' });
    if (inspection.outcome === 'refused')
      throw new AppError('type-not-allowed', { name, found: inspection.found });
    return { path, name, size, sha256: sink.digest(), inspection };
  } catch (error) {
    await store.removeTemporary(path);
    throw error;
  } finally {
    measureUpload(context.metrics, sink.size);
  }
}

/** The sender's wishes among the fields of a form. */
export function wishesOf(fields: { metadata?: unknown; voice?: unknown }): Wishes {
  return { keepMetadata: fields.metadata === 'keep', voice: fields.voice === '1' };
}

/** Makes a received file durable under its own name, then known to the database. */
export async function keep(
  input: { context: Context; store: MediaStore; actor: Actor; wishes: Wishes },
  received: Received,
): Promise<File> {
  const { context, store, actor, wishes } = input;
  const diskName = store.originalName(randomUUID(), received.name);
  try {
    await store.keepOriginal(received.path, diskName);
    const { name, size, sha256, inspection } = received;
    return await context.db.run('attachments.add', actor, {
      name,
      diskName,
      size,
      sha256,
      inspection,
      wishes,
    });
  } catch (error) {
    await store.removeTemporary(received.path);
    await store.removeOriginal(diskName);
    throw error;
  }
}

/** Refuses early, before the disk is so full that deleting fails. */
export async function requireRoomOnDisk(
  context: Context,
  store: MediaStore,
  expectedBytes: number,
): Promise<void> {
  if ((await store.freeBytes()) - expectedBytes < context.config.minFreeBytes)
    throw new AppError('storage-full');
}
