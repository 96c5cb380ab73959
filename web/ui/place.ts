const gapPx = 6;
const marginPx = 8;

/** Puts a fixed layer under its anchor, or above it where there is more room, wholly inside the window. */
export function place(layer: HTMLElement, anchor: Element, align: 'end' | 'center' = 'end') {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = layer;
  const below = at.bottom + gapPx;
  const fitsBelow = below + height <= innerHeight - marginPx;
  const top = fitsBelow || at.top < height + gapPx ? below : at.top - gapPx - height;
  const wanted = align === 'center' ? at.left + (at.width - width) / 2 : at.right - width;
  const left = Math.max(marginPx, Math.min(wanted, innerWidth - marginPx - width));
  layer.style.top = `${Math.max(marginPx, Math.min(top, innerHeight - marginPx - height))}px`;
  layer.style.left = `${left}px`;
}
