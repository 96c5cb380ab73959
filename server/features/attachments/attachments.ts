import type { Actor, Sql, Write } from '../../db/sql.ts';
import { invalid } from '../../http/errors.ts';
import { fileView, type MediaRow, mediaColumns, pathsOf } from './store.ts';

// Types only: their code is the main thread's, this door's verbs are the database threads'.
export type { Received } from './receive.ts';
export type { Intake } from './routes.ts';

declare module '../../db/sql.ts' {
  interface Effects {
    /** Files were left behind by a committed deletion. */
    'unlink-pending': Record<string, never>;
  }
}

/** Makes uploads of the actor part of a message, in the order named; throws `invalid-request` for any other id. */
export async function claim(
  tx: Write,
  actor: Actor,
  input: { uploads: readonly string[]; messageId: string; roomId: string },
): Promise<void> {
  for (const [position, mediaId] of input.uploads.entries()) {
    const claimed = await tx.run(
      'update media set claimed_at = ? where id = ? and owner_id = ? and claimed_at is null',
      tx.now,
      mediaId,
      actor.personId,
    );
    if (claimed === 0) throw invalid('attachments', 'own uploads that no message has');
    await tx.run(
      `insert into attachments (message_id, position, room_id, media_id, seq)
       values (?1, ?2, ?3, ?4, (select seq from messages where id = ?1))`,
      input.messageId,
      position,
      input.roomId,
      mediaId,
    );
  }
}

/** The files of messages, each message's in order. */
export async function filesOf(sql: Sql, messageIds: readonly string[]) {
  const byMessage = new Map<string, ReturnType<typeof fileView>[]>();
  if (messageIds.length === 0) return byMessage;
  const rows = await sql.all<MediaRow & { message_id: string }>(
    `select a.message_id, ${mediaColumns} from attachments a join media m on m.id = a.media_id
      where a.message_id in (select value from json_each(?)) order by a.message_id, a.position`,
    JSON.stringify(messageIds),
  );
  for (const row of rows) {
    const files = byMessage.get(row.message_id);
    if (files) files.push(fileView(row));
    else byMessage.set(row.message_id, [fileView(row)]);
  }
  return byMessage;
}

/** Deletes the files of messages that are about to go: rows now, paths once this transaction has committed. */
export async function release(tx: Write, messageIds: readonly string[]): Promise<void> {
  if (messageIds.length === 0) return;
  const rows = await tx.all<MediaRow>(
    `select ${mediaColumns} from attachments a join media m on m.id = a.media_id
      where a.message_id in (select value from json_each(?))`,
    JSON.stringify(messageIds),
  );
  if (rows.length === 0) return;
  await tx.run(
    'delete from attachments where message_id in (select value from json_each(?))',
    JSON.stringify(messageIds),
  );
  await deleteMedia(tx, rows);
}

/** Deletes media that nothing refers to any more. */
export async function deleteMedia(tx: Write, rows: readonly MediaRow[]): Promise<void> {
  for (const row of rows) {
    for (const path of pathsOf(row)) {
      await tx.run(
        'insert into pending_unlinks (path, created_at) values (?, ?) on conflict (path) do nothing',
        path,
        tx.now,
      );
    }
    await tx.run('delete from jobs where subject = ?', row.id);
    await tx.run('delete from media where id = ?', row.id);
  }
  tx.after('unlink-pending', {});
}
