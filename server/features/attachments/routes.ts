import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { File } from '../../../protocol/attachments.ts';
import type { Context } from '../../context.ts';
import type { Actor } from '../../db/sql.ts';
import { openMediaStore } from '../../media/store.ts';
import { mountDelivery } from './deliver.ts';
import { startProcessing } from './processing.ts';
import { keep, type Received, receive, requireRoomOnDisk, wishesOf } from './receive.ts';
import {
  expectedBytes,
  mountUploads,
  registerMultipart,
  uploadRate,
  uploadSlots,
  whileStreaming,
} from './uploads.ts';

/** What the feature above needs to make a message of files that arrive. */
export interface Intake {
  /** Refuses while the disk is nearly full. */
  requireRoom(request: FastifyRequest): Promise<void>;
  /** Takes one of a person's places for uploads, before anything is received; answers how to give it back. */
  slot(actor: Actor): () => void;
  receive(part: MultipartFile): Promise<Received>;
  /** `fields` of the form may tell how its files are to be treated. */
  keep(actor: Actor, received: Received, fields: Readonly<Record<string, string>>): Promise<File>;
  discard(received: readonly Received[]): Promise<void>;
  /** Runs a handler; whatever it refuses is answered while the rest still arrives. */
  whileStreaming: typeof whileStreaming;
  rate: ReturnType<typeof uploadRate>;
}

/** Everything about files but how they get into messages. */
export async function mountAttachments(context: Context): Promise<Intake> {
  const store = await openMediaStore(context.config);
  const slots = uploadSlots(context.config.limits.uploadsInFlight);
  await registerMultipart(context);
  mountUploads(context, store, slots);
  mountDelivery(context, store);
  await startProcessing(context, store);
  return {
    requireRoom: (request) => requireRoomOnDisk(context, store, expectedBytes(request)),
    slot: slots,
    receive: (part) => receive(context, store, part),
    keep: (actor, received, fields) => keep({ context, store, actor, wishes: wishesOf(fields) }, received),
    discard: async (received) => {
      for (const { path } of received) await store.removeTemporary(path);
    },
    whileStreaming,
    rate: uploadRate(context),
  };
}
