import { type Static, Type } from 'typebox';
import { Id } from './values.ts';

/** At most so many different emoji stand under one message. */
export const maxReactionKinds = 20;

/** One grapheme that is an emoji: a pictograph with what modifies it, a flag, or a keycap (Unicode TR 51). */
const oneEmoji =
  /^(?:\p{RI}{2}|[0-9#*]\ufe0f?\u20e3|\p{Extended_Pictographic}(?:\ufe0f|\p{EMod})?(?:[\u{e0020}-\u{e007e}]+\u{e007f})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{EMod})?)*)$/u;

/** © and its like are letters unless they ask to be drawn (U+FE0F). */
export function isEmoji(text: string): boolean {
  return (
    text.length <= 64 &&
    oneEmoji.test(text) &&
    /\p{RI}|\u20e3|\ufe0f|\p{Emoji_Presentation}|\p{EMod}/u.test(text)
  );
}

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
