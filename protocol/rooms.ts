import { type Static, Type } from 'typebox';
import { Person } from './accounts.ts';
import { limits, maxKeepDays, maxKeepLast } from './limits.ts';
import { EveryoneMentions } from './mentions.ts';
import { Notify } from './notify.ts';
import { closed, Id, Nullable, Seq } from './values.ts';

/** What a room keeps: its newest `last` messages, or those of the last `days` days; neither: everything. */
export const Keep = Type.Object(
  {
    last: Type.Optional(Type.Integer({ minimum: 1, maximum: maxKeepLast })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: maxKeepDays })),
  },
  closed,
);
export type Keep = Static<typeof Keep>;

const common = {
  id: Id,
  name: Type.String(),
  topic: Type.String(),
  keep: Keep,
  keepIsDefault: Type.Boolean({ description: 'true while the room follows the server’s setting' }),
  position: Type.Integer(),
};

/** A room as every event shows it: without what differs from person to person. */
export const RoomCore = Type.Object(common);
export type RoomCore = Static<typeof RoomCore>;

/**
 * A room as the asker sees it. `seq` is its stream's newest event; `unread` counts others' live messages after
 * `readSeq`, or from `unreadFrom` on where that lies before, and `mentions` those of them that call the asker; `missed` those that were trimmed before the asker saw them.
 */
export const Room = Type.Object({
  ...common,
  seq: Seq,
  readSeq: Seq,
  unreadFrom: Nullable(Seq),
  unread: Type.Integer(),
  mentions: Type.Integer(),
  missed: Type.Integer(),
});
export type Room = Static<typeof Room>;

/** The first thing a client asks for. `asOfSeq` joins it to the live streams: events up to it are already in. */
export const Overview = Type.Object({
  rooms: Type.Array(Room),
  people: Type.Array(Person),
  everyoneMentions: EveryoneMentions,
  notify: Notify,
  asOfSeq: Type.Record(Type.String(), Seq),
});
export type Overview = Static<typeof Overview>;

export const RoomName = Type.String({ minLength: 1, maxLength: limits.roomNameLength * 4 });
export const Topic = Type.String({ maxLength: limits.topicLength });

export const NewRoom = Type.Object({ name: RoomName, topic: Type.Optional(Topic) }, closed);
/** `keep: null` goes back to the server's setting. */
export const EditRoom = Type.Object(
  { name: Type.Optional(RoomName), topic: Type.Optional(Topic), keep: Type.Optional(Nullable(Keep)) },
  closed,
);
export const RoomOrder = Type.Object({ rooms: Type.Array(Id, { maxItems: 1000 }) }, closed);

export const RoomGone = Type.Object({ id: Id });

/** What the admin page says of the whole server. Sizes in bytes; `free` is what the disk has left. */
export const ServerState = Type.Object({
  version: Type.String(),
  publicUrl: Type.String(),
  storage: Type.Object({
    files: Type.Integer(),
    mediaBytes: Type.Integer(),
    databaseBytes: Type.Integer(),
    freeBytes: Type.Integer(),
  }),
  retention: Type.Object({ keep: Keep, asked: Type.Boolean() }),
  ffmpeg: Type.String({ description: 'which FFmpeg serves: its version and whether it is the system’s' }),
});
export type ServerState = Static<typeof ServerState>;
export const EditRetention = Type.Object({ keep: Keep }, closed);
