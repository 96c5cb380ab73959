import type { Sql, Write } from '../../db/sql.ts';
import { fileView, type MediaRow, mediaColumns } from './store.ts';

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
