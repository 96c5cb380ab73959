import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { gapAbove, partOf, rowAt } from './part.ts';
import type { Row } from './rows.ts';

/** So much is drawn beyond each end of the screen. */
const beyondPx = 800;
/** Where so much of it is gone, the part moves on: often and by few rows, so that no frame has to draw many. */
const movesByPx = 150;
/** At first only so much: a room stands there sooner by what it doesn't draw yet. */
const firstBeyondPx = 100;
/** However wrong the guesses are, between two frames it moves on no more often: else the page might stand still. */
const mostMovesPerFrame = 10;

/** What isn't drawn keeps some height, or who scrolls would come to the top before the beginning. */
const leastGapPx = 500;

type Elements = { scroller: RefObject<HTMLElement | null>; list: RefObject<HTMLElement | null> };

type Drawn = {
  rows: readonly Row[];
  /** The row that is shown when they are drawn for the first time; null is the end. */
  first: string | null;
};

/** Only rows near the screen are in the page, however many are held. Answers them, and how to move on. */
export function usePart({ rows, scroller, list, first }: Elements & Drawn) {
  const place = useSignal<{ around: readonly string[] | null }>({ around: first === null ? null : [first] });
  const { around } = place.value;
  const isPainted = useRef(false);
  // An effect comes after the painting.
  useEffect(() => {
    if (rows.length === 0 || isPainted.current) return;
    isPainted.current = true;
    place.value = { ...place.peek() };
  }, [rows.length === 0]);
  const heights = useRef(new Map<string, number>()).current;
  const kept = useRef<ReadonlySet<string>>(new Set());
  const widthPx = useRef(0);
  const moves = useRef(0);
  const settled = useRef(place.value);
  /** Of when it was looked at last: to ask while drawing would cost a layout. */
  const viewPx = useRef(useMemo(() => innerHeight, []));
  const sizes = useMemo(() => ({ heights, lineLetters: lineLettersIn(innerWidth) }), []);
  const sparePx = isPainted.current ? beyondPx : firstBeyondPx;
  const part = partOf({
    rows,
    sizes,
    around,
    // A row that is gone to is put a quarter down from the top.
    abovePx: (around ? viewPx.current / 4 : viewPx.current) + sparePx,
    belowPx: viewPx.current + sparePx,
    keep: kept.current,
  });
  const latest = useRef({ rows, part });
  latest.current = { rows, part };
  /** How much higher than guessed the gap above is. Anew where the rows begin elsewhere: that moves what is on the screen. */
  const oldest = rows.find(({ is }) => is === 'message')?.key;
  const slack = useRef({ oldest, px: 0, isNew: true });
  if (slack.current.oldest !== oldest) slack.current = { oldest, px: 0, isNew: true };
  const above = gapAbove(part.items);
  if (above) above.heightPx = Math.max(0, above.heightPx + slack.current.px);

  /** Before anything is left out: how high the rows are, and which must stay. */
  function look(of: HTMLElement) {
    // At another width all are of another height.
    if (of.clientWidth !== widthPx.current) heights.clear();
    widthPx.current = of.clientWidth;
    viewPx.current = scroller.current?.clientHeight ?? viewPx.current;
    const keep = keptIn(of);
    let above = of.firstElementChild?.getBoundingClientRect().bottom ?? 0;
    for (const row of of.children) {
      const { bottom } = row.getBoundingClientRect();
      const key = (row as HTMLElement).dataset['key'];
      if (key !== undefined && row !== of.firstElementChild) {
        heights.set(key, bottom - above);
      }
      above = bottom;
    }
    kept.current = keep;
  }

  /**
   * What was drawn above the screen had been guessed wrong by so much: what isn't drawn above it takes that up, so that
   * nothing on the screen has to be moved, and painted again. False where it can't.
   */
  function absorb(px: number): boolean {
    const { isNew } = slack.current;
    slack.current.isNew = false;
    const gap = gapAbove(latest.current.part.items);
    if (isNew || !gap || gap.heightPx - px < leastGapPx) return false;
    const element = list.current?.querySelector<HTMLElement>(`:scope > [data-gap="${gap.key}"]`);
    if (!element) return false;
    gap.heightPx -= px;
    slack.current.px -= px;
    heighten(element, gap.heightPx);
    return true;
  }

  /** How much is drawn beyond the screen on the side where less is. */
  function drawnBeyondPx(of: HTMLElement, view: HTMLElement): number {
    const { from, to } = latest.current.part;
    const screen = view.getBoundingClientRect();
    const edge = (key: string | null) => (key === null ? null : elementOf(of, key)?.getBoundingClientRect());
    const first = edge(from);
    const last = edge(to);
    return Math.min(
      first ? screen.top - first.top : Number.POSITIVE_INFINITY,
      last ? last.bottom - screen.bottom : Number.POSITIVE_INFINITY,
    );
  }

  /** The row at the top of the screen, where none is drawn there. */
  function rowThere(of: HTMLElement, view: HTMLElement): string[] {
    const top = of.firstElementChild?.getBoundingClientRect().bottom ?? 0;
    const found = rowAt(latest.current.rows, sizes, view.getBoundingClientRect().top - top);
    return found ? [found.key] : [];
  }

  return {
    items: part.items,
    absorb,
    /** Draws the end of all rows, or what is around one. */
    show(key: string | null) {
      if (key === null && place.peek().around === null) return;
      if (list.current && list.current.clientHeight > 0) look(list.current);
      place.value = { around: key === null ? null : [key] };
    },
    /** Whether another part is drawn than when this was asked last. */
    hasMoved() {
      const before = settled.current;
      settled.current = place.peek();
      return before !== settled.current;
    },
    has: (key: string) => latest.current.rows.some((row) => row.key === key),
    /** Whether nothing is left out on that side. */
    isWhole: (side: 'Home' | 'End') => latest.current.part[side === 'Home' ? 'from' : 'to'] === null,
    isAtEnd: () => place.peek().around === null,
    /** After the reader has moved, or rows have come: is enough of them drawn around the screen? */
    follow(now: { atEnd: boolean; anchors: readonly string[] }) {
      const of = list.current;
      const view = scroller.current;
      if (!of || !view || of.clientHeight === 0 || !isPainted.current) return;
      const spare = drawnBeyondPx(of, view);
      // Who isn't at the end must not lose what they read when more comes there.
      const isMoored = now.atEnd === (place.peek().around === null);
      if ((spare >= beyondPx - movesByPx && isMoored) || moves.current >= mostMovesPerFrame) return;
      if (moves.current++ === 0) {
        requestAnimationFrame(() => {
          moves.current = 0;
        });
      }
      look(of);
      const there = () => (spare < -view.clientHeight ? rowThere(of, view) : now.anchors);
      place.value = { around: now.atEnd ? null : there() };
    },
  };
}

/** By hand: between two drawings it takes up what rows above the screen were guessed wrong by. */
export const heighten = (gap: HTMLElement, px: number) => gap.style.setProperty('height', `${px}px`);

const elementOf = (list: HTMLElement, key: string) =>
  list.querySelector<HTMLElement>(`:scope > [data-key="${CSS.escape(key)}"]`);

/** Of a bubble, as wide as its style sheet lets it be. */
const lineLettersIn = (pageWidthPx: number) => Math.min(620, pageWidthPx - 110) / 8.5;

/** The keys of rows that must stay: what plays goes on, the focus isn't lost, and what is being selected stays selected. */
function keptIn(list: HTMLElement): Set<string> {
  const playing = [...list.querySelectorAll<HTMLMediaElement>('audio, video')].filter(
    ({ paused, loop }) => !paused && !loop,
  );
  const selection = getSelection();
  const selected =
    selection !== null && !selection.isCollapsed
      ? [...list.children].filter((row) => selection.containsNode(row, true))
      : [];
  const inner = [...playing, ...selected, document.activeElement];
  const rows = inner.map((one) => one?.closest<HTMLElement>('.timeline-list > [data-key]'));
  return new Set(rows.flatMap((row) => row?.dataset['key'] ?? []));
}
