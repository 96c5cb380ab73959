import { describe, expect, it } from 'vitest';
import type { EventFrame } from '../../protocol/socket.ts';
import { applyPresence, applyToPeople, applyToRooms, type Rooms, unreadOf, withMark } from './overview.ts';
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

  it('take a newer read mark and refuse an older one', () => {
    const mark = { room: '1', readSeq: 5, unread: 0, mentions: 0, missed: 0 };
    const read = withMark([room({ unread: 3 })], mark);
    expect(read[0]).toMatchObject({ readSeq: 5, unread: 0 });
    expect(withMark(read, { ...mark, readSeq: 4, unread: 9 })[0]).toMatchObject({ readSeq: 5, unread: 0 });
  });

  it('stay in their order when one is made, moved or removed', () => {
    const { seq, readSeq, unread, mentions, missed, ...core } = room({ id: '2', name: 'B', position: -1 });
    expect([seq, readSeq, unread, mentions, missed]).toEqual([0, 0, 0, 0, 0]);
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
    const one = (person: string) => ({ person, status: 'online' as const, rooms: [] });
    const type = { type: 'signal', signal: 'presence' } as const;
    const both = applyPresence(new Map(), { ...type, full: true, people: [one('a'), one('b')] });
    const more = applyPresence(both, { ...type, full: false, people: [one('c')] });
    expect([...more.keys()]).toEqual(['a', 'b', 'c']);
    expect([...applyPresence(more, { ...type, full: true, people: [one('c')] }).keys()]).toEqual(['c']);
  });
});
