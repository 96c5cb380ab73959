import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useCallback, useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import type { Room } from '../../../protocol/rooms.ts';
import { loadAfter, loadBefore, loadingOf, loadPresent, openWindow } from '../../client/history.ts';
import { outbox } from '../../client/live.ts';
import * as store from '../../client/store.ts';
import { shortened, windowSize } from '../../client/timeline.ts';
import { dayName } from '../../i18n/format.ts';
import { attentive, markRead } from '../unread/reading.ts';
import { openPicture } from '../viewer/door.ts';
import { followMessages } from './active.ts';
import { cameFrom, jumpBack, wanted } from './jump.ts';
import { MessageRow, OutgoingRow } from './message.tsx';
import { MessageMenu, openMessageMenu } from './message-bar.tsx';
import './messages.css';
import { BackPill, Beginning, HistoryAbove, PresentPill, WindowSkeleton } from './parts.tsx';
import { type Row, rowsOf } from './rows.ts';
import { createSteady, type Steady } from './steady.ts';
import { t } from './words.ts';

const loadWithinPx = 800;
const highlightMs = 2000;

/** One room's messages. Mounted anew for each room, so that nothing of one room's reading leaks into another's. */
export function TimelineView({ room }: { room: Room }) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const steady = useRef<Steady | null>(null);
  const atEnd = useSignal(true);
  const unread = useComputed(() => store.unreadByRoom.value.get(room.id) ?? 0);
  /** The "new" line stands after this seq as long as the visit lasts. */
  const newAfter = useSignal(unread.peek() > 0 ? room.readSeq : null);
  const missed = useSignal(room.missed);
  const placed = useRef(false);

  const timeline = store.timelineOf(room.id).value;
  const loading = loadingOf(room.id).value;
  const meId = store.me.value?.id ?? '';
  const outgoing = outbox.entries.value.filter((entry) => entry.room === room.id);
  const rows = timeline
    ? rowsOf({
        messages: timeline.messages,
        outgoing: timeline.hasAfter ? [] : outgoing,
        meId,
        newAfter: newAfter.value,
      })
    : [];

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
      onMoved: (end) => {
        atEnd.value = end;
        loadMore();
      },
    });
    steady.current = view;
    return view.end;
  }, []);

  useLayoutEffect(() => {
    const view = steady.current;
    if (!view) return;
    if (timeline && !placed.current) {
      placed.current = true;
      if (!rows.some(({ is }) => is === 'new') || !view.toRow('new')) view.toEnd();
    }
    view.settle();
    loadMore();
  });

  useEffect(() => {
    const element = scroller.current;
    return element
      ? followMessages(element, (id, at) => openMessageMenu({ id, room: room.id }, at))
      : undefined;
  }, []);
  useReading({ room, atEnd, unread, newAfter });
  useOwnSends({ room, steady, newAfter });
  useBounded({ room, atEnd });
  useWanted({ room, steady });

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
  const onOpen = useCallback((file: File) => openPicture(room.id, file.id), [room.id]);

  return (
    <div class="timeline-pane">
      <div
        ref={scroller}
        class="timeline"
        role="log"
        aria-label={t.value.log(room.name)}
        aria-busy={loading.at !== 'none'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard
        tabIndex={0}
      >
        <div ref={list} class="timeline-list">
          {timeline ? (
            <>
              {timeline.hasBefore ? (
                <HistoryAbove room={room.id} failed={loading.failed} />
              ) : (
                <Beginning room={room} empty={rows.length === 0} missed={missed.value} />
              )}
              {rows.map((row) => (
                <Line key={row.key} row={row} onOpen={onOpen} />
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
      {cameFrom.value?.room === room.id && <BackPill onClick={() => void jumpBack()} />}
      <MessageMenu />
    </div>
  );
}

function Line({ row, onOpen }: { row: Row; onOpen: (file: File) => void }) {
  switch (row.is) {
    case 'day':
      return (
        <div class="day" data-key={row.key}>
          <span>{dayName(row.time)}</span>
        </div>
      );
    case 'new':
      return (
        <div class="new-line" data-key={row.key}>
          <span>{t.value.newLine}</span>
        </div>
      );
    case 'message': {
      const { message, first, last, mine } = row;
      const author = store.people.value.get(message.author.id) ?? message.author;
      return (
        <MessageRow
          rowKey={row.key}
          message={message}
          author={author}
          first={first}
          last={last}
          mine={mine}
          onOpen={onOpen}
        />
      );
    }
    case 'outgoing': {
      const me = store.me.value;
      return me && <OutgoingRow outgoing={row.outgoing} first={row.first} last={row.last} me={me} />;
    }
    default:
      return row satisfies never;
  }
}

type Flag = { value: boolean; peek: () => boolean };
type Mark = { value: number | null; peek: () => number | null };

/** Reading the end moves the mark; what comes while one isn't reading is put under a "new" line. */
function useReading(of: { room: Room; atEnd: Flag; unread: { value: number }; newAfter: Mark }) {
  const before = useRef(of.unread.value);
  useSignalEffect(() => {
    const unread = of.unread.value;
    const timeline = store.timelineOf(of.room.id).value;
    const reading = attentive.value && of.atEnd.value && timeline !== null && !timeline.hasAfter;
    if (!reading && before.current === 0 && unread > 0) {
      of.newAfter.value = store.rooms.peek().find(({ id }) => id === of.room.id)?.readSeq ?? null;
    }
    before.current = unread;
    // Not within the effect: moving the mark changes what the effect reads.
    if (reading) queueMicrotask(() => markRead(of.room.id));
  });
}

/** Who writes wants to see it: the view goes to the end, and the "new" line has done its work. */
function useOwnSends(of: { room: Room; steady: { current: Steady | null }; newAfter: Mark }) {
  const known = useRef(new Set(outbox.entries.peek().map(({ clientId }) => clientId)));
  useSignalEffect(() => {
    const fresh = outbox.entries.value.filter(
      ({ clientId, room }) => room === of.room.id && !known.current.has(clientId),
    );
    for (const { clientId } of fresh) known.current.add(clientId);
    if (fresh.length === 0) return;
    of.newAfter.value = null;
    const far = store.timelineOf(of.room.id).peek()?.hasAfter;
    if (far) void loadPresent(of.room.id).then(() => of.steady.current?.toEnd());
    else of.steady.current?.toEnd();
  });
}

/** However long a room stays open, the page holds no more than two windows of it. */
function useBounded({ room, atEnd }: { room: Room; atEnd: Flag }) {
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

/** Shows a message that somebody asked for, and lets it glow for a moment. */
function useWanted({ room, steady }: { room: Room; steady: { current: Steady | null } }) {
  useSignalEffect(() => {
    const wish = wanted.value;
    if (wish?.room !== room.id) return;
    wanted.value = null;
    const row = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(wish.message)}"]`);
    if (!row || !steady.current?.toRow(row.dataset.key ?? '')) return;
    for (const one of document.querySelectorAll('.glowing')) one.classList.remove('glowing');
    row.classList.add('glowing');
    setTimeout(() => row.classList.remove('glowing'), highlightMs);
  });
}
