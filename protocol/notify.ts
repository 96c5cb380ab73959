import { type Static, Type } from 'typebox';
import { closed, Id, Literals, Nullable, Time } from './values.ts';

/** What a person wants to be told of. */
export const NotifyLevel = Literals(['all', 'mentions', 'nothing']);
export type NotifyLevel = Static<typeof NotifyLevel>;

/** `level` null: as everywhere. `mutedUntil` may lie far away: for ever. */
export const RoomNotify = Type.Object({
  room: Id,
  level: Nullable(NotifyLevel),
  mutedUntil: Nullable(Time),
});
export type RoomNotify = Static<typeof RoomNotify>;

/** One person's choices: what holds everywhere, and the rooms that differ. */
export const Notify = Type.Object({ level: NotifyLevel, rooms: Type.Array(RoomNotify) });
export type Notify = Static<typeof Notify>;

export const EditNotify = Type.Object({ level: NotifyLevel }, closed);
/** What is left out stays. */
export const EditRoomNotify = Type.Object(
  { level: Type.Optional(Nullable(NotifyLevel)), mutedUntil: Type.Optional(Nullable(Time)) },
  closed,
);
export type EditRoomNotify = Static<typeof EditRoomNotify>;
