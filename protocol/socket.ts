import { type Static, Type } from 'typebox';
import { Person, PersonEvent, PersonGone } from './accounts.ts';
import { AttachmentUpdated } from './attachments.ts';
import { MentionSetting } from './mentions.ts';
import { Message, MessageGone, MessagesTrimmed } from './messages.ts';
import { Notify } from './notify.ts';
import { ReactionEvent } from './reactions.ts';
import { RoomCore, RoomGone } from './rooms.ts';
import { ReadMark } from './unread.ts';
import { closed, Id, Literals, Nullable, Seq, Time } from './values.ts';

/** Every durable event and the shape of its data. A feature adds its events here. */
export const events = {
  'message.posted': Message,
  'message.updated': Message,
  'message.deleted': MessageGone,
  'message.restored': Message,
  'message.trimmed': MessagesTrimmed,
  'attachment.updated': AttachmentUpdated,
  'reaction.added': ReactionEvent,
  'reaction.removed': ReactionEvent,
  'read.moved': ReadMark,
  'notify.updated': Notify,
  'mentions.updated': MentionSetting,
  'room.created': RoomCore,
  'room.updated': RoomCore,
  'room.removed': RoomGone,
  'person.created': PersonEvent,
  'person.updated': PersonEvent,
  'person.removed': PersonGone,
  'retention.updated': Type.Object({ asked: Type.Boolean() }),
};
export type Events = { [E in keyof typeof events]: Static<(typeof events)[E]> };
export type EventName = keyof Events;

/** What a client sends. */
export const ClientFrame = Type.Union([
  Type.Object(
    {
      type: Type.Literal('hello'),
      protocol: Type.Integer(),
      cursors: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Seq)),
    },
    closed,
  ),
  Type.Object({ type: Type.Literal('ping') }, closed),
  Type.Object({ type: Type.Literal('typing'), room: Id }, closed),
  Type.Object({ type: Type.Literal('viewing'), room: Nullable(Id), focused: Type.Boolean() }, closed),
]);
export type ClientFrame = Static<typeof ClientFrame>;

/**
 * One person's presence over all of their devices; `rooms` are those they have open, `reading` those looked at now.
 * `lastSeenAt` is null while they are here, and of whoever never was.
 */
export const Presence = Type.Object({
  person: Id,
  status: Literals(['online', 'idle', 'offline']),
  rooms: Type.Array(Id),
  reading: Type.Array(Id),
  lastSeenAt: Nullable(Time),
});
export type Presence = Static<typeof Presence>;

export const ServerLimits = Type.Object({
  textLength: Type.Integer(),
  personNameLength: Type.Integer(),
  roomNameLength: Type.Integer(),
  topicLength: Type.Integer(),
  fileNameBytes: Type.Integer(),
  filesPerMessage: Type.Integer(),
  pageSize: Type.Integer(),
  socketFrameBytes: Type.Integer(),
  uploadsInFlight: Type.Integer(),
  uploadBytes: Type.Integer(),
});
export type ServerLimits = Static<typeof ServerLimits>;

export const Welcome = Type.Object({
  type: Type.Literal('welcome'),
  protocol: Type.Integer(),
  me: Person,
  limits: ServerLimits,
  heartbeatMs: Type.Integer(),
  streams: Type.Record(Type.String(), Seq),
});
export type Welcome = Static<typeof Welcome>;

/** Ephemeral: never logged, never replayed, expired by the receiver's clock. */
export const Signal = Type.Union([
  Type.Object({
    type: Type.Literal('signal'),
    signal: Type.Literal('typing'),
    room: Id,
    person: Id,
  }),
  Type.Object({
    type: Type.Literal('signal'),
    signal: Type.Literal('presence'),
    people: Type.Array(Presence),
    full: Type.Boolean({
      description: 'true: this is everybody; whoever is not named is offline and never was here',
    }),
  }),
  Type.Object({
    type: Type.Literal('signal'),
    signal: Type.Literal('progress'),
    file: Id,
    progress: Type.Number({ description: 'how much of a file is prepared, 0 to 1' }),
  }),
]);
export type Signal = Static<typeof Signal>;

export type EventFrame = {
  [E in EventName]: { type: 'event'; stream: string; seq: number; event: E; data: Events[E] };
}[EventName];
export type ResetFrame = { type: 'reset'; stream: string; asOfSeq: number };
export type PongFrame = { type: 'pong' };

/** What the server sends. */
export type ServerFrame = Welcome | EventFrame | ResetFrame | Signal | PongFrame;
