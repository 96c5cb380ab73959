/**
 * What the first bytes of a picture tell, without decoding it. Null for what must stay as it is: pictures that move,
 * drawings by formula, inks (CMYK), and whatever isn't known.
 */
export type Looks = {
  readonly format: 'jpeg' | 'png' | 'webp' | 'bmp' | 'heif';
  /** As stored, perhaps lying on its side; null where only a decoder can tell. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** Some of it may be see-through. */
  readonly alpha: boolean;
  /** Nothing was lost when it was stored: a drawing or a screenshot, or a photo that takes too much room. */
  readonly lossless: boolean;
  /** Its colours go beyond sRGB. */
  readonly wide: boolean;
  /** More than eight bits for a colour. */
  readonly deep: boolean;
};

/** Headers, with a colour profile and a thumbnail before the size, fit into this. */
export const headBytes = 256 * 1024;

export function look(head: Uint8Array): Looks | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    if (starts(head, '\xff\xd8\xff')) return jpeg(head, view);
    if (starts(head, '\x89PNG\r\n\x1a\n')) return png(head, view);
    if (starts(head, 'RIFF') && starts(head, 'WEBP', 8)) return webp(head, view);
    if (starts(head, 'BM')) return bmp(view);
    if (starts(head, 'ftyp', 4)) return heif(head, view);
  } catch (error) {
    // Cut off within its header.
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

const starts = (head: Uint8Array, text: string, at = 0) =>
  Array.from(text, (char) => char.charCodeAt(0)).every((byte, i) => head[at + i] === byte);

/** One character for each byte; only plain ones are looked for. */
const textOf = (head: Uint8Array) => new TextDecoder('latin1').decode(head);

/** How red sRGB's red is (the X of ICC's `rXYZ`); Display P3 has 0.515, Adobe RGB 0.61. */
const widerThanSrgb = 0.46;

/** Whether an uncompressed ICC profile (ICC.1) names a red beyond sRGB's. */
function isWide(head: Uint8Array, view: DataView): boolean {
  const signature = textOf(head).indexOf('acsp');
  if (signature < 36) return false;
  const profile = signature - 36;
  const tags = Math.min(view.getUint32(profile + 128), 100);
  for (let at = profile + 132; at < profile + 132 + tags * 12; at += 12) {
    if (!starts(head, 'rXYZ', at)) continue;
    return view.getInt32(profile + view.getUint32(at + 4) + 8) / 65_536 > widerThanSrgb;
  }
  return false;
}

const plain = { alpha: false, lossless: false, wide: false, deep: false } as const;

/** ITU T.81: segments up to the frame's header, whose thumbnails and profiles lie inside of segments. */
function jpeg(head: Uint8Array, view: DataView): Looks | null {
  for (let at = 2; ; ) {
    const marker = view.getUint16(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) {
      const size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
      const inks = view.getUint8(at + 9) === 4;
      return inks ? null : { ...plain, format: 'jpeg', size, wide: isWide(head, view) };
    }
    if (marker < 0xff01 || marker === 0xffda) return null;
    // A marker may be padded with further 0xff.
    at += marker === 0xffff ? 1 : 2 + view.getUint16(at + 2);
  }
}

function png(head: Uint8Array, view: DataView): Looks | null {
  const size = { width: view.getUint32(16), height: view.getUint32(20) };
  let alpha = (view.getUint8(25) & 4) !== 0;
  // A packed profile isn't read: it may be a wide one.
  let wide = false;
  for (let at = 8; at + 8 <= head.length; at += 12 + view.getUint32(at)) {
    if (starts(head, 'acTL', at + 4)) return null;
    if (starts(head, 'tRNS', at + 4)) alpha = true;
    if (starts(head, 'iCCP', at + 4) || starts(head, 'cICP', at + 4)) wide = true;
    if (starts(head, 'IDAT', at + 4)) break;
  }
  const deep = view.getUint8(24) > 8;
  return { format: 'png', size, alpha, lossless: true, wide, deep };
}

/** RFC 9649. */
function webp(head: Uint8Array, view: DataView): Looks | null {
  const uint24 = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  if (starts(head, 'VP8X', 12)) {
    const flags = view.getUint8(20);
    if (flags & 2) return null;
    const size = { width: uint24(24) + 1, height: uint24(27) + 1 };
    const lossless = textOf(head).includes('VP8L', 30);
    return { ...plain, format: 'webp', size, alpha: (flags & 16) !== 0, lossless, wide: isWide(head, view) };
  }
  if (starts(head, 'VP8L', 12)) {
    const bits = view.getUint32(21, true);
    const size = { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    return { ...plain, format: 'webp', size, alpha: (bits & 0x10000000) !== 0, lossless: true };
  }
  if (!starts(head, 'VP8 ', 12)) return null;
  const size = { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  return { ...plain, format: 'webp', size };
}

function bmp(view: DataView): Looks {
  const isOs2 = view.getUint32(14, true) === 12;
  const size = isOs2
    ? { width: view.getUint16(18, true), height: view.getUint16(20, true) }
    : { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
  const alpha = !isOs2 && view.getUint16(28, true) === 32;
  return { ...plain, format: 'bmp', size, alpha, lossless: true };
}

/** HEIC and AVIF (ISO 23008-12): the largest size that any of its parts has. Sequences move. */
function heif(head: Uint8Array, view: DataView): Looks | null {
  const brands = String.fromCharCode(...head.slice(8, Math.min(view.getUint32(0), 128)));
  if (!/heic|heix|mif1|avif/.test(brands) || /avis|msf1|hevc|hevx/.test(brands)) return null;
  let size: Looks['size'] = null;
  const text = textOf(head);
  for (let at = text.indexOf('ispe'); at >= 0; at = text.indexOf('ispe', at + 4)) {
    const found = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!size || found.width * found.height > size.width * size.height) size = found;
  }
  const alpha = text.includes('auxiliary:alpha') || text.includes('auxid:1');
  const colours = text.indexOf('nclx');
  const primaries = colours < 0 ? 1 : view.getUint16(colours + 4);
  // ITU-T H.273: 9 is BT.2020, 11 and 12 are P3.
  const wide = isWide(head, view) || [9, 11, 12].includes(primaries);
  return { ...plain, format: 'heif', size, alpha, wide };
}
