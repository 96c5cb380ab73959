import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import type { Room } from '../../../protocol/rooms.ts';
import {
  loadAfter,
  loadAround,
  loadBefore,
  loadingOf,
  loadPresent,
  openWindow,
} from '../../client/history.ts';
import { outbox } from '../../client/live.ts';
import { readTo } from '../../client/overview.ts';
import * as store from '../../client/store.ts';
import { DateQuestion } from '../history/day-line.tsx';
import { leaveLink } from '../history/links.ts';
import { NewBar } from '../unread/new-bar.tsx';
import { attentive } from '../unread/reading.ts';
import { openPicture } from '../viewer/door.ts';
import { cameFrom, jumpBack, jumpToBeginning, wanted } from './jump.ts';
import { Line } from './line.tsx';
import './messages.css';
import { BackPill, Beginning, HistoryAbove, PresentPill, WindowSkeleton } from './parts.tsx';
import { type Row, rowsOf } from './rows.ts';
import { createSteady, type Steady } from './steady.ts';
import { MessageMenu, tools } from './tools.tsx';
import { usePart } from './use-part.ts';
import { roomNow, rowOf, useBounded, useGlow, useOwnSends, useReading } from './use-visit.ts';
import { t } from './words.ts';

/** More is asked for while so much is still there: who scrolls fast shouldn't have to wait. */
const loadWithinPx = 2000;
const mostTries = 2;

