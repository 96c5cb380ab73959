import { describe, expect, it } from 'vitest';
import type { EventFrame } from '../../protocol/socket.ts';
import { file, message, page } from './samples.ts';
import {
  applyToTimeline,
  shortened,
  type Timeline,
  widestWindow,
  windowSize,
  withMessage,
  withPageAfter,
  withPageBefore,
  withProgress,
} from './timeline.ts';

const seqs = (timeline: Timeline) => timeline.messages.map(({ seq }) => seq);
const window = (from: number, to: number, more: Partial<Timeline> = {}): Timeline => ({
  messages: Array.from({ length: to - from + 1 }, (_, i) => message({ seq: from + i })),
  hasBefore: false,
  hasAfter: false,
  ...more,
});
const event = (seq: number, of: Pick<EventFrame, 'event' | 'data'>) =>
  ({ type: 'event', stream: 'room:1', seq, ...of }) as EventFrame;

describe('a window of messages', () => {
  it('puts a message at its place, also when a later one came first', () => {
    const late = withMessage(window(1, 2), message({ seq: 4 }));
    expect(seqs(withMessage(late, message({ seq: 3 })))).toEqual([1, 2, 3, 4]);
  });

  it('takes the last version and ignores an older one', () => {
    const second = withMessage(window(1, 1), message({ seq: 1, version: 2, text: 'second' }));
    const late = withMessage(second, message({ seq: 1, version: 1, text: 'first' }));
    expect(late.messages[0]?.text).toBe('second');
  });

  it('keeps the key that the message was drawn with', () => {
    const sent = withMessage(window(1, 1), message({ seq: 2, clientId: 'key' }));
    const updated = withMessage(sent, message({ seq: 2, version: 2 }));
    expect(updated.messages[1]?.clientId).toBe('key');
  });

  it('leaves alone what lies outside of it', () => {
    const middle = window(10, 12, { hasBefore: true, hasAfter: true });
    expect(withMessage(middle, message({ seq: 13 }))).toBe(middle);
    expect(withMessage(middle, message({ seq: 9 }))).toBe(middle);
  });

  it('tells how far a file is, until it is ready', () => {
    const preparing = message({ seq: 1, attachments: [file({ id: '7', state: 'processing' })] });
    const told = withProgress(withMessage(window(2, 3), preparing), '7', 0.4);
    expect(told.messages[0]?.attachments[0]?.progress).toBe(0.4);
    const ready = message({ seq: 1, version: 2, attachments: [file({ id: '7' })] });
    expect(withProgress(withMessage(told, ready), '7', 0.5).messages[0]?.attachments[0]?.progress).toBeNull();
  });

  it('forgets what was trimmed, and that there was more above', () => {
    const trimmed = applyToTimeline(
      window(5, 8, { hasBefore: true }),
      event(9, { event: 'message.trimmed', data: { room: '1', upToSeq: 6 } }),
    );
    expect(seqs(trimmed)).toEqual([7, 8]);
    expect(trimmed.hasBefore).toBe(false);
  });

  it('does not bring back a deleted message by an update', () => {
    const gone = event(4, { event: 'message.deleted', data: { id: message({ seq: 2 }).id, room: '1' } });
    const updated = event(5, { event: 'message.updated', data: message({ seq: 2, version: 2 }) });
    expect(seqs([gone, updated].reduce(applyToTimeline, window(1, 3)))).toEqual([1, 3]);
  });

  it('is the same after every event came twice', () => {
    const posted = message({ seq: 4, attachments: [file({ id: '1', state: 'processing' })] });
    const events: EventFrame[] = [
      event(4, { event: 'message.posted', data: posted }),
      event(5, {
        event: 'attachment.updated',
        data: { message: posted.id, room: '1', file: file({ id: '1', state: 'ready' }) },
      }),
      event(6, { event: 'message.updated', data: message({ seq: 1, version: 2, text: 'new' }) }),
      event(7, { event: 'message.deleted', data: { id: message({ seq: 2 }).id, room: '1' } }),
      event(8, { event: 'message.restored', data: message({ seq: 2, version: 3 }) }),
      event(9, { event: 'message.trimmed', data: { room: '1', upToSeq: 1 } }),
    ];
    const once = events.reduce(applyToTimeline, window(1, 3));
    const twice = events.flatMap((one) => [one, one]).reduce(applyToTimeline, window(1, 3));
    expect(twice).toEqual(once);
    expect(seqs(once)).toEqual([2, 3, 4]);
    expect(once.messages[2]?.attachments[0]?.state).toBe('ready');
  });
});

describe('pages', () => {
  it('join without doubling what both have', () => {
    const before = withPageBefore(window(5, 6, { hasBefore: true }), page(3, 5));
    expect(seqs(before)).toEqual([3, 4, 5, 6]);
    expect(seqs(withPageAfter(window(5, 6, { hasAfter: true }), page(6, 8)))).toEqual([5, 6, 7, 8]);
  });

  it('never let the window grow beyond its size, and remember on which side there is more', () => {
    const full = window(100, 100 + widestWindow - 1);
    const up = withPageBefore(full, page(50, 99));
    expect([up.messages.length, up.messages[0]?.seq, up.hasAfter]).toEqual([widestWindow, 50, true]);
    const down = withPageAfter({ ...full, hasAfter: true }, page(100 + widestWindow, 130 + widestWindow));
    expect([down.messages.length, down.hasBefore, down.hasAfter]).toEqual([widestWindow, true, false]);
  });

  it('are let go above a reader at the present', () => {
    const short = shortened(window(1, windowSize + 5));
    expect([short.messages.length, short.messages[0]?.seq, short.hasBefore]).toEqual([windowSize, 6, true]);
  });
});
