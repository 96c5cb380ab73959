import type { Person } from '../../protocol/accounts.ts';
import type { Room, RoomCore } from '../../protocol/rooms.ts';
import type { EventFrame, Presence, Signal } from '../../protocol/socket.ts';
import type { ReadMark } from '../../protocol/unread.ts';
import type { Timeline } from './timeline.ts';

export type Rooms = readonly Room[];
export type People = ReadonlyMap<string, Person>;
export type Presences = ReadonlyMap<string, Presence>;

const byPosition = (a: Room, b: Room) => a.position - b.position || (a.id < b.id ? -1 : 1);

const fresh = { seq: 0, readSeq: 0, unread: 0, mentions: 0, missed: 0 };

function withCore(rooms: Rooms, core: RoomCore): Rooms {
  const known = rooms.find(({ id }) => id === core.id);
  const others = rooms.filter(({ id }) => id !== core.id);
  return [...others, { ...fresh, ...known, ...core }].sort(byPosition);
}

const change = (rooms: Rooms, id: string, how: (room: Room) => Room): Rooms =>
  rooms.map((room) => (room.id === id ? how(room) : room));

/** A read mark only moves forward: an older one that comes late changes nothing. */
export const withMark = (rooms: Rooms, mark: ReadMark): Rooms =>
  change(rooms, mark.room, (room) => {
    if (mark.readSeq < room.readSeq) return room;
    const { readSeq, unread, mentions, missed } = mark;
    return { ...room, readSeq, unread, mentions, missed };
  });

/** `room.seq` is the newest event that is counted in, so that an event that comes again counts once. */
function counted(rooms: Rooms, frame: EventFrame, meId: string): Rooms {
  const id = frame.stream.slice('room:'.length);
  return change(rooms, id, (room) => {
    if (frame.seq <= room.seq) return room;
    const isNew = frame.event === 'message.posted' && frame.data.author.id !== meId;
    const unread = isNew && frame.data.seq > room.readSeq ? room.unread + 1 : room.unread;
    return { ...room, seq: frame.seq, unread };
  });
}

export function applyToRooms(rooms: Rooms, frame: EventFrame, meId: string): Rooms {
  switch (frame.event) {
    case 'room.created':
    case 'room.updated':
      return withCore(rooms, frame.data);
    case 'room.removed':
      return rooms.filter(({ id }) => id !== frame.data.id);
    case 'read.moved':
      return withMark(rooms, frame.data);
    default:
      return frame.stream.startsWith('room:') ? counted(rooms, frame, meId) : rooms;
  }
}

export function applyToPeople(people: People, frame: EventFrame): People {
  switch (frame.event) {
    case 'person.created':
    case 'person.updated':
      return new Map(people).set(frame.data.id, frame.data);
    case 'person.removed': {
      const rest = new Map(people);
      rest.delete(frame.data.id);
      return rest;
    }
    default:
      return people;
  }
}

export function applyPresence(
  presences: Presences,
  signal: Extract<Signal, { signal: 'presence' }>,
): Presences {
  const next = signal.full ? new Map<string, Presence>() : new Map(presences);
  for (const one of signal.people) next.set(one.person, one);
  return next;
}

/** Events that may take away from a room's unread count without saying how much. */
export const needsRecount = (frame: EventFrame) =>
  frame.event === 'message.deleted' ||
  frame.event === 'message.restored' ||
  frame.event === 'message.trimmed';

/**
 * How many of others' messages are unread. Where the window reaches from the read mark to the present they are counted
 * in it; else the room's own count stands.
 */
export function unreadOf(room: Room, timeline: Timeline | null, meId: string): number {
  if (!timeline || timeline.hasAfter) return room.unread;
  const first = timeline.messages[0];
  if (timeline.hasBefore && (!first || first.seq > room.readSeq + 1)) return room.unread;
  return timeline.messages.filter(({ seq, author }) => seq > room.readSeq && author.id !== meId).length;
}
