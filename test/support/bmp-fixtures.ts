/**
 * Bitmaps of every usual variant, all showing the same picture: a 13×7 grid whose pixel at (x, y) is
 * `bmpPixel(x, y)`. The odd width makes row padding matter.
 */
export const bmpWidth = 13;
export const bmpHeight = 7;

const palette: [number, number, number][] = [
  [255, 255, 255],
  [200, 30, 30],
  [30, 160, 60],
  [20, 60, 200],
];

/** Index into the palette: a picture that looks different when turned, mirrored or shifted. */
function indexAt(x: number, y: number): number {
  if (y === 0) return 1;
  if (x === 0) return 2;
  return (x * 3 + y * 5) % 7 === 0 ? 3 : 0;
}

/** Two colours only, for the 1-bit variant. */
function bitAt(x: number, y: number): number {
  return indexAt(x, y) === 0 ? 0 : 1;
}

export function bmpPixel(x: number, y: number, bits: number): [number, number, number] {
  return palette[bits === 1 ? bitAt(x, y) : indexAt(x, y)] as [number, number, number];
}

interface Variant {
  name: string;
  bits: 1 | 4 | 8 | 16 | 24 | 32;
  header: 12 | 16 | 40 | 64 | 108 | 124;
  compression?: 0 | 1 | 2 | 3;
  topDown?: boolean;
  masks?: [number, number, number, number];
  alpha?: boolean;
}

export const bmpVariants: Variant[] = [
  { name: '1-bit', bits: 1, header: 40 },
  { name: '4-bit', bits: 4, header: 40 },
  { name: '8-bit', bits: 8, header: 40 },
  { name: '16-bit-555', bits: 16, header: 40 },
  { name: '16-bit-565', bits: 16, header: 40, compression: 3, masks: [0xf800, 0x07e0, 0x001f, 0] },
  { name: '24-bit', bits: 24, header: 40 },
  { name: '24-bit-top-down', bits: 24, header: 40, topDown: true },
  { name: '8-bit-top-down', bits: 8, header: 40, topDown: true },
  { name: '32-bit', bits: 32, header: 40 },
  {
    name: '32-bit-fields',
    bits: 32,
    header: 40,
    compression: 3,
    masks: [0xff, 0xff00, 0xff0000, 0],
  },
  {
    name: '32-bit-v4-alpha',
    bits: 32,
    header: 108,
    compression: 3,
    masks: [0xff0000, 0xff00, 0xff, 0xff000000],
    alpha: true,
  },
  {
    name: '32-bit-v5-alpha',
    bits: 32,
    header: 124,
    compression: 3,
    masks: [0xff0000, 0xff00, 0xff, 0xff000000],
    alpha: true,
  },
  { name: '24-bit-v5', bits: 24, header: 124 },
  { name: 'rle8', bits: 8, header: 40, compression: 1 },
  { name: 'rle4', bits: 4, header: 40, compression: 2 },
  { name: 'os2-1-bit', bits: 1, header: 12 },
  { name: 'os2-4-bit', bits: 4, header: 12 },
  { name: 'os2-8-bit', bits: 8, header: 12 },
  { name: 'os2-24-bit', bits: 24, header: 12 },
  { name: 'os2v2-8-bit', bits: 8, header: 64 },
  { name: 'os2v2-24-bit', bits: 24, header: 64 },
  { name: 'os2v2-short-8-bit', bits: 8, header: 16 },
];

function packPixel(variant: Variant, x: number, y: number): Buffer {
  const [r, g, b] = bmpPixel(x, y, variant.bits);
  if (variant.bits === 24) return Buffer.from([b, g, r]);
  const out = Buffer.alloc(variant.bits / 8);
  if (variant.bits === 16) {
    const wide = variant.masks !== undefined;
    const green = wide ? (g >> 2) << 5 : (g >> 3) << 5;
    out.writeUInt16LE(((r >> 3) << (wide ? 11 : 10)) | green | (b >> 3));
    return out;
  }
  const bgr = variant.masks === undefined || variant.masks[0] === 0xff0000;
  out.set(bgr ? [b, g, r, variant.alpha ? 255 : 0] : [r, g, b, 0]);
  return out;
}

