import type { Actor, Write } from '../../db/sql.ts';
import type { Derived, MediaReason, Rendition } from '../../media/types.ts';
import { derivedFolder, type MediaRow, type RenditionRow, renditionsOf } from './store.ts';
import { findMedia, tellUpdated } from './tell.ts';

/** So long a player that is in the midst of a stream may go on with it, once what is converted is there whole. */
export const streamLingersMs = 60_000;

/** Conversions come after all that is quick; sounds have places of their own. */
export const conversionPriorities = { audio: 5, video: 6 } as const;

const withoutStream = (row: MediaRow): RenditionRow[] =>
  renditionsOf(row).filter((rendition) => rendition.variant !== 'stream');

async function setRenditions(tx: Write, id: string, renditions: readonly RenditionRow[]): Promise<void> {
  await tx.run('update media set renditions = ? where id = ?', JSON.stringify(renditions), id);
}

async function removeLater(tx: Write, input: { id: string; file: string; inMs: number }): Promise<void> {
  await tx.run(
    'insert into pending_unlinks (path, created_at) values (?, ?) on conflict (path) do nothing',
    `${derivedFolder(input.id)}/${input.file}`,
    tx.now + input.inMs,
  );
}

export const convertWrites = {
  /** After a start: no stream grows on. Whoever watched one is told; what takes its place has another address. */
  'attachments.forget-streams': async (tx: Write) => {
    const rows = await tx.all<{ id: string }>(
      `select id from media m where state = 'processing'
          and exists (select 1 from json_each(m.renditions) where value ->> 'variant' = 'stream')`,
    );
    for (const { id } of rows) {
      const row = (await findMedia(tx, id)) as MediaRow;
      for (const { variant, file } of renditionsOf(row)) {
        if (variant === 'stream') await removeLater(tx, { id, file, inMs: 0 });
      }
      await setRenditions(tx, id, withoutStream(row));
      await tellUpdated(tx, id);
    }
    if (rows.length > 0) tx.after('unlink-pending', {});
  },

  /** What a conversion has made so far can be watched; null: no more. */
  'attachments.streaming': async (
    tx: Write,
    _actor: Actor,
    input: { id: string; stream: Rendition | null },
  ) => {
    const row = await findMedia(tx, input.id);
    if (row?.state !== 'processing') return;
    const before = renditionsOf(row);
    const after = [...withoutStream(row), ...(input.stream ? [input.stream] : [])];
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await setRenditions(tx, input.id, after);
    await tellUpdated(tx, input.id);
  },

  /**
   * The outcome of a conversion: what plays, or why nothing does. `streams` are the files that players may still be in the
   * midst of. False when the media went meanwhile, so that what was made has to go too.
   */
  'attachments.converted': async (
    tx: Write,
    _actor: Actor,
    input: {
      id: string;
      play: Rendition | null;
      /** The mark of an original that was cleaned after the conversion, if it was. */
      clean: Rendition[];
      reason: MediaReason | null;
      streams: string[];
      size: number;
    },
  ): Promise<boolean> => {
    const { id, play, reason } = input;
    await tx.run(`delete from jobs where name = 'convert' and subject = ?`, id);
    const row = await findMedia(tx, id);
    if (!row) return false;
    const renditions = [...withoutStream(row), ...input.clean, ...(play ? [play] : [])];
    await tx.run(
      'update media set renditions = ?, derived_bytes = ?, size = ?, state = ?, reason = ? where id = ?',
      JSON.stringify(renditions),
      bytesBeside(renditions),
      input.size,
      play ? 'ready' : 'failed',
      reason,
      id,
    );
    for (const file of input.streams) await removeLater(tx, { id, file, inMs: streamLingersMs });
    await tellUpdated(tx, id);
    return true;
  },
};

/** The clean one has taken the original's place: it is kept as a mark, and not counted a second time. */
export function bytesBeside(renditions: readonly RenditionRow[]): number {
  return renditions.reduce((sum, { variant, size }) => (variant === 'clean' ? sum : sum + size), 0);
}

/** The job of the second half, where the first one found that there is one. */
export async function enqueueConversion(tx: Write, id: string): Promise<void> {
  const row = await findMedia(tx, id);
  if (!row) return;
  await tx.run(
    `insert into jobs (id, name, subject, owner_id, priority, payload, run_at, created_at) values (?, 'convert', ?, ?, ?, '{}', ?, ?)
       on conflict (name, subject) do nothing`,
    tx.newId(),
    id,
    row.owner_id,
    row.kind === 'audio' ? conversionPriorities.audio : conversionPriorities.video,
    tx.now,
    tx.now,
  );
  tx.after('derive-waiting', {});
}

/** The first half of the work is done, and the second one is needed. */
export function needsConversion({ state, reason }: Pick<Derived, 'state' | 'reason'>): boolean {
  return state === 'ready' && reason === 'not-playable-yet';
}
