import { type Static, Type } from 'typebox';
import { Id } from './values.ts';

/** `people` are ids, in the order in which they reacted. In events, which all share, `me` is false: look in `people`. */
export const Reaction = Type.Object({
  emoji: Type.String(),
  count: Type.Integer(),
  people: Type.Array(Id),
  me: Type.Boolean(),
});
export type Reaction = Static<typeof Reaction>;

export const ReactionParams = Type.Object({
  id: Id,
  emoji: Type.String({ maxLength: 64, description: 'one emoji' }),
});

/** One person's one emoji under one message. */
export const ReactionEvent = Type.Object({ message: Id, room: Id, emoji: Type.String(), person: Id });
export type ReactionEvent = Static<typeof ReactionEvent>;
