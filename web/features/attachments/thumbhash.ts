/**
 * Decodes a ThumbHash (https://evanw.github.io/thumbhash/): at most 32 × 32 pixels out of some 25 bytes. Answers RGBA,
 * or null when it isn't one.
 */
export function decodeThumbhash(
  base64: string,
): { width: number; height: number; rgba: Uint8ClampedArray<ArrayBuffer> } | null {
  const hash = bytesOf(base64);
  if (hash.length < 5) return null;
  const at = (i: number) => hash[i] ?? 0;
  const head = at(0) | (at(1) << 8) | (at(2) << 16);
  const tail = at(3) | (at(4) << 8);
  const hasAlpha = head >> 23 !== 0;
  const landscape = tail >> 15 !== 0;
  const short = hasAlpha ? 5 : 7;
  const across = Math.max(3, landscape ? short : tail & 7);
  const down = Math.max(3, landscape ? tail & 7 : short);
  let nibble = hasAlpha ? 12 : 10;
  const wave = (nx: number, ny: number, scale: number): Wave => {
    const factors: number[] = [];
    for (let cy = 0; cy < ny; cy++) {
      for (let cx = cy ? 0 : 1; cx * ny < nx * (ny - cy); cx++) {
        factors.push((((at(nibble >> 1) >> ((nibble & 1) * 4)) & 15) / 7.5 - 1) * scale);
        nibble++;
      }
    }
    return { nx, ny, factors };
  };
  const luma = wave(across, down, ((head >> 18) & 31) / 31);
  // 1.25 makes up for the colour that rounding takes away, as the format's own decoder does.
  const yellowBlue = wave(3, 3, (((tail >> 3) & 63) / 63) * 1.25);
  const redGreen = wave(3, 3, (((tail >> 9) & 63) / 63) * 1.25);
  const alpha = hasAlpha ? wave(5, 5, (at(5) >> 4) / 15) : null;
  const ratio = (landscape ? short : tail & 7) / (landscape ? tail & 7 : short) || 1;
  const width = Math.round(ratio > 1 ? 32 : 32 * ratio);
  const height = Math.round(ratio > 1 ? 32 / ratio : 32);
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const place = [(x + 0.5) / width, (y + 0.5) / height] as const;
      const l = (head & 63) / 63 + sum(luma, place);
      const p = ((head >> 6) & 63) / 31.5 - 1 + sum(yellowBlue, place);
      const q = ((head >> 12) & 63) / 31.5 - 1 + sum(redGreen, place);
      const b = l - (2 / 3) * p;
      const r = (3 * l - b + q) / 2;
      const a = alpha ? (at(5) & 15) / 15 + sum(alpha, place) : 1;
      rgba.set([255 * r, 255 * (r - q), 255 * b, 255 * a], i);
    }
  }
  return { width, height, rgba };
}

type Wave = { nx: number; ny: number; factors: readonly number[] };

/** The value of a channel's cosine waves at a place. */
function sum({ nx, ny, factors }: Wave, [x, y]: readonly [number, number]): number {
  let value = 0;
  let i = 0;
  for (let cy = 0; cy < ny; cy++) {
    const fy = Math.cos(Math.PI * y * cy) * 2;
    for (let cx = cy ? 0 : 1; cx * ny < nx * (ny - cy); cx++) {
      value += (factors[i++] ?? 0) * Math.cos(Math.PI * x * cx) * fy;
    }
  }
  return value;
}

function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
