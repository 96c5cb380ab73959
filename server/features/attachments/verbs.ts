import type { File } from '../../../protocol/attachments.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import type { AcceptedInspection, Rendition } from '../../media/types.ts';
import { deleteMedia } from './attachments.ts';
import { convertWrites } from './convert-verbs.ts';
import { deriveWrites, priorities } from './derive-verbs.ts';
import { fileView, type MediaRow, mediaColumns } from './store.ts';
import { findMedia, tellUpdated } from './tell.ts';

export interface NewMedia {
  name: string;
  diskName: string;
  size: number;
  sha256: Uint8Array;
  inspection: AcceptedInspection;
  wishes: Wishes;
}

/** What the sender asked for with the file. */
export interface Wishes {
  keepMetadata: boolean;
  /** It was spoken into the chat. */
  voice: boolean;
}

const unclaimedMs = 24 * 3_600_000;

async function insertMedia(tx: Write, actor: Actor, input: NewMedia): Promise<string> {
  const id = tx.newId();
  const { inspection } = input;
  await tx.run(
    `insert into media (id, owner_id, name, disk_name, kind, mime, size, sha256, width, height, duration_ms,
                        animated, thumbhash, state, reason, inspection, created_at, voice, keep_metadata)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'processing', ?, ?, ?, ?, ?)`,
    id,
    actor.personId,
    input.name,
    input.diskName,
    inspection.kind,
    inspection.mime,
    input.size,
    input.sha256,
    inspection.width,
    inspection.height,
    inspection.durationMs,
    inspection.animated ? 1 : 0,
    inspection.thumbhash,
    inspection.reason,
    JSON.stringify(inspection),
    tx.now,
    input.wishes.voice && inspection.kind === 'audio' ? 1 : 0,
    input.wishes.keepMetadata ? 1 : 0,
  );
  return id;
}

export const attachmentWrites = {
  ...deriveWrites,
  ...convertWrites,

  /** A new upload that no message has yet, and the job that prepares it. */
  'attachments.add': async (tx: Write, actor: Actor, input: NewMedia): Promise<File> => {
    const id = await insertMedia(tx, actor, input);
    await tx.run(
      'insert into jobs (id, name, subject, owner_id, priority, payload, run_at, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
      tx.newId(),
      'derive',
      id,
      actor.personId,
      priorities[input.inspection.kind],
      '{}',
      tx.now,
      tx.now,
    );
    tx.after('derive-waiting', {});
    return fileView((await findMedia(tx, id)) as MediaRow);
  },

  'attachments.drop': async (tx: Write, actor: Actor, input: { id: string }) => {
    const row = await tx.get<MediaRow>(
      `select ${mediaColumns} from media m where id = ? and owner_id = ? and claimed_at is null`,
      input.id,
      actor.personId,
    );
    if (!row) throw new AppError('not-found');
    await deleteMedia(tx, [row]);
  },

  'attachments.set-avatar': async (
    tx: Write,
    actor: Actor,
    input: { media: (Omit<NewMedia, 'wishes'> & { rendition: Rendition; folder: string }) | null },
  ): Promise<string | null> => {
    const before = await tx.get<{ avatar_media_id: string | null }>(
      'select avatar_media_id from users where id = ?',
      actor.personId,
    );
    let id: string | null = null;
    if (input.media) {
      id = input.media.folder;
      await tx.run(
        `insert into media (id, owner_id, name, disk_name, kind, mime, size, sha256, state, inspection, renditions,
                            derived_bytes, claimed_at, created_at)
         values (?, ?, ?, ?, 'image', ?, ?, ?, 'ready', ?, ?, ?, ?, ?)`,
        id,
        actor.personId,
        input.media.name,
        input.media.diskName,
        input.media.rendition.mime,
        input.media.size,
        input.media.sha256,
        JSON.stringify(input.media.inspection),
        JSON.stringify([input.media.rendition]),
        input.media.rendition.size,
        tx.now,
        tx.now,
      );
    }
    await tx.run('update users set avatar_media_id = ? where id = ?', id, actor.personId);
    const old = before?.avatar_media_id ? await findMedia(tx, before.avatar_media_id) : undefined;
    if (old) await deleteMedia(tx, [old]);
    await tx.emit({ stream: 'server', event: 'person.updated', subject: actor.personId });
    return id;
  },

  'attachments.unlinked': async (tx: Write, _actor: Actor, input: { paths: string[] }) => {
    for (const path of input.paths) await tx.run('delete from pending_unlinks where path = ?', path);
  },

  'attachments.sweep-unclaimed': async (tx: Write) => {
    const rows = await tx.all<MediaRow>(
      `select ${mediaColumns} from media m where claimed_at is null and created_at < ? limit 200`,
      tx.now - unclaimedMs,
    );
    if (rows.length > 0) await deleteMedia(tx, rows);
  },

  'attachments.missing': async (tx: Write, _actor: Actor, input: { id: string }) => {
    const changed = await tx.run(
      `update media set state = 'failed', reason = 'file-missing', renditions = '[]' where id = ? and state <> 'failed'`,
      input.id,
    );
    if (changed > 0) await tellUpdated(tx, input.id);
  },

  /** An id for a folder before its row exists. */
  'attachments.new-id': async (tx: Write) => tx.newId(),
};

export const attachmentReads = {
  /** A file as the actor sees it: of a room that is there, somebody's avatar, or an own upload. */
  'attachments.find': async (sql: Sql, actor: Actor, input: { id: string }) => {
    const row = await sql.get<MediaRow>(
      `select ${mediaColumns} from media m where id = ?1 and (
         (claimed_at is null and owner_id = ?2)
         or exists (select 1 from users where avatar_media_id = m.id)
         or exists (select 1 from attachments a join rooms r on r.id = a.room_id
                      join messages g on g.id = a.message_id
                     where a.media_id = m.id and r.removed_at is null and g.deleted_at is null))`,
      input.id,
      actor.personId,
    );
    if (!row) throw new AppError('not-found');
    return row;
  },
  /** A file's row, for the work on it. */
  'attachments.row': async (sql: Sql, _actor: Actor, input: { id: string }) => findMedia(sql, input.id),
  /** Whose stream hears of a file: its room's, or its owner's while no message has it. */
  'attachments.stream': async (sql: Sql, _actor: Actor, input: { id: string }) =>
    (
      await sql.get<{ stream: string }>(
        `select coalesce('room:' || a.room_id, 'person:' || m.owner_id) as stream
           from media m left join attachments a on a.media_id = m.id where m.id = ?`,
        input.id,
      )
    )?.stream,
  /** What is due to go; the time is a number of milliseconds since 1970. */
  'attachments.pending-unlinks': async (sql: Sql, _actor: Actor, input: { now: number }) =>
    (
      await sql.all<{ path: string }>(
        'select path from pending_unlinks where created_at <= ? limit 500',
        input.now,
      )
    ).map((row) => row.path),
  'attachments.known': async (sql: Sql) =>
    sql.all<{ id: string; disk_name: string; state: string }>('select id, disk_name, state from media'),
};

export const attachmentRenderers: Renderers = {
  'attachment.updated': async (sql, { subject, stream, extra }) => {
    const row = await findMedia(sql, String(extra.file));
    if (!row) return { event: 'message.deleted', data: { id: subject, room: stream.replace('room:', '') } };
    return { data: { message: extra.message ?? null, room: extra.room ?? null, file: fileView(row) } };
  },
};
