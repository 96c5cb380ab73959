/** As near to the end as this, a reader follows new messages. */
const stickWithinPx = 100;

/** A browser places nothing more exactly. */
const leastMovePx = 1 / 64;

type Anchor = { key: string; top: number };

/**
 * Keeps a reader still. At the end the view sticks to it; anywhere else the line being read stays where it is on the
 * screen, whatever comes or goes above it. The browser's own anchoring is off (it knows nothing of sticking, and Safari
 * has none).
 */
export function createSteady(of: {
  scroller: HTMLElement;
  list: HTMLElement;
  /** Is the end of the list the present? Elsewhere there is nothing to stick to. */
  endsInPresent: () => boolean;
  /** Takes up above the screen what else the view would have to be moved by; false where it can't. */
  absorb: (px: number) => boolean;
  onMoved: (atEnd: boolean) => void;
  /** After what was put off by `settleSoon`. */
  onSettled: () => void;
}) {
  const { scroller, list, onMoved } = of;
  let stuck = true;
  let anchors: Anchor[] = [];
  /** Where the view stood when they were remembered. */
  let topPx = 0;
  /** How far from the end that was. */
  let endPx = 0;
  /** The frame before which lines that have changed are settled; 0 where none have. */
  let due = 0;

  const rows = () => [...list.querySelectorAll<HTMLElement>(':scope > [data-key]')];
  const endDistance = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;

  /**
   * The messages on the screen and where they stand, so that if one goes another can hold the place. What stands between
   * them cannot: the line of a day moves up when more of that day is loaded.
   */
  function remember() {
    const from = scroller.getBoundingClientRect().top;
    topPx = scroller.scrollTop;
    endPx = endDistance();
    const all = [...list.querySelectorAll<HTMLElement>(':scope > article[data-key]')];
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle]?.getBoundingClientRect().bottom ?? 0) <= from) low = middle + 1;
      else high = middle;
    }
    anchors = all
      .slice(low, low + 12)
      .map((row) => ({ key: row.dataset.key ?? '', top: row.getBoundingClientRect().top - from }));
  }

  /** How far the view was moved since, by whom it wasn't told yet; where the list grew shorter, the browser moved it. */
  function scrolledPx(): number {
    const px = scroller.scrollTop - topPx;
    return px < 0 && endDistance() < 1 ? 0 : px;
  }

  /** After anything changed its size or its lines. */
  function settle() {
    const scrolled = scrolledPx();
    const isHeld = hold(scrolled);
    // Near the end one follows what comes there; what only goes elsewhere moves nobody, not even by those few pixels.
    const hasGrown = endDistance() + scrolled - endPx >= 1;
    if (stuck && of.endsInPresent() && (hasGrown || !isHeld)) scroller.scrollTop = scroller.scrollHeight;
    remember();
    if (due === 0) return;
    cancelAnimationFrame(due);
    due = 0;
    of.onSettled();
  }

  /** Puts back a message that was on the screen to where it stood; false where none of them is left. */
  function hold(scrolled: number): boolean {
    const present = new Map(rows().map((row) => [row.dataset.key, row]));
    const anchor = anchors.find(({ key }) => present.has(key));
    const row = anchor && present.get(anchor.key);
    if (!row) return false;
    const top = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    const movedPx = top - anchor.top + scrolled;
    if (Math.abs(movedPx) >= leastMovePx && !of.absorb(movedPx) && Math.abs(movedPx) >= 1) {
      scroller.scrollTop += movedPx;
    }
    return true;
  }

  function look() {
    stuck = of.endsInPresent() && endDistance() <= stickWithinPx;
    remember();
  }

  function onScroll() {
    // What has changed since must not be taken for where the reader wants to be.
    if (due !== 0) settle();
    look();
    onMoved(stuck);
  }

  const sizes = new ResizeObserver(settle);
  sizes.observe(list);
  sizes.observe(scroller);
  scroller.addEventListener('scroll', onScroll, { passive: true });

  return {
    settle,
    /** Before the next frame: to measure at once would have the browser lay out the page for each message that comes. */
    settleSoon() {
      if (due === 0) due = requestAnimationFrame(settle);
    },
    /** Before lines change: the view may have moved already, and be about to tell. That isn't to be undone. */
    beforeChange() {
      if (due === 0 && Math.abs(scroller.scrollTop - topPx) >= 1) look();
    },
    atEnd: () => stuck,
    /** The keys of the messages on the screen. */
    anchors: () => anchors.map(({ key }) => key),
    toEnd(smooth = false) {
      stuck = true;
      endPx = 0;
      scroller.scrollTo({ top: scroller.scrollHeight, behavior: smooth ? 'smooth' : 'instant' });
      onMoved(true);
    },
    /** Puts a line a quarter down from the top, or at the end where that is nearer. */
    toRow(key: string): boolean {
      const row = rows().find((one) => one.dataset.key === key);
      if (!row) return false;
      const from = scroller.getBoundingClientRect().top;
      stuck = false;
      scroller.scrollTop += row.getBoundingClientRect().top - from - scroller.clientHeight / 4;
      onScroll();
      return true;
    },
    end() {
      cancelAnimationFrame(due);
      sizes.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    },
  };
}

export type Steady = ReturnType<typeof createSteady>;
