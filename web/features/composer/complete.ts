import type { CompletionSource } from './slots.ts';

export interface TypedWord<S> {
  source: S;
  /** Without its sign. */
  typed: string;
  /** Where its sign stands. */
  from: number;
  to: number;
}

const longest = 64;

/** The nearest word before the caret that begins with a source's sign, at the beginning of the text or after a gap. */
export function wordAt<S extends Pick<CompletionSource, 'sign' | 'from' | 'word'>>(
  text: string,
  caret: number,
  sources: readonly S[],
): TypedWord<S> | null {
  let nearest: TypedWord<S> | null = null;
  for (const source of sources) {
    const from = text.lastIndexOf(source.sign, caret - 1);
    if (from < 0 || caret - from > longest || /[^\s([{"'«]/u.test(text.charAt(from - 1))) continue;
    const typed = text.slice(from + source.sign.length, caret);
    if (typed.length >= source.from && source.word.test(typed)) {
      if (nearest === null || from > nearest.from) nearest = { source, typed, from, to: caret };
    }
  }
  return nearest;
}
