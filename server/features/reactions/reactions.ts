import type { ReactionEvent } from '../../../protocol/reactions.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { AppError, invalid } from '../../http/errors.ts';
import { findMessage, type MessagePart } from '../messages/messages.ts';
import { roomStream } from '../rooms/rooms.ts';
import { isEmoji, maxReactionKinds } from './policy.ts';
import { deleteReaction, hasReaction, insertReaction, kindsWith, reactionsOf } from './store.ts';

export interface Toggle {
  id: string;
  emoji: string;
}

/** Twice is once: no change, no event. Throws `not-found`, `invalid-request`, `too-many-reactions`. */
async function add(tx: Write, actor: Actor, input: Toggle): Promise<void> {
  const message = await findMessage(tx, input.id);
  if (!isEmoji(input.emoji)) throw invalid('emoji', 'one emoji');
  if ((await kindsWith(tx, message.id, input.emoji)) > maxReactionKinds) {
    throw new AppError('too-many-reactions', { limit: maxReactionKinds });
  }
  const one = { messageId: message.id, personId: actor.personId, emoji: input.emoji };
  if (await insertReaction(tx, one)) await tell(tx, message.room_id, { event: 'reaction.added', ...one });
}

async function remove(tx: Write, actor: Actor, input: Toggle): Promise<void> {
  const message = await findMessage(tx, input.id);
  const one = { messageId: message.id, personId: actor.personId, emoji: input.emoji };
  if (await deleteReaction(tx, one)) await tell(tx, message.room_id, { event: 'reaction.removed', ...one });
}

type Told = { event: string; messageId: string; personId: string; emoji: string };

async function tell(tx: Write, room: string, { event, messageId: message, personId: person, emoji }: Told) {
  const data: ReactionEvent = { message, room, emoji, person };
  await tx.emit({ stream: roomStream(room), event, subject: message, extra: { emoji, person }, data });
}

export const reactionWrites = { 'reactions.add': add, 'reactions.remove': remove };

/** The message's part that this feature makes. */
export const reactionsPart: MessagePart = {
  read: async (sql, messageIds, viewerId) => {
    const byMessage = await reactionsOf(sql, messageIds, viewerId);
    return (messageId) => ({ reactions: byMessage.get(messageId) ?? [] });
  },
  isInNew: () => false,
};

/** As it is now: what was added may have been taken back since, and the other way round. */
const render: Renderers[string] = async (sql: Sql, { subject: message, stream, extra }) => {
  const room = stream.replace('room:', '');
  const [person, emoji] = [String(extra.person), String(extra.emoji)];
  const stands = await hasReaction(sql, { messageId: message, personId: person, emoji });
  return { event: stands ? 'reaction.added' : 'reaction.removed', data: { message, room, emoji, person } };
};

export const reactionRenderers: Renderers = { 'reaction.added': render, 'reaction.removed': render };
