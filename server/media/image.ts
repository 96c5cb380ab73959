import { readFile, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Transformer } from '@napi-rs/image';
import sharp, { type Sharp, type SharpInput, type SharpOptions } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { bmpSize, withWindowsHeader } from './bmp.ts';
import type { FormatId } from './formats.ts';
import { type HeifProfile, readHeifHeader } from './heic.ts';
import { decodeHeic, openLibheif } from './libheif.ts';
import { maxBmpPixels, maxHeicPixels, maxPixels, maxSvgBytes } from './limits.ts';
import { pngWithProfile } from './png-writer.ts';
import { pngFrames } from './strip/png.ts';
import { Source } from './strip/source.ts';
import { entitiesAreTame } from './svg.ts';
import { MediaError } from './types.ts';

sharp.cache(false);
sharp.concurrency(Math.max(1, Math.floor(availableParallelism() / 2)));
// Only the readers of what is accepted: whatever a file pretends to be, no other decoder sees it. Heif reads AVIF here.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Svg', 'Heif'].map((name) => `VipsForeignLoad${name}`),
});

export interface Picture {
  /** Pixels, upright. */
  width: number;
  height: number;
  frames: number;
  /** Of each frame, as the file says, where it is known. */
  delaysMs?: number[];
  /** Decoding takes seconds: too long for an inspection. */
  isSlow: boolean;
  /** The first frame, upright, in sRGB, ready to be resized. */
  open: () => Promise<Sharp>;
}

const sharpFormats: Partial<Record<FormatId, string>> = {
  jpeg: 'jpeg',
  png: 'png',
  gif: 'gif',
  webp: 'webp',
  svg: 'svg',
};
// A header costs nothing, however large the picture that it promises: our own check names the reason.
const headerOnly = { failOn: 'none', limitInputPixels: false } as const satisfies SharpOptions;
// What is missing at the end stays grey, as browsers show it.
const lenient = { failOn: 'none', limitInputPixels: maxPixels } as const satisfies SharpOptions;

/** Reads a picture's header (and all of a BMP). Throws a MediaError for what can't be shown. */
export async function openPicture(path: string, format: FormatId): Promise<Picture> {
  try {
    if (format === 'bmp') return await openBmp(path);
    if (format === 'svg') return await openSvg(path);
    if (format === 'heic' || format === 'avif') return await openHeif(path);
    return await openRaster(path, format);
  } catch (error) {
    if (error instanceof MediaError) throw error;
    throw new MediaError('unreadable', `no decoder reads this ${format}`, { cause: error });
  }
}

async function openRaster(path: string, format: FormatId): Promise<Picture> {
  const found = await sharp(path, headerOnly).metadata();
  if (found.format !== sharpFormats[format]) throw new MediaError('unreadable', `is ${found.format}`);
  checkPixels(found.width, found.height, maxPixels);
  return {
    width: found.autoOrient.width,
    height: found.autoOrient.height,
    frames: format === 'png' ? framesOfPng(path) : (found.pages ?? 1),
    ...(found.delay === undefined ? {} : { delaysMs: found.delay }),
    isSlow: false,
    open: async () => upright(path, lenient),
  };
}

function upright(input: SharpInput, options: SharpOptions): Sharp {
  return sharp(input, options).autoOrient().toColourspace('srgb');
}

function framesOfPng(path: string): number {
  const source = new Source(path);
  try {
    return pngFrames(source);
  } finally {
    source.close();
  }
}

async function openBmp(path: string): Promise<Picture> {
  const bytes = await readFile(path);
  const size = bmpSize(bytes);
  if (size === null) throw new MediaError('unreadable', 'a bitmap without a header');
  checkPixels(size.width, size.height, maxBmpPixels);
  const pixels = await new Transformer(withWindowsHeader(bytes)).rawPixels();
  const channels = pixels.length / (size.width * size.height);
  if (channels !== 3 && channels !== 4) throw new MediaError('unreadable', `${channels} bytes a pixel`);
  const raw = { ...size, channels } as const;
  return {
    ...size,
    frames: 1,
    isSlow: false,
    open: async () => sharp(pixels, { raw, limitInputPixels: maxPixels }),
  };
}

/** librsvg draws from memory: a picture without an address of its own can't reach a file or a host. */
async function openSvg(path: string): Promise<Picture> {
  if ((await stat(path)).size > maxSvgBytes) throw new MediaError('too-complex', 'the SVG is too large');
  const bytes = await readFile(path);
  if (!entitiesAreTame(decodeXml(bytes))) throw new MediaError('too-complex', 'the SVG’s entities');
  const { width, height } = await sharp(bytes, headerOnly).metadata();
  const longest = Math.max(width, height);
  const scale = Math.min(2560, Math.max(1024, longest * 2)) / longest;
  // 72 dots per inch draw one pixel for one unit.
  const density = Math.min(100_000, Math.max(1, 72 * scale));
  checkPixels((width * density) / 72, (height * density) / 72, maxPixels);
  return {
    width,
    height,
    frames: 1,
    isSlow: false,
    open: async () => upright(bytes, { ...lenient, density }),
  };
}

