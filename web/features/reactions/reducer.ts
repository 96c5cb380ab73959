import type { Message } from '../../../protocol/messages.ts';
import type { Reaction, ReactionEvent } from '../../../protocol/reactions.ts';
import type { messageChanges } from '../../client/timeline.ts';

export type Reactions = readonly Reaction[];

/** A set of people for each emoji: adding whoever is in it, or taking out whoever isn't, changes nothing. */
export function withReaction(reactions: Reactions, { emoji, person }: ReactionEvent): Reactions {
  const known = reactions.find((one) => one.emoji === emoji);
  if (known?.people.includes(person)) return reactions;
  if (!known) return [...reactions, { emoji, count: 1, people: [person], me: false }];
  const people = [...known.people, person];
  return reactions.map((one) => (one === known ? { ...one, people, count: people.length } : one));
}

export function withoutReaction(reactions: Reactions, { emoji, person }: ReactionEvent): Reactions {
  const known = reactions.find((one) => one.emoji === emoji);
  if (!known?.people.includes(person)) return reactions;
  const people = known.people.filter((id) => id !== person);
  if (people.length === 0) return reactions.filter((one) => one !== known);
  return reactions.map((one) => (one === known ? { ...one, people, count: people.length } : one));
}

function changed(message: Message, reactions: Reactions): Message {
  return reactions === message.reactions ? message : { ...message, reactions: [...reactions] };
}

export function followReactions(changes: typeof messageChanges): void {
  changes.set('reaction.added', (message, data: ReactionEvent) =>
    changed(message, withReaction(message.reactions, data)),
  );
  changes.set('reaction.removed', (message, data: ReactionEvent) =>
    changed(message, withoutReaction(message.reactions, data)),
  );
}
