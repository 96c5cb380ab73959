import { describe, expect, it } from 'vitest';
import type { Mention } from '../../protocol/mentions.ts';
import type { Room } from '../../protocol/rooms.ts';
import type { EventFrame } from '../../protocol/socket.ts';
import {
  applyPresence,
  applyToPeople,
  applyToRooms,
  needsRecount,
  type Presences,
  type Rooms,
  unreadOf,
  withMark,
} from './overview.ts';
import { author, message, page, room } from './samples.ts';
import { fromPage } from './timeline.ts';

const posted = (seq: number, by = 'other') =>
  ({
    type: 'event',
    stream: 'room:1',
    seq,
    event: 'message.posted',
    data: message({ seq, author: author(by) }),
  }) as EventFrame;

describe('rooms', () => {
  it('count others’ messages once, and not my own', () => {
    const frames = [posted(1), posted(1), posted(2, 'me'), posted(3)];
    const after = frames.reduce<Rooms>((rooms, frame) => applyToRooms(rooms, frame, 'me'), [room()]);
    expect(after).toMatchObject([{ unread: 2, seq: 3 }]);
  });

  it('count what calls me apart, and end the same when events come twice, from any point on', () => {
    const calling = (seq: number, mention: Partial<Mention>, by = 'other') => {
      const of = { start: 0, end: 3, person: null, everyone: null, ...mention };
      const frame = posted(seq, by) as Extract<EventFrame, { event: 'message.posted' }>;
      return { ...frame, data: { ...frame.data, mentions: [of] } };
    };
    const read = { room: '1', readSeq: 2, unreadFrom: null, unread: 0, mentions: 0, missed: 0 };
    const events = [
      calling(1, { person: 'me' }),
      calling(2, { person: 'somebody' }),
      { type: 'event', stream: 'person:me', seq: 1, event: 'read.moved', data: read } as EventFrame,
      calling(3, { everyone: 'room' }),
      calling(4, { everyone: 'room' }, 'me'),
      calling(5, { person: 'me' }),
    ];
    const play = (from: Rooms, frames: EventFrame[]) =>
      frames.reduce((rooms, frame) => applyToRooms(rooms, frame, 'me'), from);
    const whole = play([room()], events);
    expect(whole).toMatchObject([{ unread: 2, mentions: 2, seq: 5 }]);
    // A mark that comes again from the log is rendered as it is now.
    const now = events.map((one) =>
      one.event === 'read.moved' ? { ...one, data: { ...read, unread: 2, mentions: 2 } } : one,
    );
    for (let from = 0; from < events.length; from++) {
      expect(play(whole, now.slice(from) as EventFrame[])).toEqual(whole);
    }
  });

  it('ask for true counts where only the server knows them', () => {
    const here = { start: 0, end: 5, person: null, everyone: 'here' as const };
    const frame = (event: string, seq: number, mentions: Mention[]) =>
      ({ ...posted(seq), event, data: message({ seq, mentions }) }) as EventFrame;
    const rooms = [room({ readSeq: 3 })];
    const asked = (one: EventFrame) => needsRecount(one, rooms);
    expect([asked(posted(5)), asked(frame('message.posted', 5, [here]))]).toEqual([false, true]);
    const edits = [frame('message.updated', 3, [here]), frame('message.updated', 4, [here])];
    expect(edits.map(asked)).toEqual([false, true]);
  });

  it('take a newer read mark and refuse an older one', () => {
    const mark = { room: '1', readSeq: 5, unreadFrom: null, unread: 0, mentions: 0, missed: 0 };
    const read = withMark([room({ unread: 3 })], mark);
    expect(read[0]).toMatchObject({ readSeq: 5, unread: 0 });
    expect(withMark(read, { ...mark, readSeq: 4, unread: 9 })[0]).toMatchObject({ readSeq: 5, unread: 0 });
  });

  it('stay in their order when one is made, moved or removed', () => {
    const { seq, readSeq, unreadFrom, unread, mentions, missed, ...core } = room({
      id: '2',
      name: 'B',
      position: -1,
    });
    expect([seq, readSeq, unreadFrom, unread, mentions, missed]).toEqual([0, 0, null, 0, 0, 0]);
    const made = { type: 'event', stream: 'server', seq: 1, event: 'room.created', data: core } as EventFrame;
    const rooms = applyToRooms([room()], made, 'me');
    expect(rooms.map(({ id }) => id)).toEqual(['2', '1']);
    const gone = { ...made, event: 'room.removed', data: { id: '2' } } as EventFrame;
    expect(applyToRooms(rooms, gone, 'me').map(({ id }) => id)).toEqual(['1']);
  });

  it('keep what differs from person to person when they are renamed', () => {
    const core = { id: '1', name: 'Renamed', topic: '', keep: {}, keepIsDefault: false, position: 0 };
    const frame = {
      type: 'event',
      stream: 'server',
      seq: 1,
      event: 'room.updated',
      data: core,
    } as EventFrame;
    expect(applyToRooms([room({ unread: 4, readSeq: 2 })], frame, 'me')[0]).toMatchObject({
      name: 'Renamed',
      unread: 4,
      readSeq: 2,
    });
  });
});

