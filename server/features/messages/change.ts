import { limits } from '../../../protocol/limits.ts';
import type { Message, MessageEdits } from '../../../protocol/messages.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { AppError, invalid } from '../../http/errors.ts';
import { filesOf, release } from '../attachments/attachments.ts';
import { roomStream } from '../rooms/rooms.ts';
import {
  findMessage,
  findMessageRow,
  type MessageRow,
  messageColumns,
  messageView,
  repliesTo,
  textWritten,
} from './store.ts';
import { noteLive } from './trim.ts';

/** How long a deleted message can be brought back, in milliseconds; its files go after that. */
const undoMs = 5000;
/** A request that comes at the last moment must not meet the purge. */
const purgeAfterMs = undoMs + 1000;
const purgeAtMost = 100;
const editsKept = 50;

/** The actor's own message, or any one where the admin deletes; for others it is “not found”. */
async function findOwn(
  tx: Write,
  actor: Actor,
  id: string,
  options = { adminToo: false },
): Promise<MessageRow> {
  const row = await findMessageRow(tx, id);
  if (!row) throw new AppError('not-found');
  const allowed = row.author_id === actor.personId || (options.adminToo && actor.role === 'admin');
  if (!allowed) throw new AppError('forbidden');
  return row;
}

async function emitFor(
  tx: Write,
  row: MessageRow,
  event: 'message.updated' | 'message.restored',
): Promise<Message> {
  const message = await messageView(tx, row);
  const invalidates = await repliesTo(tx, [row.id]);
  await tx.emit({ stream: roomStream(row.room_id), event, subject: row.id, data: message, invalidates });
  return message;
}

/** No change, no event. A message of files alone may lose its text, never its last content. */
export async function editMessage(
  tx: Write,
  actor: Actor,
  input: { id: string; text: string; here?: string[] },
): Promise<Message> {
  const row = await findOwn(tx, actor, input.id);
  const text = input.text.toWellFormed();
  if (text.length > limits.textLength) {
    throw new AppError('text-too-long', { length: text.length, limit: limits.textLength });
  }
  const hasFiles = ((await filesOf(tx, [row.id])).get(row.id)?.length ?? 0) > 0;
  if (text.trim() === '' && !hasFiles) throw invalid('text', 'some text');
  if (text === row.text) return messageView(tx, row);
  await keepEarlier(tx, row);
  await tx.run(
    'update messages set text = ?, version = version + 1, edited_at = ? where room_id = ? and seq = ?',
    text,
    tx.now,
    row.room_id,
    row.seq,
  );
  const { id, room_id: roomId, seq, author_id: authorId } = row;
  for (const written of textWritten) {
    await written(tx, actor, { id, roomId, seq, authorId, text, here: input.here ?? [], edited: true });
  }
  return emitFor(tx, { ...row, text, version: row.version + 1, edited_at: tx.now }, 'message.updated');
}

/** What it said is kept for whoever wants to know what changed; it goes with the message. */
async function keepEarlier(tx: Write, row: MessageRow): Promise<void> {
  await tx.run(
    'insert into message_edits (message_id, version, text, at) values (?, ?, ?, ?)',
    row.id,
    row.version,
    row.text,
    row.edited_at ?? row.created_at,
  );
  await tx.run(
    `delete from message_edits where message_id = ?1 and version <=
       (select version from message_edits where message_id = ?1 order by version desc limit 1 offset ?2)`,
    row.id,
    editsKept,
  );
}

/** What a message said before, the newest first, as the actor may see it; throws `not-found`. */
export async function readEdits(sql: Sql, _actor: Actor, input: { id: string }): Promise<MessageEdits> {
  const { id } = await findMessage(sql, input.id);
  const rows = await sql.all<{ text: string; at: number }>(
    'select text, at from message_edits where message_id = ? order by version desc',
    id,
  );
  return { edits: rows.map(({ text, at }) => ({ text, at: new Date(at).toISOString() })) };
}

/** Hidden from everyone at once; gone for good when it can no longer be brought back. */
export async function deleteMessage(tx: Write, actor: Actor, input: { id: string }): Promise<void> {
  const row = await findOwn(tx, actor, input.id, { adminToo: true });
  await tx.run(
    'update messages set deleted_at = ? where room_id = ? and seq = ?',
    tx.now,
    row.room_id,
    row.seq,
  );
  noteLive(tx, row.room_id, -1);
  await tx.emit({
    stream: roomStream(row.room_id),
    event: 'message.deleted',
    subject: row.id,
    data: { id: row.id, room: row.room_id },
    invalidates: await repliesTo(tx, [row.id]),
  });
}

/** Within five seconds of its deletion, by whoever may delete it. */
export async function restoreMessage(tx: Write, actor: Actor, input: { id: string }): Promise<Message> {
  const row = await tx.get<MessageRow>(
    `select ${messageColumns} from messages where id = ? and deleted_at >= ?
        and room_id in (select id from rooms where removed_at is null)`,
    input.id,
    tx.now - undoMs,
  );
  if (!row || (row.author_id !== actor.personId && actor.role !== 'admin')) throw new AppError('not-found');
  await tx.run(
    'update messages set deleted_at = null, version = version + 1 where room_id = ? and seq = ?',
    row.room_id,
    row.seq,
  );
  noteLive(tx, row.room_id, 1);
  return emitFor(tx, { ...row, version: row.version + 1 }, 'message.restored');
}

/** Clears away, with their files, what can no longer be brought back. */
export async function purgeDeleted(tx: Write): Promise<void> {
  const gone = await tx.all<{ id: string; room_id: string; seq: number }>(
    'select id, room_id, seq from messages where deleted_at < ? limit ?',
    tx.now - purgeAfterMs,
    purgeAtMost,
  );
  await release(
    tx,
    gone.map((message) => message.id),
  );
  for (const { room_id, seq } of gone) {
    await tx.run('delete from messages where room_id = ? and seq = ?', room_id, seq);
  }
}
