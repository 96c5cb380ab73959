import type { Person } from '../../protocol/accounts.ts';
import type { Room, RoomCore } from '../../protocol/rooms.ts';
import type { EventFrame, Presence, Signal } from '../../protocol/socket.ts';
import type { ReadMark } from '../../protocol/unread.ts';
import { calls } from './mentions.ts';
import type { Timeline } from './timeline.ts';

export type Rooms = readonly Room[];
export type People = ReadonlyMap<string, Person>;
export type Presences = ReadonlyMap<string, Presence>;

const byPosition = (a: Room, b: Room) => a.position - b.position || (a.id < b.id ? -1 : 1);

const fresh = { seq: 0, readSeq: 0, unreadFrom: null, unread: 0, mentions: 0, missed: 0 };

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
    const { readSeq, unreadFrom, unread, mentions, missed } = mark;
    return { ...room, readSeq, unreadFrom, unread, mentions, missed };
  });

/** The newest seq that counts as read: a room can be unread from a place that was read before. */
export const readTo = ({ readSeq, unreadFrom }: Pick<Room, 'readSeq' | 'unreadFrom'>): number =>
  unreadFrom === null ? readSeq : Math.min(readSeq, unreadFrom - 1);

/** `room.seq` is the newest event that is counted in, so that an event that comes again counts once. */
function counted(rooms: Rooms, frame: EventFrame, meId: string): Rooms {
  const id = frame.stream.slice('room:'.length);
  return change(rooms, id, (room) => {
    if (frame.seq <= room.seq) return room;
    const isNew = frame.event === 'message.posted' && frame.data.author.id !== meId;
    if (!isNew || frame.data.seq <= readTo(room)) return { ...room, seq: frame.seq };
    const mentions = room.mentions + (calls(frame.data, meId) ? 1 : 0);
    return { ...room, seq: frame.seq, unread: room.unread + 1, mentions };
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

/** Events that may change what a room's counts are without saying how much. */
export function needsRecount(frame: EventFrame, rooms: Rooms): boolean {
  switch (frame.event) {
    case 'message.deleted':
    case 'message.restored':
    case 'message.trimmed':
      return true;
    case 'message.posted':
      // Only the server knows who was there when it was written.
      return frame.data.mentions.some(({ everyone }) => everyone === 'here');
    case 'message.updated': {
      const room = rooms.find(({ id }) => id === frame.data.room);
      const isUnread = room !== undefined && frame.data.seq > readTo(room);
      return isUnread && (room.mentions > 0 || frame.data.mentions.length > 0);
    }
    default:
      return false;
  }
}

/**
 * How many of others' messages are unread. Where the window reaches from the read mark to the present they are counted
 * in it; else the room's own count stands.
 */
export function unreadOf(room: Room, timeline: Timeline | null, meId: string): number {
  if (!timeline || timeline.hasAfter) return room.unread;
  const first = timeline.messages[0];
  if (timeline.hasBefore && (!first || first.seq > readTo(room) + 1)) return room.unread;
  return timeline.messages.filter(({ seq, author }) => seq > readTo(room) && author.id !== meId).length;
}
