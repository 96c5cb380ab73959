/** How many bars are drawn, however many parts a waveform has: more would melt into a block. */
export const barCount = 56;

/** The levels of a waveform, 0 to 1, folded or stretched to `count` bars; null for one that isn't known. */
export function barsOf(waveform: string | null, count = barCount): number[] | null {
  const bytes = bytesOf(waveform);
  if (bytes.length === 0) return null;
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * bytes.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * bytes.length) / count));
    return Math.max(...bytes.slice(from, to)) / 255;
  });
}

function bytesOf(base64: string | null): number[] {
  try {
    return Array.from(atob(base64 ?? ''), (letter) => letter.charCodeAt(0));
  } catch {
    return [];
  }
}

/** Of what isn't known. */
export const flatBars = (count = barCount): number[] => Array.from({ length: count }, () => 0);

const smallest = 0.06;

/** One upright stroke for each bar, in a box of `count` by 1. */
export const pathOf = (bars: readonly number[]) =>
  bars
    .map((level, i) => {
      const half = Math.max(smallest, level * 0.9) / 2;
      return `M${i + 0.5} ${(0.5 - half).toFixed(3)}V${(0.5 + half).toFixed(3)}`;
    })
    .join('');
