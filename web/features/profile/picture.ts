import type { Chosen, Size } from './crop.ts';
import { squareOf } from './crop.ts';

/** Twice the largest size at which a picture of a person is shown, and sharp there. */
const outputPx = 512;

export type Opened = { image: HTMLImageElement; size: Size; url: string };

/** A file as a picture that can be drawn; null where this browser can't. `url` has to be revoked. */
export async function openPicture(file: File): Promise<Opened | null> {
  const url = URL.createObjectURL(file);
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    URL.revokeObjectURL(url);
    return null;
  }
  const size = { width: image.naturalWidth, height: image.naturalHeight };
  if (size.width > 0 && size.height > 0) return { image, size, url };
  URL.revokeObjectURL(url);
  return null;
}

/** Draws the chosen part over the whole canvas. */
export function draw(canvas: HTMLCanvasElement, { image, size }: Opened, chosen: Chosen) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { x, y, side } = squareOf(size, chosen);
  context.imageSmoothingQuality = 'high';
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, x, y, side, side, 0, 0, canvas.width, canvas.height);
}

/** The chosen part as a file of its own; null where the browser refuses to hand it out. */
export async function cut(opened: Opened, chosen: Chosen): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = outputPx;
  canvas.height = outputPx;
  draw(canvas, opened, chosen);
  try {
    return await new Promise((done) => canvas.toBlob(done, 'image/webp', 0.92));
  } catch {
    return null;
  }
}
