/** A picture's size, and which part of it is chosen: `x` and `y` are the middle, in its pixels; zoom 1 is all that fits. */
export type Size = { width: number; height: number };
export type Chosen = { x: number; y: number; zoom: number };
export type Square = { x: number; y: number; side: number };

export const maxZoom = 4;

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));

const sideOf = ({ width, height }: Size, zoom: number) => Math.min(width, height) / zoom;

/** The same choice, moved so far that its square lies inside the picture. */
export function inside(size: Size, { x, y, zoom }: Chosen): Chosen {
  const fit = clamp(zoom, 1, maxZoom);
  const half = sideOf(size, fit) / 2;
  return {
    x: clamp(x, half, size.width - half),
    y: clamp(y, half, size.height - half),
    zoom: fit,
  };
}

export const middle = ({ width, height }: Size): Chosen => ({ x: width / 2, y: height / 2, zoom: 1 });

/** After the picture was dragged by `by` in a view that is `viewSide` wide, both in CSS pixels. */
export function dragged(size: Size, chosen: Chosen, by: { x: number; y: number; viewSide: number }): Chosen {
  const scale = sideOf(size, chosen.zoom) / by.viewSide;
  return inside(size, { ...chosen, x: chosen.x - by.x * scale, y: chosen.y - by.y * scale });
}

export function squareOf(size: Size, chosen: Chosen): Square {
  const side = sideOf(size, chosen.zoom);
  return { x: chosen.x - side / 2, y: chosen.y - side / 2, side };
}
