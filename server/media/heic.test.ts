import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import * as fixtures from '../../test/support/fixtures.ts';
import {
  described,
  type HeicParts,
  heicFile,
  icc,
  imir,
  irot,
  unknownBox,
} from '../../test/support/heif-fixtures.ts';
import { deriveImage } from './derive-image.ts';
import type { FormatId } from './formats.ts';
import { readHeifHeader } from './heic.ts';
import { decodeHeic, openLibheif } from './libheif.ts';
import { sniff } from './sniff.ts';
import { strip } from './strip.ts';
import type { Variant } from './types.ts';

const [width, height] = [192, 128];
const red = [230, 20, 20];
const blue = [30, 60, 200];
const gone = Object.values(fixtures.marks);

/** Blue with a red corner at the top left. */
function picture(): Buffer {
  const out = Buffer.alloc(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const corner = i % width < width / 4 && i < (width * height) / 4;
    out.set(corner ? red : blue, i * 3);
  }
  return out;
}

async function temporary(bytes: Buffer, ext: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'heif-')), `picture.${ext}`);
  await writeFile(path, bytes);
  return path;
}

const heic = async (parts: Partial<HeicParts> = {}) =>
  temporary(await heicFile({ rgb: picture(), width, height, ...parts }), 'heic');

async function derive(path: string, format: FormatId) {
  const outDir = await mkdtemp(join(tmpdir(), 'derive-'));
  const derived = await deriveImage({ path, outDir, format, keepMetadata: false, ffmpeg: null });
  const pathOf = (variant: Variant) =>
    join(outDir, derived.renditions.find((each) => each.variant === variant)?.file ?? `no-${variant}`);
  return { ...derived, path: pathOf };
}

async function colourAt(path: string, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(path)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (y * info.width + x) * info.channels;
  return [...data.subarray(at, at + 3)];
}

function expectColour(found: number[], wanted: number[], tolerance = 25): void {
  for (const [i, value] of wanted.entries())
    expect(Math.abs((found[i] ?? -1) - value), `${found.join()} ~ ${wanted.join()}`).toBeLessThan(tolerance);
}

const exif = Buffer.concat([
  Buffer.from('MM\0*'),
  Buffer.from(`${fixtures.marks.serial}${fixtures.marks.owner}`),
]);

