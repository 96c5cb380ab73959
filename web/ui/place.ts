const gapPx = 6;
const marginPx = 8;

/** An element, or a point of the window. */
export type Anchor = Element | { x: number; y: number };

/** Puts a fixed layer under its anchor, or above it where there is more room, wholly inside the window. */
export function place(layer: HTMLElement, anchor: Anchor, align: 'end' | 'center' = 'end') {
  const at = anchor instanceof Element ? anchor.getBoundingClientRect() : new DOMRect(anchor.x, anchor.y);
  const { offsetWidth: width, offsetHeight: height } = layer;
  const below = at.bottom + gapPx;
  const fitsBelow = below + height <= innerHeight - marginPx;
  const top = fitsBelow || at.top < height + gapPx ? below : at.top - gapPx - height;
  // From a point it opens away from the pointer, as menus do.
  const fromPoint = at.width === 0 ? at.left : at.right - width;
  const wanted = align === 'center' ? at.left + (at.width - width) / 2 : fromPoint;
  const left = Math.max(marginPx, Math.min(wanted, innerWidth - marginPx - width));
  layer.style.top = `${Math.max(marginPx, Math.min(top, innerHeight - marginPx - height))}px`;
  layer.style.left = `${left}px`;
}
