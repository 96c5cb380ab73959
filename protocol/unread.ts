import { type Static, Type } from 'typebox';
import { closed, Id, Seq } from './values.ts';

export const MoveRead = Type.Object({ seq: Seq }, closed);

/** Where a person has read to. `unread` and `mentions` are as of now; clients add what comes after. */
export const ReadMark = Type.Object({
  room: Id,
  readSeq: Seq,
  unread: Type.Integer(),
  mentions: Type.Integer(),
  missed: Type.Integer(),
});
export type ReadMark = Static<typeof ReadMark>;
