/** How a picture lies in its frame: `scale` 1 fits it, `x` and `y` move its middle, in CSS pixels. */
export type View = { readonly scale: number; readonly x: number; readonly y: number };
export type Point = { readonly x: number; readonly y: number };
export type Size = { readonly width: number; readonly height: number };

export const fitted: View = { scale: 1, x: 0, y: 0 };
export const mostScale = 12;

/** The size of a picture that fits a frame whole, never enlarged. */
export function fit(picture: Size, frame: Size): Size {
  const scale = Math.min(1, frame.width / picture.width, frame.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** A picture may not be pushed out of sight; where it is smaller than its frame it stays in the middle. */
export function contained(view: View, shown: Size, frame: Size): View {
  const limit = (side: number, room: number) => Math.max(0, (side * view.scale - room) / 2);
  const clamp = (value: number, most: number) => Math.max(-most, Math.min(most, value));
  return {
    scale: view.scale,
    x: clamp(view.x, limit(shown.width, frame.width)),
    y: clamp(view.y, limit(shown.height, frame.height)),
  };
}

/** The scale at which a picture's pixel takes one of the screen's; at least twice the fitted size, to be worth it. */
export const oneToOne = (picture: Size, shown: Size, pixelRatio = 1): number =>
  Math.max(2, picture.width / Math.max(1, shown.width) / pixelRatio);

/** Zooms so that what lies under `at` (from the frame's middle) stays under it, to `most` times the fitted size. */
export function zoomedAt(view: View, factor: number, at: Point & { readonly most?: number }): View {
  const scale = Math.max(1, Math.min(at.most ?? mostScale, view.scale * factor));
  const real = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * real, y: at.y - (at.y - view.y) * real };
}