function packRow(variant: Variant, y: number): Buffer {
  const { bits } = variant;
  const row = Buffer.alloc(Math.ceil((bmpWidth * bits) / 32) * 4);
  for (let x = 0; x < bmpWidth; x++) {
    if (bits >= 16) packPixel(variant, x, y).copy(row, (x * bits) / 8);
    else {
      const value = bits === 1 ? bitAt(x, y) : indexAt(x, y);
      const at = Math.floor((x * bits) / 8);
      row[at] = (row[at] ?? 0) | (value << (8 - bits - ((x * bits) % 8)));
    }
  }
  return row;
}

/** Run-length rows that use encoded runs, an absolute run and end-of-line marks. */
function packRle(variant: Variant): Buffer {
  const out: number[] = [];
  for (let y = bmpHeight - 1; y >= 0; y--) {
    for (let x = 0; x < 4; x++) {
      const index = indexAt(x, y);
      out.push(1, variant.bits === 8 ? index : index << 4);
    }
    const rest = Array.from({ length: bmpWidth - 4 }, (_, i) => indexAt(i + 4, y));
    out.push(0, rest.length);
    if (variant.bits === 8) out.push(...rest);
    else for (let i = 0; i < rest.length; i += 2) out.push(((rest[i] ?? 0) << 4) | (rest[i + 1] ?? 0));
    const bytes = variant.bits === 8 ? rest.length : Math.ceil(rest.length / 2);
    if (bytes % 2 === 1) out.push(0);
    out.push(0, 0);
  }
  out.push(0, 1);
  return Buffer.from(out);
}

function writeHeader(variant: Variant, imageBytes: number): Buffer {
  const header = Buffer.alloc(variant.header);
  header.writeUInt32LE(variant.header, 0);
  if (variant.header === 12) {
    header.writeUInt16LE(bmpWidth, 4);
    header.writeUInt16LE(bmpHeight, 6);
    header.writeUInt16LE(1, 8);
    header.writeUInt16LE(variant.bits, 10);
    return header;
  }
  header.writeInt32LE(bmpWidth, 4);
  header.writeInt32LE(variant.topDown ? -bmpHeight : bmpHeight, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(variant.bits, 14);
  if (variant.header === 16) return header;
  header.writeUInt32LE(variant.compression ?? 0, 16);
  header.writeUInt32LE(imageBytes, 20);
  if (variant.bits <= 8) header.writeUInt32LE(variant.bits === 1 ? 2 : palette.length, 32);
  if (variant.header >= 108 && variant.masks) {
    for (const [i, mask] of variant.masks.entries()) header.writeUInt32LE(mask, 40 + i * 4);
  }
  if (variant.header >= 108) header.write('BGRs', 56, 'latin1');
  return header;
}

function writePalette(variant: Variant): Buffer {
  if (variant.bits > 8) return Buffer.alloc(0);
  const entry = variant.header === 12 ? 3 : 4;
  const counted = variant.header === 12 || variant.header === 16;
  const entries = variant.bits === 1 ? 2 : counted ? 1 << variant.bits : palette.length;
  const out = Buffer.alloc(entries * entry);
  for (const [i, [r, g, b]] of palette.slice(0, entries).entries()) out.set([b, g, r], i * entry);
  return out;
}

export function encodeBmp(variant: Variant): Buffer {
  const order = Array.from({ length: bmpHeight }, (_, y) => (variant.topDown ? y : bmpHeight - 1 - y));
  const rle = variant.compression === 1 || variant.compression === 2;
  const pixels = rle ? packRle(variant) : Buffer.concat(order.map((y) => packRow(variant, y)));
  const masks = Buffer.alloc(variant.masks && variant.header === 40 ? 12 : 0);
  if (masks.length > 0) for (const i of [0, 1, 2]) masks.writeUInt32LE(variant.masks?.[i] ?? 0, i * 4);
  const head = Buffer.concat([writeHeader(variant, pixels.length), masks, writePalette(variant)]);
  const file = Buffer.alloc(14);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(14 + head.length + pixels.length, 2);
  file.writeUInt32LE(14 + head.length, 10);
  return Buffer.concat([file, head, pixels]);
}
