import type { Point } from './zoom.ts';

const swipePx = 60;
const closePx = 110;
/** Faster than this (pixels in a millisecond) a short way is a swipe too. */
const flickPxPerMs = 0.5;

export type Swipe = 'next' | 'previous' | 'close' | null;

/** What a finger meant that has moved so far in such a time. */
export function swipeOf({ x, y }: Point, ms: number): Swipe {
  const isFlick = Math.abs(x) > 20 && Math.abs(x) / Math.max(1, ms) > flickPxPerMs;
  if (Math.abs(x) > Math.abs(y) * 1.5 && (Math.abs(x) > swipePx || isFlick))
    return x < 0 ? 'next' : 'previous';
  return y > closePx && y > Math.abs(x) * 1.5 ? 'close' : null;
}

const doubleTapMs = 320;
const doubleTapPx = 40;

/** Tells whether a tap is the second of two. Browsers send no double click for fingers everywhere. */
export function createTaps() {
  let last: { atMs: number; x: number; y: number } | null = null;
  return (atMs: number, { x, y }: Point): boolean => {
    const isSecond =
      last !== null && atMs - last.atMs < doubleTapMs && Math.hypot(x - last.x, y - last.y) < doubleTapPx;
    last = isSecond ? null : { atMs, x, y };
    return isSecond;
  };
}
