import type { File } from '../../../protocol/attachments.ts';
import type { Actor, Write } from '../../db/sql.ts';
import type { AcceptedInspection, Derived, Rendition } from '../../media/types.ts';
import { bytesBeside, enqueueConversion, needsConversion } from './convert-verbs.ts';
import { tellUpdated } from './tell.ts';

declare module '../../db/sql.ts' {
  interface Effects {
    /** Media waits to be worked on. */
    'derive-waiting': Record<string, never>;
  }
}

export interface DeriveJob {
  /** `derive` is all that is quick; `convert` what takes minutes, where it is needed. */
  name: 'derive' | 'convert';
  mediaId: string;
  ownerId: string;
  diskName: string;
  inspection: AcceptedInspection;
  keepMetadata: boolean;
  attempts: number;
}

/** Pictures and posters are waited for; conversions take their time. */
export const priorities: Record<File['kind'], number> = { image: 1, document: 2, audio: 3, video: 4 };

/** What the work on a file reads and writes. */
export const deriveWrites = {
  /** After a start: what was under way when the process ended begins anew. */
  'attachments.recover': async (tx: Write) => {
    await tx.run('update jobs set started_at = null where started_at is not null');
  },

  /**
   * The next job of one of the priorities: `ownersServed` last among equals, so that nobody's twenty videos delay another's
   * picture; `ownersBusy` not at all.
   */
  'attachments.take-job': async (
    tx: Write,
    _actor: Actor,
    input: { ownersServed: string[]; ownersBusy: string[]; priorities: number[] },
  ): Promise<DeriveJob | null> => {
    const rows = await tx.all<{
      id: string;
      name: DeriveJob['name'];
      subject: string;
      owner_id: string;
      priority: number;
      attempts: number;
    }>(
      `with due as (select id, name, subject, owner_id, priority, attempts from jobs
                     where started_at is null and run_at <= ?1 and priority in (select value from json_each(?2))
                       and owner_id not in (select value from json_each(?3)))
       select * from due d where id = (select id from due where owner_id = d.owner_id order by priority, id limit 1)`,
      tx.now,
      JSON.stringify(input.priorities),
      JSON.stringify(input.ownersBusy),
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
      name: next.name,
      mediaId: next.subject,
      ownerId: next.owner_id,
      diskName: media.disk_name,
      inspection: JSON.parse(media.inspection) as AcceptedInspection,
      keepMetadata: media.keep_metadata === 1,
      attempts: next.attempts + 1,
    };
  },

  /** A job that was broken off for a reason outside its file: it counts as not tried, and is due again later. */
  'attachments.hand-back-job': async (
    tx: Write,
    _actor: Actor,
    input: { id: string; name: DeriveJob['name']; inMs: number },
  ) => {
    await tx.run(
      `update jobs set started_at = null, attempts = attempts - 1, run_at = ?
        where name = ? and subject = ? and started_at is not null`,
      tx.now + input.inMs,
      input.name,
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

  /**
   * What was derived; a file that has to be converted is still in the works then. False when its media went meanwhile, so
   * that what was made has to go too.
   */
  'attachments.derived': async (
    tx: Write,
    _actor: Actor,
    input: { id: string; derived: Derived; size: number },
  ): Promise<boolean> => {
    const { derived } = input;
    await tx.run(`delete from jobs where name = 'derive' and subject = ?`, input.id);
    const goesOn = needsConversion(derived);
    const changed = await tx.run(
      `update media set renditions = ?, derived_bytes = ?, size = ?, width = coalesce(?, width),
              height = coalesce(?, height), duration_ms = coalesce(?, duration_ms), animated = ?, pages = ?, waveform = ?,
              thumbhash = coalesce(?, thumbhash), state = ?, reason = ? where id = ?`,
      JSON.stringify(derived.renditions),
      bytesBeside(derived.renditions),
      input.size,
      derived.width,
      derived.height,
      derived.durationMs,
      derived.animated ? 1 : 0,
      derived.pages,
      derived.waveform,
      derived.thumbhash,
      goesOn ? 'processing' : derived.state,
      goesOn ? null : derived.reason,
      input.id,
    );
    if (goesOn) await enqueueConversion(tx, input.id);
    if (changed > 0) await tellUpdated(tx, input.id);
    return changed > 0;
  },
};
