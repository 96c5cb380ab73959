import type { Fragment } from './mp4-fragment.ts';

/** A stretch of time in seconds. */
export type Span = { startS: number; endS: number };

/**
 * Which fragments exist, learnt by reading, ascending and without a hole from the first on. It tells what to read next
 * for a position: the only thing that is remembered of a film is this, some 5 numbers for 2 seconds.
 */
export class FragmentIndex {
  readonly fragments: Fragment[] = [];
  /** Where the first fragment begins. */
  firstOffset = 0;

  learn(fragment: Fragment): void {
    if (fragment.offset === this.endOffset) this.fragments.push(fragment);
  }

  /** Where what isn't known yet begins, in bytes. */
  get endOffset(): number {
    const last = this.fragments.at(-1);
    return last ? last.offset + last.sizeBytes : this.firstOffset;
  }

  get endS(): number {
    return this.fragments.at(-1)?.endS ?? 0;
  }

  /** The number of the fragment that shows a time; `fragments.length` beyond the end. */
  numberAt(timeS: number): number {
    let low = 0;
    let high = this.fragments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.fragments[middle]?.endS ?? 0) <= timeS) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first fragment that playing from a time on lacks, and how many seconds there are before it. */
  lack(timeS: number, isHeld: (fragment: Fragment) => boolean): { number: number; aheadS: number } {
    let from = this.numberAt(timeS);
    // Pictures in the midst of a group can't be shown without its beginning.
    while (from < this.fragments.length && from > 0 && !this.fragments[from]?.isKey) from--;
    let number = from;
    for (let one = this.fragments[number]; one && isHeld(one); one = this.fragments[number]) number++;
    const before = this.fragments[number - 1];
    return { number, aheadS: number > from && before ? Math.max(0, before.endS - timeS) : 0 };
  }
}

/** How much of a span lies within others, 0 to 1. */
export function coveredShare({ startS, endS }: Span, spans: readonly Span[]): number {
  const length = endS - startS;
  if (length <= 0) return 1;
  const covered = spans.reduce(
    (sum, span) => sum + Math.max(0, Math.min(endS, span.endS) - Math.max(startS, span.startS)),
    0,
  );
  return covered / length;
}
