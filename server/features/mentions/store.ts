import type { Mention } from '../../../protocol/mentions.ts';
import type { Sql, Write } from '../../db/sql.ts';

interface SpanRow {
  message_id: string;
  start_at: number;
  end_at: number;
  user_id: string | null;
  everyone: Mention['everyone'];
}

/** Each message's mentions in the order of its text. */
export async function mentionsOf(sql: Sql, messageIds: readonly string[]): Promise<Map<string, Mention[]>> {
  const rows = await sql.all<SpanRow>(
    `select message_id, start_at, end_at, cast(user_id as text) as user_id, everyone from mention_spans
      where message_id in (select value from json_each(?)) order by message_id, start_at`,
    JSON.stringify(messageIds),
  );
  const byMessage = new Map<string, Mention[]>();
  for (const { message_id: id, start_at: start, end_at: end, user_id: person, everyone } of rows) {
    byMessage.set(id, [...(byMessage.get(id) ?? []), { start, end, person, everyone }]);
  }
  return byMessage;
}

export async function insertSpan(tx: Write, messageId: string, mention: Mention): Promise<void> {
  await tx.run(
    'insert into mention_spans (message_id, start_at, end_at, user_id, everyone) values (?, ?, ?, ?, ?)',
    messageId,
    mention.start,
    mention.end,
    mention.person,
    mention.everyone,
  );
}

/** Takes back what a text said before, but not its call of those who were there, if `keepHere`. */
export async function clearMentions(tx: Write, messageId: string, keepHere: boolean): Promise<void> {
  await tx.run('delete from mention_spans where message_id = ?', messageId);
  await tx.run(
    `delete from message_mentions where message_id = ?1 and (?2 = 0 or everyone is not 'here')`,
    messageId,
    keepHere ? 1 : 0,
  );
}

export interface Called {
  message: { id: string; roomId: string; seq: number; authorId: string };
  people: readonly string[];
  everyone: Mention['everyone'];
}

/** Nobody calls themselves, and who is called twice is called once: by name, if so. */
export async function insertCalled(tx: Write, { message, people, everyone }: Called): Promise<void> {
  await tx.run(
    `insert into message_mentions (user_id, room_id, seq, message_id, everyone)
     select id, ?2, ?3, ?4, ?5 from users
      where id in (select value from json_each(?1)) and id <> ?6 and removed_at is null
     on conflict (user_id, room_id, seq) do update set everyone = null where excluded.everyone is null`,
    JSON.stringify(people),
    message.roomId,
    message.seq,
    message.id,
    everyone,
    message.authorId,
  );
}

/** How many of a room's messages from a seq on (inclusive) call the person; at most `limit`. */
export async function countMentions(
  sql: Sql,
  of: { personId: string; roomId: string; fromSeq: number; limit: number },
): Promise<number> {
  // The order is forced: without statistics the planner would walk through all messages of the room.
  const row = await sql.get<{ n: number }>(
    `select count(*) as n from (
       select 1 from message_mentions c cross join messages m on m.room_id = c.room_id and m.seq = c.seq
        where c.user_id = ? and c.room_id = ? and c.seq >= ? and m.deleted_at is null limit ?)`,
    of.personId,
    of.roomId,
    of.fromSeq,
    of.limit,
  );
  return row?.n ?? 0;
}
