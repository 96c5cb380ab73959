import { describe, expect, it } from 'vitest';
import type { GalleryPage } from '../../../protocol/gallery.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { EventFrame } from '../../../protocol/socket.ts';
import { file, message } from '../../client/samples.ts';
import {
  apply,
  fromTimeline,
  type Gallery,
  indexAt,
  placesOf,
  withPageAfter,
  withPageBefore,
} from './gallery.ts';

const picture = (id: string, of: Parameters<typeof file>[0] = {}) =>
  file({ id, kind: 'image', state: 'ready', ...of });
const holding = (seq: number, ...ids: string[]): Message =>
  message({ id: `m${seq}`, seq, attachments: ids.map((id) => picture(id)) });
const page = (messages: Message[], of: Partial<GalleryPage> = {}): GalleryPage => ({
  ...fromTimeline({ messages, hasBefore: false, hasAfter: false }),
  items: [...fromTimeline({ messages, hasBefore: false, hasAfter: false }).items],
  asOfSeq: 99,
  ...of,
});
const ids = (gallery: Gallery) => placesOf(gallery).map((one) => one.file.id);
const event = (name: string, data: unknown): EventFrame =>
  ({ type: 'event', stream: 'room:1', seq: 100, event: name, data }) as EventFrame;

const start = fromTimeline({
  messages: [holding(20, 'a', 'b'), message({ id: 'm21', seq: 21 }), holding(22, 'c')],
  hasBefore: true,
  hasAfter: true,
});

describe('a stretch of the room', () => {
  it('grows on both sides, without doubles', () => {
    const wider = withPageBefore(start, page([holding(3, 'x'), holding(20, 'a', 'b')], { hasBefore: true }));
    expect([ids(wider), wider.hasBefore, wider.hasAfter]).toEqual([['x', 'a', 'b', 'c'], true, true]);
    const whole = withPageAfter(wider, page([holding(30, 'y')]));
    expect([ids(whole), whole.hasAfter]).toEqual([['x', 'a', 'b', 'c', 'y'], false]);
  });

  it('shows what is ready, and videos that are still being made', () => {
    const files = [
      picture('ready'),
      picture('waits', { state: 'processing' }),
      picture('failed', { state: 'failed' }),
      file({ id: 'film', kind: 'video', state: 'processing', width: 320, height: 240 }),
      file({ id: 'sound', kind: 'audio', state: 'ready' }),
    ];
    const messages = [message({ id: 'm1', seq: 1, attachments: files })];
    const gallery = fromTimeline({ messages, hasBefore: false, hasAfter: false });
    expect(ids(gallery)).toEqual(['ready', 'film']);
    const done = event('attachment.updated', { message: 'm1', room: '1', file: picture('waits') });
    expect(ids(apply(gallery, done))).toEqual(['ready', 'waits', 'film']);
  });

  it('takes what is posted where it reaches, and nothing beyond', () => {
    const posted = event('message.posted', holding(40, 'new'));
    expect(ids(apply(start, posted))).toEqual(['a', 'b', 'c']);
    const present = { ...start, hasAfter: false };
    expect(ids(apply(apply(present, posted), posted))).toEqual(['a', 'b', 'c', 'new']);
    expect(ids(apply(start, event('message.restored', holding(21, 'back'))))).toEqual([
      'a',
      'b',
      'back',
      'c',
    ]);
  });

  it('lets go what is deleted or trimmed, and stands on the neighbour', () => {
    const shown = placesOf(start);
    const at = shown[1]?.place ?? { file: '', seq: 0, order: 0 };
    expect(indexAt(shown, at)).toBe(1);
    const left = apply(start, event('message.deleted', { id: 'm20', room: '1' }));
    expect(ids(left)).toEqual(['c']);
    expect(indexAt(placesOf(left), at)).toBe(0);
    const last = shown[2]?.place ?? at;
    const withoutLast = apply(start, event('message.deleted', { id: 'm22', room: '1' }));
    expect(ids(withoutLast)[indexAt(placesOf(withoutLast), last)]).toBe('b');
    expect(ids(apply(start, event('message.trimmed', { room: '1', upToSeq: 21 })))).toEqual(['c']);
    expect(indexAt([], at)).toBe(-1);
  });
});