/** One room's messages. Mounted anew for each room, so that nothing of one room's reading leaks into another's. */
export function TimelineView({ room }: { room: Room }) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const steady = useRef<Steady | null>(null);
  const atEnd = useSignal(true);
  const unread = useComputed(() => store.unreadByRoom.value.get(room.id) ?? 0);
  /** The "new" line stands after this seq as long as the visit lasts. */
  const newAfter = useSignal(unread.peek() > 0 ? readTo(roomNow(room)) : null);
  const missed = useSignal(roomNow(room).missed);
  const placed = useRef(false);

  const timeline = store.timelineOf(room.id).value;
  const loading = loadingOf(room.id).value;
  const meId = store.me.value?.id ?? '';
  const outgoing = outbox.entries.value;
  const rows = useMemo(
    () =>
      timeline
        ? rowsOf({
            messages: timeline.messages,
            outgoing: timeline.hasAfter ? [] : outgoing.filter((entry) => entry.room === room.id),
            meId,
            newAfter: newAfter.value,
          })
        : [],
    [timeline?.messages, timeline?.hasAfter, outgoing, meId, newAfter.value],
  );
  steady.current?.beforeChange();
  const part = usePart({ rows, scroller, list, first: newAfter.peek() === null ? null : 'new' });
  /** A row that is to be shown once it is drawn. */
  const pending = useRef<string | null>(null);
  /** How often it was drawn for: what is not there by then never will be. */
  const tries = useRef(0);
  const toGlow = useRef<string | null>(null);
  const [glowing, glow] = useGlow();
  const focusing = useRef<string | null>(null);
  const wish = wanted.value?.room === room.id ? wanted.value : null;

  const loadMore = useCallback(() => {
    const view = scroller.current;
    const known = store.timelineOf(room.id).peek();
    const state = loadingOf(room.id).peek();
    if (!view || !known || state.at !== 'none' || state.failed) return;
    const below = view.scrollHeight - view.scrollTop - view.clientHeight;
    if (known.hasBefore && view.scrollTop < loadWithinPx) void loadBefore(room.id);
    else if (known.hasAfter && below < loadWithinPx) void loadAfter(room.id);
  }, [room.id]);

  useEffect(() => {
    if (!store.timelineOf(room.id).peek()) void openWindow(room.id);
  }, [timeline === null]);

  useLayoutEffect(() => {
    if (!scroller.current || !list.current) return;
    const view = createSteady({
      scroller: scroller.current,
      list: list.current,
      endsInPresent: () => !store.timelineOf(room.id).peek()?.hasAfter,
      absorb: part.absorb,
      onMoved: (end) => {
        atEnd.value = end;
        // Else it would draw another part than the one that is asked for, and so on without end.
        if (pending.current === null) part.follow({ atEnd: end, anchors: view.anchors() });
        loadMore();
        if (pending.current === null && scroller.current) leaveLink(room.id, scroller.current);
      },
      onSettled: () => {
        if (pending.current === null) part.follow({ atEnd: view.atEnd(), anchors: view.anchors() });
        loadMore();
      },
    });
    steady.current = {
      ...view,
      toEnd(smooth) {
        const isDrawn = part.isAtEnd();
        pending.current = null;
        part.show(null);
        view.toEnd(smooth && isDrawn);
      },
      toRow(key) {
        if (pending.current !== key) tries.current = 0;
        pending.current = null;
        if (view.toRow(key)) return true;
        if (!part.has(key) || tries.current++ >= mostTries) return false;
        pending.current = key;
        part.show(key);
        return true;
      },
    };
    return view.end;
  }, []);

  useLayoutEffect(() => {
    const view = steady.current;
    if (!view || !timeline) return;
    const hasMoved = part.hasMoved();
    const wishes = wish ?? pending.current ?? toGlow.current ?? focusing.current;
    const isAtPresent = placed.current && view.atEnd() && !timeline.hasAfter;
    // Who reads the end follows it; elsewhere nothing on the screen may be off for whoever looks before the next frame.
    if (isAtPresent && wishes === null && !hasMoved) return view.settleSoon();
    if (!placed.current) {
      placed.current = true;
      if (!wish && !view.toRow('new')) view.toEnd();
    }
    if (wish) {
      wanted.value = null;
      const row = rows.find((one) => one.is === 'message' && one.message.id === wish.message);
      if (row && view.toRow(row.key)) {
        toGlow.current = wish.glows === false ? null : row.key;
        focusing.current = wish.byKey ? row.key : null;
      }
    }
    if (pending.current !== null) view.toRow(pending.current);
    view.settle();
    if (pending.current === null && toGlow.current !== null) {
      glow(toGlow.current);
      toGlow.current = null;
    }
    if (pending.current === null && focusing.current !== null) {
      rowOf(focusing.current)?.focus({ preventScroll: true });
      focusing.current = null;
    }
    if (pending.current === null) part.follow({ atEnd: view.atEnd(), anchors: view.anchors() });
    loadMore();
  });

  useSignalEffect(() => {
    const here = tools.value;
    const element = scroller.current;
    if (here && element) return here.follow(element, (id, at) => here.openMenu({ id, room: room.id }, at));
  });
  useReading({ room, atEnd, unread, newAfter });
  useOwnSends({ room, steady, newAfter });
  useBounded({ room, atEnd });

  const toPresent = async () => {
    cameFrom.value = null;
    if (store.timelineOf(room.id).peek()?.hasAfter) {
      await loadPresent(room.id);
      steady.current?.toEnd();
    } else steady.current?.toEnd(true);
  };
  const present = useRef(toPresent);
  present.current = toPresent;
  useEffect(() => {
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('dialog[open], :popover-open, .suggestions')) return;
      const away = !atEnd.peek() || store.timelineOf(room.id).peek()?.hasAfter;
      if (away) void present.current();
    };
    addEventListener('keydown', escape);
    return () => removeEventListener('keydown', escape);
  }, []);
  useEffect(() => {
    const element = scroller.current;
    const edges = (event: KeyboardEvent) => {
      const onMessage = event.target instanceof HTMLElement && event.target.matches('article[data-message]');
      if (event.key === 'Backspace' && onMessage && cameFrom.peek()?.room === room.id) {
        event.preventDefault();
        return void jumpBack();
      }
      const ours = event.key === 'Home' || event.key === 'End';
      const altered = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
      if (!ours || altered || (!onMessage && event.target !== element) || part.isWhole(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      // The message that has the focus may be out of the page in a moment.
      element?.focus({ preventScroll: true });
      void (event.key === 'Home' ? jumpToBeginning(room.id) : present.current());
    };
    element?.addEventListener('keydown', edges, { capture: true });
    return () => element?.removeEventListener('keydown', edges, { capture: true });
  }, []);
  const toFirstNew = async () => {
    if (steady.current?.toRow('new')) return;
    await loadAround(room.id, (newAfter.peek() ?? 0) + 1);
    requestAnimationFrame(() => steady.current?.toRow('new'));
  };
  const isBehind = !atEnd.value || timeline?.hasAfter || room.unreadFrom !== null || !attentive.value;
  const onOpen = useCallback((file: File) => openPicture(room.id, file.id), [room.id]);

  return (
    <div class="timeline-pane">
      <div
        ref={scroller}
        class="timeline"
        role="log"
        aria-label={t.value.log(room.name)}
        aria-busy={loading.at !== 'none'}
        // Read aloud is what comes, not what one scrolls to.
        aria-live={atEnd.value ? 'polite' : 'off'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard
        tabIndex={0}
      >
        <div ref={list} class={`timeline-list ${rows.length === 0 ? 'bare' : ''}`}>
          {timeline ? (
            <>
              {timeline.hasBefore ? (
                <HistoryAbove room={room.id} failed={loading.failed} />
              ) : (
                <Beginning room={room} empty={rows.length === 0} missed={missed.value} />
              )}
              {part.items.map((row) => (
                <Line
                  key={row.key}
                  room={room.id}
                  row={row}
                  glows={row.key === glowing.value}
                  onOpen={onOpen}
                />
              ))}
            </>
          ) : (
            <WindowSkeleton room={room.id} failed={loading.failed} />
          )}
        </div>
      </div>
      {timeline && (!atEnd.value || timeline.hasAfter) && (
        <PresentPill unread={unread.value} onClick={toPresent} />
      )}
      {timeline && isBehind && unread.value > 0 && newAfter.value !== null && (
        <NewBar
          room={room.id}
          unread={unread.value}
          since={firstNew(rows)}
          onJump={() => void toFirstNew()}
        />
      )}
      {cameFrom.value?.room === room.id && <BackPill onClick={() => void jumpBack()} />}
      <MessageMenu />
      <DateQuestion room={room.id} />
    </div>
  );
}

/** When the message under the “new” line was written; null where that line isn't loaded. */
function firstNew(rows: readonly Row[]): Date | null {
  const row = rows[rows.findIndex(({ is }) => is === 'new') + 1];
  return row?.is === 'message' && rows.some(({ is }) => is === 'new')
    ? new Date(row.message.createdAt)
    : null;
}
