import { type Static, Type } from 'typebox';
import { closed, Id, Nullable, Seq } from './values.ts';

export const MoveRead = Type.Object({ seq: Seq }, closed);

/** The room is unread from this message on, although it was read. */
export const MarkUnread = Type.Object({ seq: Type.Integer({ minimum: 1 }) }, closed);

/** Where a person has read to; counted is from there, or from `unreadFrom` (inclusive) where that lies before. `unread` and `mentions` are as of now; clients add what comes after. */
export const ReadMark = Type.Object({
  room: Id,
  readSeq: Seq,
  unreadFrom: Nullable(Seq),
  unread: Type.Integer(),
  mentions: Type.Integer(),
  missed: Type.Integer(),
});
export type ReadMark = Static<typeof ReadMark>;
export const ReadMarks = Type.Object({ marks: Type.Array(ReadMark) });
