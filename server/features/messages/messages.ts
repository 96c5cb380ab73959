import { hash as hashOf } from 'node:crypto';
import { limits } from '../../../protocol/limits.ts';
import type { GoneMessage, Message, NewMessage } from '../../../protocol/messages.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Write } from '../../db/sql.ts';
import { AppError, invalid } from '../../http/errors.ts';
import { claim } from '../attachments/attachments.ts';
import { findRoom, roomStream } from '../rooms/rooms.ts';
import { deleteMessage, editMessage, purgeDeleted, readEdits, restoreMessage } from './change.ts';
import { readMessage, readPage } from './page.ts';
import { clientIdOf, findMessageRow, messageView, newMessageView, textWritten } from './store.ts';
import { forgetOld, noteLive, trimEverything, trimRoom } from './trim.ts';

// For the features above.
export {
  findMessage,
  findMessages,
  type MessagePart,
  messageParts,
  type TextWritten,
  textWritten,
} from './store.ts';

/** Whether the answer is that of an earlier send with the same key. */
export interface Posted {
  repeated: boolean;
  message: Message | GoneMessage;
}

/** `contentKeys`, where given, stand for the content of `attachments`: of a repeated upload the ids are others. */
export type Post = NewMessage & { room: string; contentKeys?: string[]; here?: string[] };

/** The rules of a new message that need no database; throws. Answers its text as it is kept. */
export function checkedText(input: NewMessage): string {
  const text = (input.text ?? '').toWellFormed();
  if (text.length > limits.textLength) {
    throw new AppError('text-too-long', { length: text.length, limit: limits.textLength });
  }
  const files = input.attachments?.length ?? 0;
  if (files > limits.filesPerMessage) throw new AppError('too-many-files', { limit: limits.filesPerMessage });
  if (text.trim() === '' && files === 0) throw invalid('text', 'some text or a file');
  return text;
}

async function post(tx: Write, actor: Actor, input: Post): Promise<Posted> {
  const text = checkedText(input);
  const room = await findRoom(tx, input.room);
  const uploads = [...new Set(input.attachments ?? [])];
  const replyTo = input.replyTo ?? null;
  const hash = contentHash({ room: room.id, text, uploads: input.contentKeys ?? uploads, replyTo });
  const earlier = input.clientId && (await findByKey(tx, actor, { key: input.clientId, hash }));
  if (earlier) return { repeated: true, message: earlier };
  if (replyTo && (await findMessageRow(tx, replyTo))?.room_id !== room.id) {
    throw invalid('replyTo', 'a message of this room');
  }

  const id = tx.newId();
  const seq = await nextSeq(tx, room.id);
  await tx.run(
    'insert into messages (room_id, seq, id, author_id, text, reply_to, created_at) values (?, ?, ?, ?, ?, ?, ?)',
    room.id,
    seq,
    id,
    actor.personId,
    text,
    replyTo,
    tx.now,
  );
  await claim(tx, actor, { uploads, messageId: id, roomId: room.id });
  if (input.clientId) {
    await tx.run(
      `insert into client_keys (author_id, key, content_hash, message_id, room_id, seq, created_at)
       values (?, ?, ?, ?, ?, ?, ?)`,
      actor.personId,
      input.clientId,
      hash,
      id,
      room.id,
      seq,
      tx.now,
    );
  }
  const row = { id, room_id: room.id, seq, author_id: actor.personId, text, reply_to: replyTo };
  const { here = [] } = input;
  for (const settle of textWritten) {
    await settle(tx, actor, {
      id,
      roomId: room.id,
      seq,
      authorId: actor.personId,
      text,
      here,
      edited: false,
    });
  }
  const written = { ...row, version: 1, created_at: tx.now, edited_at: null };
  const message = await newMessageView(tx, written, uploads.length > 0);
  const own = input.clientId ? { ...message, clientId: input.clientId } : message;
  await tx.emit({
    stream: roomStream(room.id),
    event: 'message.posted',
    subject: id,
    data: message,
    ...(input.clientId && { own: { person: actor.personId, data: own } }),
  });
  noteLive(tx, room.id, 1);
  await trimRoom(tx, room);
  return { repeated: false, message: own };
}

/** The seq that the event of this message will take: its transaction holds the stream until COMMIT. */
async function nextSeq(tx: Write, roomId: string): Promise<number> {
  const stream = await tx.get<{ seq: number }>('select seq from streams where name = ?', roomStream(roomId));
  return (stream?.seq ?? 0) + 1;
}

function contentHash(content: unknown): Uint8Array {
  return hashOf('sha256', JSON.stringify(content), 'buffer');
}

async function findByKey(tx: Write, actor: Actor, input: { key: string; hash: Uint8Array }) {
  const known = await tx.get<{ content_hash: Uint8Array; message_id: string; room_id: string; seq: number }>(
    'select content_hash, message_id, room_id, seq from client_keys where author_id = ? and key = ?',
    actor.personId,
    input.key,
  );
  if (!known) return undefined;
  if (!Buffer.from(known.content_hash).equals(input.hash)) throw new AppError('client-id-reused');
  const row = await findMessageRow(tx, known.message_id);
  if (row) return { ...(await messageView(tx, row)), clientId: input.key };
  const { message_id: id, room_id: room, seq } = known;
  return { gone: true, id, room, seq, clientId: input.key } satisfies GoneMessage;
}

export const messageWrites = {
  'messages.post': post,
  'messages.edit': editMessage,
  'messages.delete': deleteMessage,
  'messages.restore': restoreMessage,
  'messages.purge': async (tx: Write) => purgeDeleted(tx),
  /** Retention over all rooms, a chunk each; answers whether to come again at once. */
  'messages.trim': async (tx: Write) => trimEverything(tx),
  'messages.forget': async (tx: Write) => forgetOld(tx),
};

export const messageReads = {
  'messages.page': readPage,
  'messages.read': readMessage,
  'messages.edits': readEdits,
};

/** What is gone by now is delivered as its removal. */
const renderMessage: Renderers[string] = async (sql, { subject: id, stream }) => {
  const row = await findMessageRow(sql, id);
  if (!row) return { event: 'message.deleted', data: { id, room: stream.replace('room:', '') } };
  const message = await messageView(sql, row);
  const clientId = await clientIdOf(sql, id);
  return {
    data: message,
    ...(clientId !== undefined && { own: { person: row.author_id, data: { ...message, clientId } } }),
  };
};

export const messageRenderers: Renderers = {
  'message.posted': renderMessage,
  'message.updated': renderMessage,
  'message.restored': renderMessage,
  // One that was brought back since is there again.
  'message.deleted': async (sql, event) => {
    const made = await renderMessage(sql, event);
    return made.event ? made : { ...made, event: 'message.restored' };
  },
  'message.trimmed': async (_sql, { extra }) => ({ data: extra }),
};
