import type { File } from '../../../protocol/attachments.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import type { AcceptedInspection, Derived, Rendition } from '../../media/types.ts';
import { deleteMedia } from './attachments.ts';
import { fileView, type MediaRow, mediaColumns } from './store.ts';

declare module '../../db/sql.ts' {
  interface Effects {
    /** Media waits to be worked on. */
    'derive-waiting': Record<string, never>;
  }
}

export interface NewMedia {
  name: string;
  diskName: string;
  size: number;
  sha256: Uint8Array;
  inspection: AcceptedInspection;
}

export interface DeriveJob {
  mediaId: string;
  ownerId: string;
  diskName: string;
  inspection: AcceptedInspection;
  attempts: number;
}

const unclaimedMs = 24 * 3_600_000;
/** Pictures and posters are waited for; conversions take their time. */
const priorities: Record<File['kind'], number> = { image: 1, document: 2, audio: 3, video: 4 };

async function findMedia(sql: Sql, id: string): Promise<MediaRow | undefined> {
  return sql.get<MediaRow>(`select ${mediaColumns} from media m where id = ?`, id);
}

async function insertMedia(tx: Write, actor: Actor, input: NewMedia): Promise<string> {
  const id = tx.newId();
  const { inspection } = input;
  await tx.run(
    `insert into media (id, owner_id, name, disk_name, kind, mime, size, sha256, width, height, duration_ms,
                        animated, thumbhash, state, reason, inspection, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'processing', ?, ?, ?)`,
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
  );
  return id;
}

/** Tells whoever may see the file: its room, or its owner while no message has it. */
async function tellUpdated(tx: Write, mediaId: string): Promise<void> {
  const row = await findMedia(tx, mediaId);
  if (!row) return;
  const place = await tx.get<{ message_id: string; room_id: string }>(
    'select message_id, room_id from attachments where media_id = ?',
    mediaId,
  );
  await tx.emit({
    stream: place ? `room:${place.room_id}` : `person:${row.owner_id}`,
    event: 'attachment.updated',
    // The message, so that it takes the frames of its files along when it goes.
    subject: place?.message_id ?? mediaId,
    extra: { file: mediaId, message: place?.message_id ?? null, room: place?.room_id ?? null },
    data: { message: place?.message_id ?? null, room: place?.room_id ?? null, file: fileView(row) },
  });
}

export const attachmentWrites = {
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

  /** After a start: what was under way when the process ended begins anew. */
  'attachments.recover': async (tx: Write) => {
    await tx.run('update jobs set started_at = null where started_at is not null');
  },

  /** The next job, `ownersServed` last among equals, so that nobody's twenty videos delay another's picture. */
  'attachments.take-job': async (
    tx: Write,
    _actor: Actor,
    input: { ownersServed: string[]; videos: boolean },
  ): Promise<DeriveJob | null> => {
    const rows = await tx.all<{
      id: string;
      subject: string;
      owner_id: string;
      priority: number;
      attempts: number;
    }>(
      `select id, subject, owner_id, priority, attempts from jobs j
        where started_at is null and (priority = ?1) = ?2 and id = (select id from jobs k where k.owner_id = j.owner_id
              and k.started_at is null and (k.priority = ?1) = ?2 order by k.priority, k.id limit 1)`,
      priorities.video,
      input.videos ? 1 : 0,
    );
    const turn = (owner: string) => input.ownersServed.indexOf(owner);
    const [next] = rows.toSorted((a, b) => a.priority - b.priority || turn(a.owner_id) - turn(b.owner_id));
    if (!next) return null;
    await tx.run('update jobs set started_at = ?, attempts = attempts + 1 where id = ?', tx.now, next.id);
    const media = await tx.get<{ disk_name: string; inspection: string }>(
      'select disk_name, inspection from media where id = ?',
      next.subject,
    );
    if (!media) {
      await tx.run('delete from jobs where id = ?', next.id);
      return null;
    }
    return {
      mediaId: next.subject,
      ownerId: next.owner_id,
      diskName: media.disk_name,
      inspection: JSON.parse(media.inspection) as AcceptedInspection,
      attempts: next.attempts + 1,
    };
  },

  /** A poster that is there before the rest. */
  'attachments.poster': async (
    tx: Write,
    _actor: Actor,
    input: { id: string; renditions: Rendition[]; thumbhash: string | null },
  ) => {
    const changed = await tx.run(
      'update media set renditions = ?, thumbhash = coalesce(?, thumbhash) where id = ?',
      JSON.stringify(input.renditions),
      input.thumbhash,
      input.id,
    );
    if (changed > 0) await tellUpdated(tx, input.id);
  },

  /** The outcome of a job; false when its media went meanwhile, so that what was made has to go too. */
  'attachments.derived': async (
    tx: Write,
    _actor: Actor,
    input: { id: string; derived: Derived; size: number },
  ): Promise<boolean> => {
    const { derived } = input;
    await tx.run(`delete from jobs where name = 'derive' and subject = ?`, input.id);
    // The clean one has taken the original's place: it is kept as a mark, and not counted a second time.
    const beside = derived.renditions.filter((rendition) => rendition.variant !== 'clean');
    const changed = await tx.run(
      `update media set renditions = ?, derived_bytes = ?, size = ?, width = coalesce(?, width),
              height = coalesce(?, height), duration_ms = coalesce(?, duration_ms), animated = ?,
              thumbhash = coalesce(?, thumbhash), state = ?, reason = ? where id = ?`,
      JSON.stringify(derived.renditions),
      beside.reduce((sum, rendition) => sum + rendition.size, 0),
      input.size,
      derived.width,
      derived.height,
      derived.durationMs,
      derived.animated ? 1 : 0,
      derived.thumbhash,
      derived.state,
      derived.reason,
      input.id,
    );
    if (changed > 0) await tellUpdated(tx, input.id);
    return changed > 0;
  },

  'attachments.set-avatar': async (
    tx: Write,
    actor: Actor,
    input: { media: (NewMedia & { rendition: Rendition; folder: string }) | null },
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
  /** Whose stream hears of a file: its room's, or its owner's while no message has it. */
  'attachments.stream': async (sql: Sql, _actor: Actor, input: { id: string }) =>
    (
      await sql.get<{ stream: string }>(
        `select coalesce('room:' || a.room_id, 'person:' || m.owner_id) as stream
           from media m left join attachments a on a.media_id = m.id where m.id = ?`,
        input.id,
      )
    )?.stream,
  'attachments.pending-unlinks': async (sql: Sql) =>
    (await sql.all<{ path: string }>('select path from pending_unlinks limit 500')).map((row) => row.path),
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
