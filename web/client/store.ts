import { batch, computed, type Signal, signal } from '@preact/signals';
import type { Person } from '../../protocol/accounts.ts';
import type { EveryoneMentions } from '../../protocol/mentions.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Notify } from '../../protocol/notify.ts';
import type { Overview } from '../../protocol/rooms.ts';
import type {
  Signal as Ephemeral,
  EventFrame,
  EventName,
  Events,
  ServerLimits,
} from '../../protocol/socket.ts';
import type { ReadMark } from '../../protocol/unread.ts';
import { type Cursors, stepOf } from './cursors.ts';
import {
  applyPresence,
  applyToPeople,
  applyToRooms,
  needsRecount,
  type People,
  type Presences,
  type Rooms,
  readTo,
  unreadOf,
  withMark,
} from './overview.ts';
import { applyToTimeline, shortened, type Timeline, withMessage, withProgress } from './timeline.ts';

/** What the page knows of the server. Features read it; only this file writes what events say. */
export const me = signal<Person | null>(null);
export const rooms = signal<Rooms>([]);
export const people = signal<People>(new Map());
export const presences = signal<Presences>(new Map());
/** Who may write `@here` and `@room`. */
export const everyoneMentions = signal<EveryoneMentions>('all');
/** What this person wants to be told of. */
export const notifyChoices = signal<Notify>({ level: 'all', rooms: [] });
export const serverLimits = signal<ServerLimits | null>(null);
export const overviewReady = signal(false);
/** The room that is open on this page. */
export const openRoom = signal<string | null>(null);

let cursors: Record<string, number> = {};
const timelines = new Map<string, Signal<Timeline | null>>();
const arrivedWhileLoading = new Map<string, Set<EventFrame[]>>();
const listeners = new Map<EventName, Set<(data: never, frame: EventFrame) => void>>();

export const currentCursors = (): Cursors => cursors;

/** A room's window of messages; null until it is loaded. */
export function timelineOf(room: string): Signal<Timeline | null> {
  let found = timelines.get(room);
  if (!found) {
    found = signal<Timeline | null>(null);
    timelines.set(room, found);
  }
  return found;
}

/** Unread messages of others per room, derived. */
export const unreadByRoom = computed(() => {
  const meId = me.value?.id ?? '';
  return new Map(rooms.value.map((room) => [room.id, unreadOf(room, timelineOf(room.id).value, meId)]));
});

/** Calls back after an event has been applied, once per event. Answers how to stop. */
export function listen<E extends EventName>(event: E, handler: (data: Events[E], frame: EventFrame) => void) {
  const handlers = listeners.get(event) ?? new Set();
  listeners.set(event, handlers.add(handler));
  return () => {
    handlers.delete(handler);
  };
}

/** Takes a snapshot of rooms and people. Events up to its `asOfSeq` are already in it. */
export function takeOverview(overview: Overview) {
  batch(() => {
    rooms.value = [...overview.rooms].sort((a, b) => a.position - b.position);
    people.value = new Map(overview.people.map((person) => [person.id, person]));
    everyoneMentions.value = overview.everyoneMentions;
    notifyChoices.value = overview.notify;
    cursors = { ...overview.asOfSeq };
    overviewReady.value = true;
    const mine = me.peek() && people.value.get(me.peek()?.id ?? '');
    if (mine) me.value = mine;
  });
}

function apply(frame: EventFrame) {
  rooms.value = applyToRooms(rooms.peek(), frame, me.peek()?.id ?? '');
  people.value = applyToPeople(people.peek(), frame);
  if (frame.event === 'person.updated' && frame.data.id === me.peek()?.id) me.value = frame.data;
  if (frame.event === 'mentions.updated') everyoneMentions.value = frame.data.everyone;
  if (frame.event === 'notify.updated') notifyChoices.value = frame.data;
  if (!frame.stream.startsWith('room:')) return;
  const room = frame.stream.slice('room:'.length);
  for (const arrived of arrivedWhileLoading.get(room) ?? []) arrived.push(frame);
  const timeline = timelineOf(room);
  const known = timeline.peek();
  if (!known) return;
  const next = applyToTimeline(known, frame);
  timeline.value = room === openRoom.peek() ? next : shortened(next);
}

