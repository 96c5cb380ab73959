import { isWorth, type Plan, planFor } from './decide.ts';
import { headBytes, type Looks, look } from './look.ts';

/**
 * WebP and JPEG at which a photo can't be told from the original side by side (docs/decisions/media-shrink.md has the
 * measurements). Chromium writes WebP without loss at 1; others don't, which is seen by the result.
 */
const webpQuality = 0.86;
const jpegQuality = 0.88;
const facePx = 96;

/** Shrinks one picture; null when it stays as it is. `onFace` gets a small one as soon as there is one. */
export async function encode(file: Blob, onFace: (face: ImageBitmap) => void): Promise<Blob | null> {
  const looks = look(new Uint8Array(await file.slice(0, headBytes).arrayBuffer()));
  // Before anything is decoded: a picture may unpack to far more than its bytes.
  if (!looks || (looks.size && !planFor(looks, { ...looks.size, bytes: file.size }))) return null;
  if (!isCanvasHonest()) return null;
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    onFace(faceOf(bitmap));
    const { width, height } = bitmap;
    const plan = planFor(looks, { width, height, bytes: file.size });
    return plan && (await encodeBitmap(bitmap, looks, plan).then((made) => worthwhile(file, made)));
  } finally {
    bitmap.close();
  }
}

const worthwhile = (file: Blob, made: Blob | null) => (made && isWorth(file.size, made.size) ? made : null);

function faceOf(bitmap: ImageBitmap): ImageBitmap {
  const scale = Math.min(1, facePx / Math.min(bitmap.width, bitmap.height));
  const side = (px: number) => Math.max(1, Math.min(facePx * 4, Math.round(px * scale)));
  const canvas = new OffscreenCanvas(side(bitmap.width), side(bitmap.height));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.transferToImageBitmap();
}

async function encodeBitmap(bitmap: ImageBitmap, looks: Looks, plan: Plan): Promise<Blob | null> {
  const canvas = new OffscreenCanvas(plan.width, plan.height);
  const paper = canvas.getContext('2d', {
    alpha: looks.alpha,
    colorSpace: looks.wide ? 'display-p3' : 'srgb',
  });
  if (!paper) return null;
  paper.imageSmoothingEnabled = true;
  paper.imageSmoothingQuality = 'high';
  paper.drawImage(bitmap, 0, 0, plan.width, plan.height);
  const isPhoto = plan.as === 'photo';
  const webp = await canvas.convertToBlob({ type: 'image/webp', quality: isPhoto ? webpQuality : 1 });
  if (webp.type === 'image/webp') return isPhoto || (await isLossless(webp)) ? webp : null;
  // Safari writes no WebP. JPEG knows nothing see-through, and blurs drawings.
  if (!isPhoto || looks.alpha) return null;
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: jpegQuality });
  return jpeg.type === 'image/jpeg' ? jpeg : null;
}

async function isLossless(webp: Blob): Promise<boolean> {
  const head = new Uint8Array(await webp.slice(0, headBytes).arrayBuffer());
  return look(head)?.lossless === true;
}

let honest: boolean | null = null;

/** Browsers that hide who one is give noise for a canvas: a picture from it would be spoilt. */
function isCanvasHonest(): boolean {
  if (honest !== null) return honest;
  const paper = new OffscreenCanvas(16, 16).getContext('2d', { willReadFrequently: true });
  if (!paper) return false;
  const drawn = new ImageData(16, 16);
  for (let i = 0; i < drawn.data.length; i++) drawn.data[i] = i % 4 === 3 ? 255 : (i * 37) % 256;
  paper.putImageData(drawn, 0, 0);
  const read = paper.getImageData(0, 0, 16, 16).data;
  honest = drawn.data.every((value, i) => value === read[i]);
  return honest;
}
