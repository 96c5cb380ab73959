import type { Message, Quote } from '../../../protocol/messages.ts';
import { type Actor, nobody, type Sql, type Write } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import { authorsOf } from '../accounts/accounts.ts';
import { filesOf } from '../attachments/attachments.ts';

export interface MessageRow {
  id: string;
  room_id: string;
  seq: number;
  author_id: string;
  text: string;
  reply_to: string | null;
  version: number;
  created_at: number;
  edited_at: number | null;
}

export const messageColumns = 'id, room_id, seq, author_id, text, reply_to, version, created_at, edited_at';

const excerptLength = 160;

/** What a feature above adds to messages: read once for many, then asked for each. `viewerId` is `0` for events. */
export interface MessagePart {
  read(
    sql: Sql,
    messageIds: readonly string[],
    viewerId: string,
  ): Promise<(messageId: string) => Partial<Message>>;
  /** Whether a message of this text may have it from the moment it is made; else nothing is read for it. */
  isInNew(text: string): boolean;
}

/** What a message says now. `here` are the people who are connected; `edited`: it said something else before. */
export interface WrittenText {
  id: string;
  roomId: string;
  seq: number;
  authorId: string;
  text: string;
  here: readonly string[];
  edited: boolean;
}

export type TextWritten = (tx: Write, actor: Actor, message: WrittenText) => Promise<void>;

/** What features above this one do in the same transaction when a text is written. */
export const textWritten: TextWritten[] = [];

/** What features above this one add to every message; each is put in by one line of `database-thread.ts`. */
export const messageParts: MessagePart[] = [];

/**
 * Messages as everyone in the room sees them; `clientId` is never among what they hold. `viewerId` is whoever asks; what
 * goes to all alike is nobody's.
 */
export async function messageViews(
  sql: Sql,
  rows: readonly MessageRow[],
  viewerId = nobody.personId,
): Promise<Message[]> {
  const quotes = await quotesOf(sql, rows);
  const authors = await authorsOf(
    sql,
    rows.map((row) => row.author_id),
  );
  const files = await filesOf(
    sql,
    rows.map((row) => row.id),
  );
  const ids = rows.map((row) => row.id);
  const parts = await Promise.all(messageParts.map((part) => part.read(sql, ids, viewerId)));
  return rows.map((row) => viewOf(row, { quotes, authors, files, parts }));
}

/** One that was made just now: what it cannot have yet is not looked for. */
export async function newMessageView(sql: Sql, row: MessageRow, hasFiles: boolean): Promise<Message> {
  const quotes = await quotesOf(sql, [row]);
  const authors = await authorsOf(sql, [row.author_id]);
  const files = await filesOf(sql, hasFiles ? [row.id] : []);
  const parts: Awaited<ReturnType<MessagePart['read']>>[] = [];
  for (const part of messageParts) {
    if (part.isInNew(row.text)) parts.push(await part.read(sql, [row.id], nobody.personId));
  }
  return viewOf(row, { quotes, authors, files, parts });
}

function viewOf(
  row: MessageRow,
  of: {
    quotes: Map<string, Quote>;
    authors: Awaited<ReturnType<typeof authorsOf>>;
    files: Awaited<ReturnType<typeof filesOf>>;
    parts: Awaited<ReturnType<MessagePart['read']>>[];
  },
): Message {
  const message: Message = {
    id: row.id,
    room: row.room_id,
    seq: row.seq,
    version: row.version,
    author: of.authors.get(row.author_id) ?? { id: row.author_id, name: '?', avatar: null },
    text: row.text,
    replyTo: (row.reply_to && of.quotes.get(row.reply_to)) || null,
    replyToId: row.reply_to,
    attachments: of.files.get(row.id) ?? [],
    reactions: [],
    mentions: [],
    createdAt: new Date(row.created_at).toISOString(),
    editedAt: row.edited_at === null ? null : new Date(row.edited_at).toISOString(),
  };
  for (const part of of.parts) Object.assign(message, part(row.id));
  return message;
}

async function quotesOf(sql: Sql, rows: readonly MessageRow[]): Promise<Map<string, Quote>> {
  const ids = rows.flatMap((row) => row.reply_to ?? []);
  if (ids.length === 0) return new Map();
  const originals = await sql.all<MessageRow>(
    `select ${messageColumns} from messages where deleted_at is null and id in (select value from json_each(?))`,
    JSON.stringify(ids),
  );
  const authors = await authorsOf(
    sql,
    originals.map((row) => row.author_id),
  );
  const files = await filesOf(
    sql,
    originals.map((row) => row.id),
  );
  return new Map(
    originals.map((row) => [
      row.id,
      {
        id: row.id,
        seq: row.seq,
        author: authors.get(row.author_id) ?? { id: row.author_id, name: '?', avatar: null },
        excerpt: row.text.slice(0, excerptLength).toWellFormed(),
        file: quotedFile(files.get(row.id)?.[0]),
      },
    ]),
  );
}

function quotedFile(file: Message['attachments'][number] | undefined): Quote['file'] {
  if (!file) return null;
  const { kind, name, voice, urls } = file;
  return { kind, name, voice, thumb: urls.thumb400 ?? null };
}

/** Those that quote it: what they show of it changes with it. */
export async function repliesTo(sql: Sql, messageIds: readonly string[]): Promise<string[]> {
  const rows = await sql.all<{ id: string }>(
    'select id from messages where reply_to in (select value from json_each(?))',
    JSON.stringify(messageIds),
  );
  return rows.map(({ id }) => id);
}

/** A message that is there for everyone, or undefined. */
export async function findMessageRow(sql: Sql, id: string): Promise<MessageRow | undefined> {
  return sql.get<MessageRow>(
    `select ${messageColumns} from messages
      where id = ? and deleted_at is null and room_id in (select id from rooms where removed_at is null)`,
    id,
  );
}

/** A message that the actor may see; throws `not-found`. Every room is everyone's, so nothing of the actor is asked. */
export async function findMessage(sql: Sql, id: string): Promise<MessageRow> {
  const row = await findMessageRow(sql, id);
  if (!row) throw new AppError('not-found');
  return row;
}

/** Of these messages those that the actor may see, by id. */
export async function findMessages(
  sql: Sql,
  actor: Actor,
  ids: readonly string[],
): Promise<Map<string, Message>> {
  const rows = await sql.all<MessageRow>(
    `select ${messageColumns} from messages
      where id in (select value from json_each(?)) and deleted_at is null
        and room_id in (select id from rooms where removed_at is null)`,
    JSON.stringify(ids),
  );
  const messages = await messageViews(sql, rows, actor.personId);
  return new Map(messages.map((message) => [message.id, message]));
}

export async function messageView(sql: Sql, row: MessageRow, viewerId?: string): Promise<Message> {
  const [view] = await messageViews(sql, [row], viewerId);
  return view as Message;
}

export async function clientIdOf(sql: Sql, messageId: string): Promise<string | undefined> {
  return (await sql.get<{ key: string }>('select key from client_keys where message_id = ?', messageId))?.key;
}
