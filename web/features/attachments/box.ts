import { mediaMaxWidthPx } from '../../../protocol/limits.ts';

const maxHeightPx = 380;
const minSidePx = 60;

export type Box = { width: number; height: number };

/**
 * The place that a picture or video takes in the chat, in CSS pixels, known before it loads: never wider than 400, never
 * larger than it is, never thinner than a finger.
 */
export function boxOf(width: number | null, height: number | null): Box {
  if (!width || !height) return { width: mediaMaxWidthPx, height: 300 };
  const scale = Math.min(1, mediaMaxWidthPx / width, maxHeightPx / height);
  return {
    width: Math.max(minSidePx, Math.round(width * scale)),
    height: Math.max(minSidePx, Math.round(height * scale)),
  };
}

/** The same place as a style. */
export function boxStyle(file: { width: number | null; height: number | null }): {
  width: string;
  aspectRatio: string;
} {
  const { width, height } = boxOf(file.width, file.height);
  return { width: `${width}px`, aspectRatio: `${width} / ${height}` };
}