describe('HEIC', () => {
  test('shows: a whole picture for browsers, thumbnails, a placeholder', async () => {
    const path = await heic();
    expect(await sniff(path)).toEqual({ format: 'heic' });
    const derived = await derive(path, 'heic');
    expect(derived).toMatchObject({ state: 'ready', reason: null, width, height, animated: false });
    expect(derived.renditions.map(({ variant, mime }) => [variant, mime])).toEqual([
      ['clean', 'image/heic'],
      ['play', 'image/jpeg'],
      ['thumb-400', 'image/webp'],
    ]);
    for (const variant of ['play', 'thumb-400'] as const) {
      expectColour(await colourAt(derived.path(variant), 10, 10), red);
      expectColour(await colourAt(derived.path(variant), 150, 100), blue);
    }
    expect(derived.thumbhash).not.toBeNull();
  });

  test.each([
    ['a quarter to the left', [irot(1)], [height, width], [10, width - 10]],
    ['upside down', [irot(2)], [width, height], [width - 10, height - 10]],
    ['a quarter to the right', [irot(3)], [height, width], [height - 10, 10]],
    ['mirrored', [imir(1)], [width, height], [width - 10, 10]],
    ['upside down in a mirror', [imir(0)], [width, height], [10, height - 10]],
    ['turned, then mirrored', [irot(1), imir(1)], [height, width], [height - 10, width - 10]],
  ] as const)('is turned as it says: %s', async (_name, properties, size, [x, y]) => {
    const path = await heic({ properties: [...properties] });
    const header = readHeifHeader(path);
    expect([header.width, header.height]).toEqual(size);
    const derived = await derive(path, 'heic');
    const { width: w, height: h } = await sharp(derived.path('play')).metadata();
    expect([w, h]).toEqual(size);
    expectColour(await colourAt(derived.path('play'), x, y), red);
  });

  test('keeps its colour profile in the whole picture, and is turned into sRGB where it is small', async () => {
    const tagged = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const profile = (await sharp(tagged).metadata()).icc ?? Buffer.alloc(0);
    const derived = await derive(await heic({ properties: [icc(profile)] }), 'heic');
    const play = await sharp(derived.path('play')).metadata();
    expect(play.icc?.equals(profile)).toBe(true);
    expect((await sharp(derived.path('thumb-400')).metadata()).icc).toBeUndefined();
    // Display P3's blue of 30, 60, 200 is bluer than sRGB's.
    const [, , plain = 0] = await colourAt((await derive(await heic(), 'heic')).path('thumb-400'), 150, 100);
    const [, , wide = 0] = await colourAt(derived.path('thumb-400'), 150, 100);
    expect(wide).toBeGreaterThan(plain + 4);
  });

  test('loses its metadata wherever that stands, and not one pixel', async () => {
    const { serial, owner, comment, location } = fixtures.marks;
    const path = await heic({
      exif,
      xmp: `<x:xmpmeta xmlns:x="adobe:ns:meta/">${owner}${location}</x:xmpmeta>`,
      name: owner,
      stray: serial,
      properties: [described(comment), irot(1)],
      tail: unknownBox(location),
    });
    const before = await readFile(path);
    for (const mark of gone) expect(before.includes(mark)).toBe(true);
    const derived = await derive(path, 'heic');
    for (const { variant } of derived.renditions) {
      const bytes = await readFile(derived.path(variant));
      for (const mark of gone) expect(bytes.includes(mark), `${variant} holds ${mark}`).toBe(false);
    }
    const clean = await readFile(derived.path('clean'));
    expect(decodeHeic(await openLibheif(), clean)).toEqual(decodeHeic(await openLibheif(), before));
    expect(readHeifHeader(derived.path('clean'))).toMatchObject({ width: height, height: width });
    expect((await sharp(derived.path('clean')).metadata()).exif).toBeUndefined();
    expect(await sniff(derived.path('clean'))).toEqual({ format: 'heic' });
  });

  test.each([
    ['a size that no memory holds', { declared: { width: 60_000, height: 60_000 } }, 'too-many-pixels'],
    ['no size', { declared: { width: 0, height: 0 } }, 'unreadable'],
  ] as const)('%s is refused before it is decoded', async (_name, parts, reason) => {
    const derived = await derive(await heic(parts), 'heic');
    expect([derived.state, derived.reason]).toEqual(['failed', reason]);
  });

  test('that is cut off or spoiled fails, and is clean all the same', async () => {
    const whole = await readFile(await heic({ xmp: fixtures.marks.owner }));
    const cut = await derive(await temporary(whole.subarray(0, whole.length / 2), 'heic'), 'heic');
    const spoiled = Buffer.from(whole);
    spoiled.fill(0xa5, whole.indexOf('mdat') + 4, whole.indexOf('mdat') + 60);
    const bad = await derive(await temporary(spoiled, 'heic'), 'heic');
    for (const { state, reason } of [cut, bad]) expect([state, reason]).toEqual(['failed', 'unreadable']);
    for (const { path } of [cut, bad])
      expect((await readFile(path('clean'))).includes(fixtures.marks.owner)).toBe(false);
  });

  test('boxes that lie of their sizes take no time', async () => {
    const whole = await readFile(await heic({ exif }));
    const startedMs = performance.now();
    for (const type of ['meta', 'iinf', 'iloc', 'ipco', 'ipma', 'infe', 'mdat']) {
      for (const size of [0, 1, 7, 9, 0x7fffffff, 0xffffffff]) {
        const bytes = Buffer.from(whole);
        bytes.writeUInt32BE(size, bytes.indexOf(type) - 4);
        const path = await temporary(bytes, 'heic');
        try {
          strip({ from: path, to: `${path}.clean`, format: 'heic' });
          expect((await readFile(`${path}.clean`)).includes(fixtures.marks.serial)).toBe(false);
        } catch (error) {
          expect(error).toMatchObject({ code: 'unreadable' });
        }
      }
    }
    expect(performance.now() - startedMs).toBeLessThan(3000);
  });
});

describe('AVIF', () => {
  const still = (orientation?: number) =>
    sharp(picture(), { raw: { width, height, channels: 3 } })
      .withExif({ IFD0: { Artist: fixtures.marks.owner }, IFD2: { BodySerialNumber: fixtures.marks.serial } })
      .withMetadata(orientation === undefined ? {} : { orientation })
      .avif({ quality: 80 })
      .toBuffer();

  test('shows as it is, without metadata, bit for bit the same', async () => {
    const path = await temporary(await still(), 'avif');
    expect((await readFile(path)).includes(fixtures.marks.owner)).toBe(true);
    const derived = await derive(path, 'avif');
    expect(derived).toMatchObject({ state: 'ready', width, height, animated: false });
    expect(derived.renditions.map(({ variant }) => variant)).toEqual(['clean', 'thumb-400']);
    const clean = derived.path('clean');
    for (const mark of gone) expect((await readFile(clean)).includes(mark)).toBe(false);
    expect((await sharp(clean).raw().toBuffer()).equals(await sharp(path).raw().toBuffer())).toBe(true);
    expect((await sharp(clean).metadata()).exif).toBeUndefined();
    expectColour(await colourAt(derived.path('thumb-400'), 10, 10), red);
  });

  test('is upright', async () => {
    const derived = await derive(await temporary(await still(6), 'avif'), 'avif');
    expect([derived.width, derived.height]).toEqual([height, width]);
    expectColour(await colourAt(derived.path('thumb-400'), height - 10, 10), red);
  });

  test('is known by its brands where the family’s name comes first', async () => {
    const bytes = Buffer.from(await still());
    bytes.write('mif1', 8, 'latin1');
    expect(await sniff(await temporary(bytes, 'heic'))).toEqual({ format: 'avif' });
  });
});
