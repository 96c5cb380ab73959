/** The voice messages on the page that can be played, by the elements that show them. */
const voices = new Map<HTMLElement, () => void>();

/** Answers how to take it out again. */
export function addVoice(element: HTMLElement, play: () => void): () => void {
  voices.set(element, play);
  return () => void voices.delete(element);
}

/** When one has been heard, the next one below it is. */
export function playNextVoice(after: HTMLElement): void {
  const below = [...voices.keys()].filter(
    (one) => (after.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  const next = below.reduce<HTMLElement | null>(
    (first, one) =>
      first === null || (one.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
        ? one
        : first,
    null,
  );
  if (next) voices.get(next)?.();
}
