import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';
import { uint32be } from './strip/source.ts';

/** Pixels of 8 bits a channel: RGB or RGBA. */
export interface Rgb {
  data: Uint8Array;
  width: number;
  height: number;
  channels: 3 | 4;
}

const deflated = promisify(deflate);
export const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');
const colourTypes = { 3: 2, 4: 6 } as const;

/** One chunk of a PNG (third edition, section 5.3). */
export function pngChunk(type: string, ...bodies: Uint8Array[]): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), ...bodies]);
  return Buffer.concat([uint32be(typed.length - 4), typed, uint32be(crc32(typed))]);
}

export function pngHeader({ width, height, channels }: Rgb): Buffer {
  const rest = Buffer.from([8, colourTypes[channels], 0, 0, 0]);
  return pngChunk('IHDR', uint32be(width), uint32be(height), rest);
}

/** Rows as PNG keeps them, unfiltered, barely compressed: this is for readers on the same machine. */
export async function pngRows({ data, width, height, channels }: Rgb, level: 0 | 1): Promise<Buffer> {
  const row = width * channels;
  const rows = Buffer.alloc((row + 1) * height);
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  }
  return deflated(rows, { level });
}

/** A PNG that carries a colour profile to a reader that takes raw pixels without one. */
export async function pngWithProfile(pixels: Rgb, icc: Uint8Array): Promise<Buffer> {
  const profile = await deflated(icc, { level: 1 });
  return Buffer.concat([
    pngSignature,
    pngHeader(pixels),
    pngChunk('iCCP', Buffer.from('icc\0\0'), profile),
    pngChunk('IDAT', await pngRows(pixels, 0)),
    pngChunk('IEND'),
  ]);
}
