import type { EveryoneMentions, MentionSetting } from '../../../protocol/mentions.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import type { MessagePart, TextWritten } from '../messages/messages.ts';
import { readSetting, writeSetting } from '../settings.ts';
import { findMentions } from './find.ts';
import { knownNames } from './known-names.ts';
import { clearMentions, insertCalled, insertSpan, mentionsOf } from './store.ts';

export { countMentions } from './store.ts';

const key = 'everyone-mentions';

export async function everyoneMentions(sql: Sql): Promise<EveryoneMentions> {
  return (await readSetting<EveryoneMentions>(sql, key)) ?? 'all';
}

/**
 * Settles, as a text is written, whom it calls. `here` is whoever is connected at that moment; an edit calls those who
 * are there only where the text did not call them before.
 */
export const settleMentions: TextWritten = async (tx, actor, { here, edited, text, ...message }) => {
  const before = edited ? ((await mentionsOf(tx, [message.id])).get(message.id) ?? []) : [];
  if (!text.includes('@') && before.length === 0) return;
  const known = await knownNames(tx);
  const mayCallAll = actor.role === 'admin' || (await everyoneMentions(tx)) === 'all';
  const mentions = findMentions(text, known, mayCallAll);
  const says = (everyone: 'here' | 'room') => mentions.some((one) => one.everyone === everyone);
  const calledHere = before.some(({ everyone }) => everyone === 'here');
  if (edited) await clearMentions(tx, message.id, calledHere && says('here'));
  for (const mention of mentions) await insertSpan(tx, message.id, mention);
  const call = async (people: readonly string[], everyone: 'here' | 'room' | null) => {
    if (people.length > 0) await insertCalled(tx, { message, people, everyone });
  };
  await call(
    mentions.flatMap(({ person }) => person ?? []),
    null,
  );
  if (says('room')) await call(known.people, 'room');
  if (says('here') && !calledHere) await call(here, 'here');
};

export const mentionWrites = {
  /** No change, no event. */
  'mentions.set': async (tx: Write, _actor: Actor, { everyone }: MentionSetting): Promise<MentionSetting> => {
    if ((await everyoneMentions(tx)) !== everyone) {
      await writeSetting(tx, key, everyone);
      await tx.emit({ stream: 'server', event: 'mentions.updated', subject: '0', data: { everyone } });
    }
    return { everyone };
  },
};

/** The message's part that this feature makes. */
export const mentionsPart: MessagePart = {
  read: async (sql, messageIds) => {
    const byMessage = await mentionsOf(sql, messageIds);
    return (messageId) => ({ mentions: byMessage.get(messageId) ?? [] });
  },
  isInNew: (text) => text.includes('@'),
};

export const mentionRenderers: Renderers = {
  'mentions.updated': async (sql) => ({ data: { everyone: await everyoneMentions(sql) } }),
};