/** Phones' pictures: those coded with HEVC by libheif, those with AV1 by sharp. */
async function openHeif(path: string): Promise<Picture> {
  const { width, height, isSequence, profile } = readHeifHeader(path);
  checkPixels(width, height, maxHeicPixels);
  const found = await sharp(path, headerOnly)
    .metadata()
    .catch(() => null);
  const isAv1 = found?.format === 'heif' && found.compression === 'av1';
  if (isAv1) checkPixels(found.width, found.height, maxHeicPixels);
  let decoded: Promise<() => Sharp> | undefined;
  const openHevc = async () => {
    decoded ??= decodeHevc(path, profile);
    return (await decoded)();
  };
  return {
    ...(isAv1 ? found.autoOrient : { width, height }),
    frames: isSequence ? 2 : 1,
    isSlow: !isAv1,
    open: isAv1 ? async () => upright(path, lenient) : openHevc,
  };
}

async function decodeHevc(path: string, profile: HeifProfile): Promise<() => Sharp> {
  const { data, ...raw } = decodeHeic(await openLibheif(), await readFile(path));
  if (profile === null) return () => sharp(data, { raw, limitInputPixels: maxPixels });
  const icc = profile === 'p3' ? await displayP3() : profile;
  // Raw pixels can't be told their profile; those of a PNG can.
  const input = await pngWithProfile({ data, ...raw }, icc);
  return () => upright(input, lenient);
}

async function displayP3(): Promise<Buffer> {
  const create = { width: 1, height: 1, channels: 3, background: 'black' } as const;
  const made = await sharp({ create }).withIccProfile('p3').png().toBuffer();
  return (await sharp(made).metadata()).icc ?? Buffer.alloc(0);
}

function decodeXml(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes.toString('latin1');
}

function checkPixels(width: number, height: number, most: number): void {
  if (!(width > 0 && height > 0)) throw new MediaError('unreadable', 'a picture without a size');
  if (width * height > most) throw new MediaError('too-many-pixels', `${width} × ${height}`);
}

/** Decoded pixels, 8 bits a channel, sRGB. */
export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
}

export function fromPixels({ data, ...raw }: Pixels): Sharp {
  return sharp(data, { raw });
}

/** Shrinks to fit, never enlarges. */
export async function shrink(picture: Sharp, box: { width: number; height: number }): Promise<Pixels> {
  const resized = picture.resize({ ...box, fit: 'inside', withoutEnlargement: true });
  const { data, info } = await resized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels as Pixels['channels'] };
}

const webpQuality = 80;

export function webp(picture: Sharp): Promise<Buffer> {
  return picture.webp({ quality: webpQuality, effort: 3 }).toBuffer();
}

/** Lossless, for what browsers can't show as it is. */
export function png(picture: Sharp): Promise<Buffer> {
  return picture.png({ compressionLevel: 6 }).toBuffer();
}

/**
 * The whole of a picture that browsers can't show, at most 4096 pixels long; its profile stays, since screens may show more
 * colours than sRGB has. JPEG, since a photo of 12 megapixels takes 0.2 s so, and 3 s as WebP.
 */
export async function photo(picture: Sharp): Promise<{ bytes: Buffer; ext: 'jpg' | 'webp' }> {
  const { hasAlpha } = await picture.metadata();
  const box = { width: 4096, height: 4096, fit: 'inside', withoutEnlargement: true } as const;
  const whole = picture.resize(box).keepIccProfile();
  if (hasAlpha) return { bytes: await whole.webp({ quality: 90, effort: 2 }).toBuffer(), ext: 'webp' };
  return { bytes: await whole.jpeg({ quality: 90 }).toBuffer(), ext: 'jpg' };
}

/** The middle of a picture as a square of `side` pixels. */
export function square(picture: Sharp, side: number): Sharp {
  return picture.resize({ width: side, height: side, fit: 'cover' });
}

/** A blurred placeholder of about 25 bytes, in base64. */
export async function thumbhash(picture: Sharp): Promise<string> {
  const { data, width, height } = await shrink(picture.ensureAlpha(), { width: 100, height: 100 });
  return Buffer.from(rgbaToThumbHash(width, height, data)).toString('base64');
}

/** How much brightness varies, 0 (one colour) to about 128. */
export async function contrast(picture: Sharp): Promise<number> {
  const { channels } = await picture.greyscale().stats();
  return channels[0]?.stdev ?? 0;
}