describe('unread', () => {
  it('counts from a place that was marked, until that is read', () => {
    const timeline = fromPage(page(2, 6));
    const marked = withMark([room({ readSeq: 6 })], {
      ...{ room: '1', readSeq: 6, unreadFrom: 5, unread: 2, mentions: 0, missed: 0 },
    });
    expect(marked.map((one) => unreadOf(one, timeline, 'me'))).toEqual([2]);
    const cleared = withMark(marked, { ...(marked[0] as Room), room: '1', unreadFrom: null, unread: 0 });
    expect(cleared.map((one) => unreadOf(one, timeline, 'me'))).toEqual([0]);
  });

  it('is counted in the window where it reaches from the mark to the present', () => {
    expect(unreadOf(room({ readSeq: 3, unread: 99 }), fromPage(page(2, 6)), 'me')).toBe(3);
  });

  it('is the server’s number where the window does not reach', () => {
    const below = { ...fromPage(page(2, 6)), hasAfter: true };
    expect(unreadOf(room({ readSeq: 3, unread: 99 }), below, 'me')).toBe(99);
    const above = { ...fromPage(page(8, 9)), hasBefore: true };
    expect(unreadOf(room({ readSeq: 3, unread: 99 }), above, 'me')).toBe(99);
  });
});

describe('people', () => {
  it('come, change and go', () => {
    const ann = { id: 'a', name: 'Ann', avatar: null, role: 'member' as const };
    const frame = (event: string, data: unknown) =>
      ({ type: 'event', stream: 'server', seq: 1, event, data }) as EventFrame;
    const come = applyToPeople(new Map(), frame('person.created', ann));
    const renamed = applyToPeople(come, frame('person.updated', { ...ann, name: 'Anna' }));
    expect(renamed.get('a')?.name).toBe('Anna');
    expect(applyToPeople(renamed, frame('person.removed', { id: 'a' })).size).toBe(0);
  });

  it('are offline when a full signal does not name them', () => {
    const here = { status: 'online' as const, rooms: [], reading: [], lastSeenAt: null };
    const one = (person: string) => ({ person, ...here });
    const type = { type: 'signal', signal: 'presence' } as const;
    const both = applyPresence(new Map(), { ...type, full: true, people: [one('a'), one('b')] });
    const more = applyPresence(both, { ...type, full: false, people: [one('c')] });
    expect([...more.keys()]).toEqual(['a', 'b', 'c']);
    expect([...applyPresence(more, { ...type, full: true, people: [one('c')] }).keys()]).toEqual(['c']);
  });

  it('were last seen when the newest signal says, however often it comes, and not while they are here', () => {
    const type = { type: 'signal', signal: 'presence', full: false } as const;
    const at = (status: 'online' | 'offline', lastSeenAt: string | null) => ({
      ...type,
      people: [{ person: 'a', status, rooms: [], reading: [], lastSeenAt }],
    });
    const signals = [
      at('offline', '2026-11-23T10:00:00.000Z'),
      at('online', null),
      at('offline', '2026-11-23T12:00:00.000Z'),
    ];
    const seen = (of: typeof signals) =>
      of.reduce<Presences>(applyPresence, new Map()).get('a')?.lastSeenAt ?? null;
    expect(seen(signals)).toBe('2026-11-23T12:00:00.000Z');
    expect(seen([...signals, ...signals.slice(1)])).toBe('2026-11-23T12:00:00.000Z');
    expect(seen(signals.slice(0, 2))).toBe(null);
  });
});
