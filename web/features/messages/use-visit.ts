import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Room } from '../../../protocol/rooms.ts';
import { loadPresent } from '../../client/history.ts';
import { outbox } from '../../client/live.ts';
import { readTo } from '../../client/overview.ts';
import * as store from '../../client/store.ts';
import { shortened, windowSize } from '../../client/timeline.ts';
import { readRoom } from '../unread/marking.ts';
import { attentive, markRead } from '../unread/reading.ts';
import type { Steady } from './steady.ts';

const highlightMs = 2000;

type Flag = { value: boolean; peek: () => boolean };
type Mark = { value: number | null; peek: () => number | null };

/** Reading the end moves the mark; what comes while one isn't reading is put under a "new" line. */
export function useReading(of: { room: Room; atEnd: Flag; unread: { value: number }; newAfter: Mark }) {
  const before = useRef(of.unread.value);
  const marked = useRef(of.room.unreadFrom);
  const isHeld = useRef(false);
  useSignalEffect(() => {
    const unread = of.unread.value;
    void store.rooms.value;
    const room = roomNow(of.room);
    if (room.unreadFrom !== marked.current) {
      // What is marked as unread during a visit stays so until one comes again, or says that it is read.
      marked.current = room.unreadFrom;
      isHeld.current = room.unreadFrom !== null;
      if (isHeld.current) of.newAfter.value = readTo(room);
    }
    const timeline = store.timelineOf(of.room.id).value;
    const isAtPresent = of.atEnd.value && timeline !== null && !timeline.hasAfter;
    const reading = attentive.value && isAtPresent && !isHeld.current;
    if (!reading && before.current === 0 && unread > 0) {
      of.newAfter.value = readTo(room);
    }
    before.current = unread;
    // Not within the effect: moving the mark changes what the effect reads.
    if (reading) queueMicrotask(() => markRead(of.room.id));
  });
}

/** Who writes wants to see it: the view goes to the end, and the "new" line has done its work. */
export function useOwnSends(of: { room: Room; steady: { current: Steady | null }; newAfter: Mark }) {
  const known = useRef(new Set(outbox.entries.peek().map(({ clientId }) => clientId)));
  useSignalEffect(() => {
    const fresh = outbox.entries.value.filter(
      ({ clientId, room }) => room === of.room.id && !known.current.has(clientId),
    );
    for (const { clientId } of fresh) known.current.add(clientId);
    if (fresh.length === 0) return;
    of.newAfter.value = null;
    if (roomNow(of.room).unreadFrom !== null) void readRoom(of.room.id);
    const far = store.timelineOf(of.room.id).peek()?.hasAfter;
    if (far) void loadPresent(of.room.id).then(() => of.steady.current?.toEnd());
    else of.steady.current?.toEnd();
  });
}

/** However long a room stays open, the page holds no more than two windows of it. */
export function useBounded({ room, atEnd }: { room: Room; atEnd: Flag }) {
  useSignalEffect(() => {
    const signal = store.timelineOf(room.id);
    const timeline = signal.value;
    if (!timeline || timeline.messages.length <= windowSize) return;
    if (atEnd.value && !timeline.hasAfter) signal.value = shortened(timeline);
    else if (timeline.messages.length > windowSize * 2) {
      signal.value = { ...timeline, messages: timeline.messages.slice(0, windowSize * 2), hasAfter: true };
    }
  });
}

/** With its counters as they are now. */
export const roomNow = (room: Room): Room => store.rooms.peek().find(({ id }) => id === room.id) ?? room;

export const rowOf = (key: string) =>
  document.querySelector<HTMLElement>(`.timeline-list > [data-key="${CSS.escape(key)}"]`);

/** The row that is pointed out, and how to point one out for a moment. */
export function useGlow() {
  const glowing = useSignal<string | null>(null);
  const end = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(end.current), []);
  const glow = (key: string) => {
    clearTimeout(end.current);
    glowing.value = key;
    end.current = setTimeout(() => {
      glowing.value = null;
    }, highlightMs);
  };
  return [glowing, glow] as const;
}
