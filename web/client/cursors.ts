/** The last seq seen of each stream: where to resume, and how a lost event is noticed. */
export type Cursors = Readonly<Record<string, number>>;

/** What to do with an event: it is the next one, an old one again, or one was lost before it. */
export type Step = 'next' | 'old' | 'gap';

/** A stream that isn't known yet begins with whatever comes. */
export function stepOf(cursors: Cursors, stream: string, seq: number): Step {
  const last = cursors[stream];
  if (last === undefined || seq === last + 1) return 'next';
  return seq <= last ? 'old' : 'gap';
}
