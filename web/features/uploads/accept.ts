import {
  audioExtensions,
  documentExtensions,
  imageExtensions,
  textExtensions,
  videoExtensions,
} from '../../../protocol/limits.ts';
import { byteSize } from '../../i18n/format.ts';
import { t } from './words.ts';

const known: ReadonlySet<string> = new Set([
  ...imageExtensions,
  ...videoExtensions,
  ...audioExtensions,
  ...documentExtensions,
  ...textExtensions,
]);
export const acceptAttribute = ['image/*', 'video/*', 'audio/*', ...[...known].map((ext) => `.${ext}`)].join(
  ',',
);

const headBytes = 512;

const text = (head: Uint8Array) => String.fromCharCode(...head);

/** How the accepted kinds begin. Only to not turn away a picture under a wrong name: the server looks properly. */
const beginnings: readonly RegExp[] = [
  /^\xff\xd8\xff/,
  /^\x89PNG/,
  /^GIF8/,
  /^RIFF[^]{4}(WEBP|AVI )/,
  /^BM/,
  /^[^]{4}(ftyp|moov|mdat|wide|free|skip)/,
  /^\x1aE\xdf\xa3/,
  /^OggS/,
  /^FLV/,
  /^0&\xb2u/,
  /^(ID3|\xff[\xe2-\xfb]|fLaC|RIFF[^]{4}WAVE|FORM[^]{4}AIF|#!AMR)/,
  /^(%PDF-|PK\x03\x04)/,
  /^(\xef\xbb\xbf)?\s*(<\?xml|<!--|<!DOCTYPE svg|<svg)/i,
];

export const looksLikeMedia = (head: Uint8Array) => beginnings.some((one) => one.test(text(head)));

/** Null when it is small enough to go; the limit counts for what is sent. */
export const tooLarge = (file: File, maxBytes: number | null): string | null =>
  maxBytes !== null && file.size > maxBytes
    ? t.value.tooLarge(file.name, byteSize(file.size), byteSize(maxBytes))
    : null;

/** Null when its kind may go; else why not, before its first byte has left. */
export async function refusal(file: File): Promise<string | null> {
  if (file.size === 0) return t.value.emptyFile(file.name);
  const extension = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '';
  if (/^(image|video|audio)\//.test(file.type) || known.has(extension) || !file.name.includes('.'))
    return null;
  try {
    const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
    return looksLikeMedia(head) ? null : t.value.wrongType(file.name);
  } catch {
    // A folder can be dropped like a file, but not read.
    return t.value.emptyFile(file.name);
  }
}
