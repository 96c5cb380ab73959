import { batch, computed, effect, signal } from '@preact/signals';
import type { GalleryPage } from '../../../protocol/gallery.ts';
import type { EventFrame, EventName } from '../../../protocol/socket.ts';
import { call, sentence } from '../../client/api.ts';
import { listen, timelineOf } from '../../client/store.ts';
import {
  apply,
  fromPage,
  fromTimeline,
  type Gallery,
  indexAt,
  type Place,
  placesOf,
  withPageAfter,
  withPageBefore,
} from './gallery.ts';

const pageSize = 60;
/** As near to an end as this, what lies beyond is fetched. */
const ahead = 8;

type Side = 'before' | 'after';

const heard: readonly EventName[] = [
  'message.posted',
  'message.restored',
  'message.deleted',
  'message.trimmed',
  'attachment.updated',
];

const fetchPage = (room: string, bounds: string) =>
  call<GalleryPage>('GET', `/api/rooms/${room}/media?kind=image,video&limit=${pageSize}${bounds}`);

export type Walk = ReturnType<typeof createWalk>;

/**
 * A walk through all the pictures and videos of a room, from one that the page has. It begins with what the page knows,
 * fetches the rest as it is come near, and follows what happens meanwhile. `end` must be called.
 */
export function createWalk(room: string, file: string) {
  const known = timelineOf(room).peek();
  const gallery = signal<Gallery>(
    known ? fromTimeline(known) : { items: [], hasBefore: true, hasAfter: true },
  );
  const shown = computed(() => placesOf(gallery.value));
  const at = signal<Place>(
    shown.peek().find(({ place }) => place.file === file)?.place ?? { file, seq: 0, order: 0 },
  );
  const index = computed(() => indexAt(shown.value, at.value));
  const busy = signal(false);
  const trouble = signal<string | null>(null);
  const arriving = new Set<EventFrame[]>();
  const underWay = new Map<Side, Promise<boolean>>();
  /** Grows when another stretch of the room is taken: pages that were asked for the former one don't fit it. */
  let stretch = 0;

  /** A page that is joined to what came live while it was on its way. */
  async function join(bounds: string, merge: (now: Gallery, page: GalleryPage) => Gallery): Promise<boolean> {
    const arrived: EventFrame[] = [];
    const asked = stretch;
    arriving.add(arrived);
    trouble.value = null;
    try {
      const page = await fetchPage(room, bounds);
      const missed = arrived.filter(({ seq }) => seq > page.asOfSeq);
      if (asked !== stretch) return false;
      gallery.value = missed.reduce(apply, merge(gallery.peek(), page));
      return true;
    } catch (error) {
      if (asked === stretch) trouble.value = sentence(error);
      return false;
    } finally {
      arriving.delete(arrived);
    }
  }

  function more(side: Side): Promise<boolean> {
    const running = underWay.get(side);
    if (running) return running;
    const { items } = gallery.peek();
    const edge = (side === 'before' ? items[0] : items.at(-1))?.message.seq ?? at.peek().seq;
    const work = join(`&${side}=${edge}`, side === 'before' ? withPageBefore : withPageAfter);
    underWay.set(side, work);
    return work.finally(() => underWay.get(side) === work && underWay.delete(side));
  }

  function takeAnew(bounds: string): Promise<boolean> {
    stretch += 1;
    underWay.clear();
    return join(bounds, (_now, page) => fromPage(page));
  }

  const isMore = (side: Side) => (side === 'before' ? gallery.peek().hasBefore : gallery.peek().hasAfter);

  function fetchAhead() {
    if (index.peek() < ahead && isMore('before')) void more('before');
    if (shown.peek().length - index.peek() <= ahead && isMore('after')) void more('after');
  }

  function stand(i: number) {
    const place = shown.peek()[i]?.place;
    if (place) at.value = place;
    fetchAhead();
  }

  async function step(steps: 1 | -1): Promise<void> {
    const side = steps < 0 ? 'before' : 'after';
    const from = at.peek();
    const next = () => shown.peek()[index.peek() + steps];
    busy.value = next() === undefined && isMore(side);
    // A page may hold nothing that is shown.
    while (!next() && isMore(side) && (await more(side)));
    busy.value = false;
    // Whoever went elsewhere meanwhile stays there.
    if (next() && at.peek() === from) stand(index.peek() + steps);
  }

  async function toEdge(side: Side): Promise<void> {
    if (isMore(side)) {
      busy.value = true;
      await takeAnew(side === 'before' ? '&after=0' : '');
      busy.value = false;
    }
    stand(side === 'before' ? 0 : shown.peek().length - 1);
  }

  const hear = (_data: unknown, frame: EventFrame) => {
    if (frame.stream !== `room:${room}`) return;
    for (const arrived of arriving) arrived.push(frame);
    batch(() => {
      gallery.value = apply(gallery.peek(), frame);
      const now = shown.peek()[index.peek()]?.place;
      // What was looked at has gone: its neighbour is looked at from now on.
      if (now && now.file !== at.peek().file) at.value = now;
    });
    fetchAhead();
  };
  const deaf = heard.map((event) => listen(event, hear));
  // Events were lost: what is known is taken anew, around where one stands.
  const unwatch = effect(() => {
    if (timelineOf(room).value !== null) return;
    queueMicrotask(() => void takeAnew(`&around=${at.peek().seq}`));
  });

  for (const side of ['before', 'after'] as const) if (isMore(side)) void more(side);
  return {
    shown,
    index,
    busy,
    trouble,
    step,
    toEdge,
    /** Whether there is something on that side, as far as is known. */
    isMoreThan: (i: number, steps: 1 | -1) =>
      shown.value[i + steps] !== undefined || (steps < 0 ? gallery.value.hasBefore : gallery.value.hasAfter),
    /** How many there are, once all are known. */
    count: computed(() => (gallery.value.hasBefore || gallery.value.hasAfter ? null : shown.value.length)),
    /** All is known, and nothing is left to be looked at. */
    isEmpty: computed(() => shown.value.length === 0 && !gallery.value.hasBefore && !gallery.value.hasAfter),
    end() {
      stretch += 1;
      for (const stop of deaf) stop();
      unwatch();
    },
  };
}
