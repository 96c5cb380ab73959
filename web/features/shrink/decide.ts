import { imageExtensions } from '../../../protocol/limits.ts';
import type { Looks } from './look.ts';

/** A photo's longest side. A strip (a panorama, a long screenshot) keeps its shortest one legible instead. */
export const longestSidePx = 2560;
export const stripSidePx = 1080;
/** WebP's own limit for a side. */
const mostSidePx = 16_383;
/** More than this is not decoded on a phone: four bytes each, twice. */
const mostPixels = 100_000_000;
/** Smaller pictures, if they needn't be scaled, are left alone: each encoding loses a little. */
const worthwhileBytes = 1024 * 1024;
/** Below this nothing is looked at. */
const smallestBytes = 100 * 1024;
/** A lossless picture that takes more bytes for each pixel holds a photo, not a drawing. */
const photoBytesPerPixel = 1.2;
const worthwhileShare = 0.8;

/** `drawing`: to be stored in less room without any loss, at its own size; `photo`: scaled and encoded anew. */
export type Plan = { readonly as: 'photo' | 'drawing'; readonly width: number; readonly height: number };

const mayShrink: ReadonlySet<string> = new Set(
  imageExtensions.filter((extension) => extension !== 'gif' && extension !== 'svg'),
);
const extensionOf = (name: string) => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Whether a file may be a picture that is worth a look, by what the browser says of it. */
export const isCandidate = ({ name, type, size }: { name: string; type: string; size: number }) =>
  size >= smallestBytes &&
  (type.startsWith('image/')
    ? !/gif|svg/.test(type)
    : type === '' && (mayShrink.has(extensionOf(name)) || !name.includes('.')));

/** The size that a photo is scaled to; never enlarged. */
export function scaled(width: number, height: number): { width: number; height: number } {
  const wanted = Math.max(longestSidePx / Math.max(width, height), stripSidePx / Math.min(width, height));
  const scale = Math.min(1, wanted);
  const side = (px: number) => Math.max(1, Math.round(px * scale));
  return { width: side(width), height: side(height) };
}

/** What to do with a picture of this size in pixels and bytes; null: leave it as it is. */
export function planFor(
  looks: Looks,
  { width, height, bytes }: { width: number; height: number; bytes: number },
): Plan | null {
  const pixels = width * height;
  if (pixels === 0 || pixels > mostPixels) return null;
  const isPhoto = !looks.lossless || (looks.format !== 'bmp' && bytes / pixels > photoBytesPerPixel);
  const to = isPhoto ? scaled(width, height) : { width, height };
  if (to.width === width && bytes < worthwhileBytes) return null;
  if (Math.max(to.width, to.height) > mostSidePx) return null;
  // Not every colour of these comes through a canvas: that would be a loss.
  if (!isPhoto && (looks.wide || looks.deep)) return null;
  return { as: isPhoto ? 'photo' : 'drawing', ...to };
}

/** True when at least a fifth is saved. */
export const isWorth = (before: number, after: number) => after > 0 && after <= before * worthwhileShare;

/** The same name with the extension of what it is now. */
export function renamed(name: string, type: string): string {
  const extension = extensionOf(name);
  const isJpeg = type === 'image/jpeg';
  if (isJpeg && (extension === 'jpg' || extension === 'jpeg')) return name;
  const known = (imageExtensions as readonly string[]).includes(extension) || extension === 'jfif';
  const stem = known ? name.slice(0, -extension.length - 1) : name;
  return `${stem || 'image'}.${isJpeg ? 'jpg' : 'webp'}`;
}
