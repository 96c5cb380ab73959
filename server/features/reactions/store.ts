import type { Reaction } from '../../../protocol/reactions.ts';
import type { Sql, Write } from '../../db/sql.ts';

export interface OneReaction {
  messageId: string;
  personId: string;
  emoji: string;
}

/** What stands under messages, each message's in the order in which its emoji first came. */
export async function reactionsOf(sql: Sql, messageIds: readonly string[], viewerId: string) {
  const rows = await sql.all<{ message_id: string; emoji: string; people: string }>(
    `select message_id, emoji, json_group_array(cast(user_id as text) order by created_at, user_id) as people
       from reactions where message_id in (select value from json_each(?))
      group by message_id, emoji order by message_id, min(created_at), emoji`,
    JSON.stringify(messageIds),
  );
  const byMessage = new Map<string, Reaction[]>();
  for (const row of rows) {
    const people = JSON.parse(row.people) as string[];
    const reaction = { emoji: row.emoji, count: people.length, people, me: people.includes(viewerId) };
    const known = byMessage.get(row.message_id);
    if (known) known.push(reaction);
    else byMessage.set(row.message_id, [reaction]);
  }
  return byMessage;
}

/** Whether the person's emoji stands under the message. */
export async function hasReaction(sql: Sql, { messageId, personId, emoji }: OneReaction): Promise<boolean> {
  const row = await sql.get(
    'select 1 as found from reactions where message_id = ? and user_id = ? and emoji = ?',
    messageId,
    personId,
    emoji,
  );
  return row !== undefined;
}

/** How many kinds there would be with this one. */
export async function kindsWith(sql: Sql, messageId: string, emoji: string): Promise<number> {
  const row = await sql.get<{ n: number }>(
    'select count(distinct emoji) + 1 as n from reactions where message_id = ? and emoji <> ?',
    messageId,
    emoji,
  );
  return row?.n ?? 1;
}

/** Answers whether a row changed. */
export async function insertReaction(
  tx: Write,
  { messageId, personId, emoji }: OneReaction,
): Promise<boolean> {
  const added = await tx.run(
    'insert into reactions (message_id, user_id, emoji, created_at) values (?, ?, ?, ?) on conflict do nothing',
    messageId,
    personId,
    emoji,
    tx.now,
  );
  return added > 0;
}

/** Answers whether a row changed. */
export async function deleteReaction(
  tx: Write,
  { messageId, personId, emoji }: OneReaction,
): Promise<boolean> {
  const removed = await tx.run(
    'delete from reactions where message_id = ? and user_id = ? and emoji = ?',
    messageId,
    personId,
    emoji,
  );
  return removed > 0;
}
