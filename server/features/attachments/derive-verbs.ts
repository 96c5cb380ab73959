import type { File } from '../../../protocol/attachments.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import type { AcceptedInspection, Derived, Rendition } from '../../media/types.ts';
import { fileView, type MediaRow, mediaColumns } from './store.ts';

declare module '../../db/sql.ts' {
  interface Effects {
    /** Media waits to be worked on. */
    'derive-waiting': Record<string, never>;
  }
}

export interface DeriveJob {
  mediaId: string;
  ownerId: string;
  diskName: string;
  inspection: AcceptedInspection;
  keepMetadata: boolean;
  attempts: number;
}

/** Pictures and posters are waited for; conversions take their time. */
export const priorities: Record<File['kind'], number> = { image: 1, document: 2, audio: 3, video: 4 };

export async function findMedia(sql: Sql, id: string): Promise<MediaRow | undefined> {
  return sql.get<MediaRow>(`select ${mediaColumns} from media m where id = ?`, id);
}

/** Tells whoever may see the file: its room, or its owner while no message has it. */
export async function tellUpdated(tx: Write, mediaId: string): Promise<void> {
  const row = await findMedia(tx, mediaId);
  if (!row) return;
  const place = await tx.get<{ message_id: string; room_id: string; removed_at: number | null }>(
    `select a.message_id, a.room_id, r.removed_at from attachments a join rooms r on r.id = a.room_id
      where a.media_id = ?`,
    mediaId,
  );
  // The room's stream went with the room: an event now would begin it anew.
  if (place && place.removed_at !== null) return;
  await tx.emit({
    stream: place ? `room:${place.room_id}` : `person:${row.owner_id}`,
    event: 'attachment.updated',
    // The message, so that it takes the frames of its files along when it goes.
    subject: place?.message_id ?? mediaId,
    extra: { file: mediaId, message: place?.message_id ?? null, room: place?.room_id ?? null },
    data: { message: place?.message_id ?? null, room: place?.room_id ?? null, file: fileView(row) },
  });
}

/** What the work on a file reads and writes. */
export const deriveWrites = {
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
        where started_at is null and run_at <= ?3 and (priority = ?1) = ?2 and id = (select id from jobs k where k.owner_id = j.owner_id
              and k.started_at is null and k.run_at <= ?3 and (k.priority = ?1) = ?2 order by k.priority, k.id limit 1)`,
      priorities.video,
      input.videos ? 1 : 0,
      tx.now,
    );
    const turn = (owner: string) => input.ownersServed.indexOf(owner);
    const [next] = rows.toSorted((a, b) => a.priority - b.priority || turn(a.owner_id) - turn(b.owner_id));
    if (!next) return null;
    await tx.run('update jobs set started_at = ?, attempts = attempts + 1 where id = ?', tx.now, next.id);
    const media = await tx.get<{ disk_name: string; inspection: string; keep_metadata: number }>(
      'select disk_name, inspection, keep_metadata from media where id = ?',
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
      keepMetadata: media.keep_metadata === 1,
      attempts: next.attempts + 1,
    };
  },

  /** A job that was broken off for a reason outside its file: it counts as not tried, and is due again later. */
  'attachments.hand-back-job': async (tx: Write, _actor: Actor, input: { id: string; inMs: number }) => {
    await tx.run(
      `update jobs set started_at = null, attempts = attempts - 1, run_at = ?
        where name = 'derive' and subject = ? and started_at is not null`,
      tx.now + input.inMs,
      input.id,
    );
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
              height = coalesce(?, height), duration_ms = coalesce(?, duration_ms), animated = ?, pages = ?, waveform = ?,
              thumbhash = coalesce(?, thumbhash), state = ?, reason = ? where id = ?`,
      JSON.stringify(derived.renditions),
      beside.reduce((sum, rendition) => sum + rendition.size, 0),
      input.size,
      derived.width,
      derived.height,
      derived.durationMs,
      derived.animated ? 1 : 0,
      derived.pages,
      derived.waveform,
      derived.thumbhash,
      derived.state,
      derived.reason,
      input.id,
    );
    if (changed > 0) await tellUpdated(tx, input.id);
    return changed > 0;
  },
};
