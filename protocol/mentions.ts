import { type Static, Type } from 'typebox';
import { closed, Id, Literals, Nullable } from './values.ts';

/**
 * A part of a message's `text` (UTF-16 units, `end` exclusive) that calls one person, or everyone who was there (`here`)
 * or belongs to the room (`room`). Who is meant stays meant when they are renamed.
 */
export const Mention = Type.Object({
  start: Type.Integer(),
  end: Type.Integer(),
  person: Nullable(Id),
  everyone: Nullable(Literals(['here', 'room'])),
});
export type Mention = Static<typeof Mention>;

/** Who may write `@here` and `@room`; of others they are plain text. */
export const EveryoneMentions = Literals(['all', 'admin']);
export type EveryoneMentions = Static<typeof EveryoneMentions>;

export const MentionSetting = Type.Object({ everyone: EveryoneMentions }, closed);
export type MentionSetting = Static<typeof MentionSetting>;