export type Received = 'applied' | 'old' | 'gap' | 'recount';

/** One event from the socket. `gap`: one was lost, resume from the cursors. `recount`: ask for the room's read mark. */
export function receive(frame: EventFrame): Received {
  const step = stepOf(cursors, frame.stream, frame.seq);
  if (step !== 'next') return step;
  cursors[frame.stream] = frame.seq;
  batch(() => apply(frame));
  for (const handler of listeners.get(frame.event) ?? []) handler(frame.data as never, frame);
  return needsRecount(frame, rooms.peek()) ? 'recount' : 'applied';
}

type SignalOf<S extends Ephemeral['signal']> = Extract<Ephemeral, { signal: S }>;
const signalListeners = new Map<string, Set<(frame: never) => void>>();

/** Calls back for every signal of a kind, for as long as the page lives. */
export function onSignal<S extends Ephemeral['signal']>(name: S, handler: (frame: SignalOf<S>) => void) {
  signalListeners.set(name, (signalListeners.get(name) ?? new Set()).add(handler));
}

export function receiveSignal(frame: Ephemeral) {
  for (const handler of signalListeners.get(frame.signal) ?? []) handler(frame as never);
  if (frame.signal === 'presence') presences.value = applyPresence(presences.peek(), frame);
  if (frame.signal !== 'progress') return;
  for (const timeline of timelines.values()) {
    const known = timeline.peek();
    if (known) timeline.value = withProgress(known, frame.file, frame.progress);
  }
}

/** The server can't replay so far back: go on from `asOfSeq`, and forget what the stream had told. */
export function resetStream(stream: string, asOfSeq: number) {
  cursors[stream] = asOfSeq;
}

/** The answer to a post, which may come before its event. */
export function takeMessage(message: Message) {
  const timeline = timelineOf(message.room);
  const known = timeline.peek();
  // An answer is a moment old: what events have told since of its files is newer.
  const told = known?.messages.some((one) => one.id === message.id && one.version >= message.version);
  if (known && !told) timeline.value = withMessage(known, message);
}

/** Shows at once what the server will tell in a moment; an event that never comes has to be undone by its opposite. */
export function foresee(room: string, frame: Pick<EventFrame, 'event' | 'data'>) {
  const timeline = timelineOf(room);
  const known = timeline.peek();
  const told = { type: 'event', stream: `room:${room}`, seq: 0, ...frame } as EventFrame;
  if (known) timeline.value = applyToTimeline(known, told);
}

export function takeMark(mark: ReadMark) {
  rooms.value = withMark(rooms.peek(), mark);
}

/** Moves the own mark at once; the server's answer brings the true counts. */
export function moveMark(room: string, readSeq: number) {
  rooms.value = rooms
    .peek()
    .map((one) =>
      one.id === room && readTo(one) < readSeq
        ? { ...one, readSeq, unreadFrom: null, unread: 0, mentions: 0, missed: 0 }
        : one,
    );
}

/**
 * Runs a request for a page of messages and joins it to what came live meanwhile: events after the page's `asOfSeq` that
 * arrived before the page did are applied to it as well.
 */
export async function joinPage<P extends { asOfSeq: number }>(
  room: string,
  fetchPage: () => Promise<P>,
  merge: (page: P, now: Timeline | null) => Timeline,
): Promise<void> {
  const arrived: EventFrame[] = [];
  const all = arrivedWhileLoading.get(room) ?? new Set();
  arrivedWhileLoading.set(room, all.add(arrived));
  try {
    const page = await fetchPage();
    const timeline = timelineOf(room);
    const missed = arrived.filter(({ seq }) => seq > page.asOfSeq);
    timeline.value = missed.reduce(applyToTimeline, merge(page, timeline.peek()));
  } finally {
    all.delete(arrived);
  }
}

/** Forgets the windows of all rooms but one: they are loaded anew when they are opened. */
export function forgetTimelines(except: string | null) {
  for (const [room, timeline] of timelines) if (room !== except) timeline.value = null;
}
