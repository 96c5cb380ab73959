import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { thumbHashToRGBA } from 'thumbhash';
import { beforeAll, describe, expect, test } from 'vitest';
import { bmpHeight, bmpPixel, bmpVariants, bmpWidth, encodeBmp } from '../../test/support/bmp-fixtures.ts';
import * as fixtures from '../../test/support/fixtures.ts';
import { deriveImage } from './derive-image.ts';
import type { FormatId } from './formats.ts';
import type { Derived, Variant } from './types.ts';

async function derive(
  path: string,
  format: FormatId,
): Promise<Derived & { path: (variant: Variant) => string }> {
  const outDir = await mkdtemp(join(tmpdir(), 'derive-'));
  const derived = await deriveImage({ path, outDir, format, keepMetadata: false, ffmpeg: null });
  const pathOf = (variant: Variant) => {
    const rendition = derived.renditions.find((each) => each.variant === variant);
    if (rendition === undefined) throw new Error(`no ${variant} among ${JSON.stringify(derived.renditions)}`);
    return join(outDir, rendition.file);
  };
  return { ...derived, path: pathOf };
}

async function pixels(path: string) {
  const { data, info } = await sharp(path)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    ...info,
    at: (x: number, y: number) => [
      ...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3),
    ],
  };
}

/** Within what a lossy picture may differ. */
function expectColour(found: number[], wanted: number[], tolerance = 40): void {
  for (const [i, value] of wanted.entries())
    expect(Math.abs((found[i] ?? -1) - value), `${found.join()} ~ ${wanted.join()}`).toBeLessThan(tolerance);
}

const red = [230, 20, 20];
const gone = Object.values(fixtures.marks);

describe('metadata', () => {
  test.each([
    ['jpeg', () => fixtures.jpeg(6), 6],
    ['png', fixtures.png, 6],
    ['png', fixtures.apng, 1],
    ['webp', fixtures.webp, 6],
    ['webp', fixtures.animatedWebp, 1],
    ['gif', fixtures.gif, 1],
  ] as const)(
    'is gone from every delivered byte of a %s, which is otherwise the same',
    async (format, make, orientation) => {
      const source = await make();
      const original = await readFile(source);
      expect(gone.some((mark) => original.includes(mark))).toBe(true);
      const derived = await derive(source, format);
      expect(derived.state).toBe('ready');
      for (const { variant } of derived.renditions) {
        const bytes = await readFile(derived.path(variant));
        for (const mark of gone) expect(bytes.includes(mark), `${variant} holds ${mark}`).toBe(false);
      }
      const clean = await sharp(derived.path('clean')).metadata();
      const before = await sharp(source).metadata();
      expect(clean.xmp).toBeUndefined();
      expect([before.orientation ?? 1, clean.orientation ?? 1]).toEqual([orientation, orientation]);
      expect(clean.icc?.length).toBe(before.icc?.length);
      expect(clean.pages).toBe(before.pages);
      const raw = (path: string) => sharp(path, { animated: true }).raw().toBuffer();
      expect((await raw(derived.path('clean'))).equals(await raw(source))).toBe(true);
      expect(clean.exif === undefined || !/GPS/u.test(clean.exif.toString('latin1'))).toBe(true);
      if (clean.exif !== undefined) expect(clean.exif.length).toBeLessThan(40);
    },
  );

  test('is gone from a progressive JPEG, scan by scan', async () => {
    const source = await fixtures.progressiveJpeg();
    const derived = await derive(source, 'jpeg');
    expect((await sharp(derived.path('clean')).metadata()).isProgressive).toBe(true);
    expect(
      (await sharp(derived.path('clean')).raw().toBuffer()).equals(await sharp(source).raw().toBuffer()),
    ).toBe(true);
  });

  test('is gone from gaps and tails of a bitmap', async () => {
    const plain = encodeBmp({ name: 'x', bits: 24, header: 40 });
    const gap = Buffer.from(fixtures.marks.serial);
    const moved = Buffer.concat([
      plain.subarray(0, 54),
      Buffer.alloc(2000),
      gap,
      plain.subarray(54),
      Buffer.from(fixtures.marks.owner),
    ]);
    moved.writeUInt32LE(54 + 2000 + gap.length, 10);
    const derived = await derive(await fixtures.file('gap.bmp', moved), 'bmp');
    const clean = await readFile(derived.path('clean'));
    for (const mark of gone) expect(clean.includes(mark)).toBe(false);
    const again = await derive(derived.path('clean'), 'bmp');
    expect((await pixels(again.path('play'))).at(0, 0)).toEqual(bmpPixel(0, 0, 24));
  });
});

describe('orientation', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i is shown upright', async (orientation) => {
    const derived = await derive(await fixtures.orientedJpeg(orientation), 'jpeg');
    expect([derived.width, derived.height]).toEqual([300, 200]);
    const thumb = await pixels(derived.path('thumb-400'));
    expect([thumb.width, thumb.height]).toEqual([300, 200]);
    expectColour(thumb.at(20, 20), red);
    for (const [x, y] of [
      [280, 20],
      [20, 180],
      [280, 180],
    ] as const)
      expect(thumb.at(x, y)[0]).toBeLessThan(200);
  });
});

describe('colours', () => {
  test.each([
    ['cmyk', fixtures.cmykJpeg, 'jpeg'],
    ['palette', fixtures.palettePng, 'png'],
    ['16 bit', fixtures.deepPng, 'png'],
    ['alpha', fixtures.alphaPng, 'png'],
  ] as const)('%s', async (_name, make, format) => {
    const derived = await derive(await make(), format);
    const thumb = await pixels(derived.path('thumb-400'));
    expectColour(thumb.at(20, 20), red, 60);
    expectColour(thumb.at(120, 150), [64, 90, 150], 60);
  });

  test('a grey picture stays grey', async () => {
    const derived = await derive(await fixtures.greyJpeg(), 'jpeg');
    const [r = 0, g = 0, b = 0] = (await pixels(derived.path('thumb-400'))).at(150, 100);
    expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(6);
  });

  test('transparency stays', async () => {
    const derived = await derive(await fixtures.alphaPng(), 'png');
    const { data, info } = await sharp(derived.path('thumb-400')).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(4);
    expect(data[(100 * info.width + 290) * 4 + 3]).toBe(0);
    expect(data[(100 * info.width + 10) * 4 + 3]).toBe(255);
  });

  test('an embedded profile is applied: Display P3’s red is redder than sRGB’s', async () => {
    const flat = { width: 64, height: 64, channels: 3, background: { r: 200, g: 60, b: 60 } } as const;
    const tagged = await sharp({ create: flat })
      .withIccProfile('p3', { attach: true })
      .jpeg({ quality: 100 })
      .toBuffer();
    const source = await fixtures.file('p3.jpg', tagged);
    const stored = await pixelsWithoutProfile(source);
    const derived = await derive(source, 'jpeg');
    expect((await pixels(derived.path('thumb-400'))).at(30, 30)[0]).toBeGreaterThan((stored[0] ?? 0) + 5);
    expect((await sharp(derived.path('clean')).metadata()).icc).toBeDefined();
  });
});

/** As a viewer that ignores profiles would see it. */
async function pixelsWithoutProfile(path: string): Promise<number[]> {
  const data = await sharp(path).keepIccProfile().raw().toBuffer();
  return [...data.subarray(0, 3)];
}

describe('thumbnails', () => {
  test('are 400 and 800 wide, in WebP, never enlarged', async () => {
    const derived = await derive(await fixtures.jpeg(), 'jpeg');
    expect(await sharp(derived.path('thumb-400')).metadata()).toMatchObject({
      format: 'webp',
      width: 400,
      height: 267,
    });
    expect(await sharp(derived.path('thumb-800')).metadata()).toMatchObject({ format: 'webp', width: 800 });
    const small = await derive(await fixtures.greyJpeg(), 'jpeg');
    expect((await sharp(small.path('thumb-400')).metadata()).width).toBe(300);
    expect(small.renditions.map(({ variant }) => variant)).not.toContain('thumb-800');
    for (const { variant, size } of derived.renditions)
      expect((await stat(derived.path(variant))).size).toBe(size);
  });

  test('the placeholder resembles the picture', async () => {
    const { thumbhash } = await derive(await fixtures.jpeg(), 'jpeg');
    const bytes = Buffer.from(thumbhash ?? '', 'base64');
    expect(bytes.length).toBeLessThan(30);
    const { rgba, w, h } = thumbHashToRGBA(bytes);
    expect(w).toBeGreaterThan(h);
    expect(rgba[(h - 1) * w * 4 + 2]).toBeGreaterThan((rgba[2] ?? 0) + 60);
  });
});

describe('moving pictures stay moving', () => {
  test.each([
    ['gif', fixtures.gif],
    ['webp', fixtures.animatedWebp],
  ] as const)('%s', async (format, make) => {
    const derived = await derive(await make(), format);
    expect(derived.animated).toBe(true);
    const play = await sharp(derived.path('clean'), { animated: true }).metadata();
    expect(play.pages).toBe(3);
    expect(play.delay).toEqual([100, 100, 100]);
    expect((await sharp(derived.path('thumb-400')).metadata()).pages ?? 1).toBe(1);
  });

  test('an animated PNG keeps its control chunks, in order', async () => {
    const derived = await derive(await fixtures.apng(), 'png');
    expect(derived.animated).toBe(true);
    const bytes = (await readFile(derived.path('clean'))).toString('latin1');
    expect(bytes.match(/acTL|fcTL|IDAT|fdAT|IEND/gu)).toEqual([
      'acTL',
      'fcTL',
      'IDAT',
      'fcTL',
      'fdAT',
      'fcTL',
      'fdAT',
      'IEND',
    ]);
  });
});

describe('bitmaps', () => {
  test.each(bmpVariants.map((variant) => [variant.name, variant] as const))('%s', async (name, variant) => {
    const derived = await derive(await fixtures.file(`variant-${name}.bmp`, encodeBmp(variant)), 'bmp');
    expect([derived.state, derived.width, derived.height]).toEqual(['ready', bmpWidth, bmpHeight]);
    const play = await pixels(derived.path('play'));
    for (let y = 0; y < bmpHeight; y++) {
      for (let x = 0; x < bmpWidth; x++) expectColour(play.at(x, y), bmpPixel(x, y, variant.bits), 9);
    }
    const again = await derive(derived.path('clean'), 'bmp');
    expect((await pixels(again.path('play'))).at(3, 1)).toEqual(play.at(3, 1));
  });
});

describe('SVG', () => {
  test('becomes a picture of a sensible size', async () => {
    const text =
      '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect width="50" height="50" fill="#e61414"/></svg>';
    const derived = await derive(await fixtures.svg('plain', text), 'svg');
    expect([derived.width, derived.height]).toEqual([100, 50]);
    const play = await pixels(derived.path('play'));
    expect([play.width, play.height]).toEqual([1024, 512]);
    expectColour(play.at(100, 100), red, 4);
    expect(derived.renditions.map(({ variant }) => variant)).not.toContain('clean');
  });

  test('shows no file of the machine', async () => {
    const secret = await fixtures.jpeg();
    const text = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="60"><image xlink:href="file://${secret}" width="90" height="60"/><image href="${secret}" width="90" height="60"/></svg>`;
    const derived = await derive(await fixtures.svg('reads-file', text), 'svg');
    const { channels } = await sharp(derived.path('play')).stats();
    expect(channels.map(({ max }) => max)).toEqual([0, 0, 0, 0]);
  });

  const nested = Array.from({ length: 12 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join(
    '',
  );
  test.each([
    [
      'billion-laughs',
      `<!DOCTYPE svg [<!ENTITY e0 "lol">${nested}]><svg xmlns="http://www.w3.org/2000/svg"><text>&e12;</text></svg>`,
    ],
    [
      'quadratic',
      `<!DOCTYPE svg [<!ENTITY a "${'x'.repeat(50_000)}">]><svg xmlns="http://www.w3.org/2000/svg"><text>${'&a;'.repeat(50_000)}</text></svg>`,
    ],
    [
      'outside-entity',
      '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&a;</text></svg>',
    ],
  ])('%s fails at once', async (name, text) => {
    const startedMs = performance.now();
    const derived = await derive(await fixtures.svg(name, text), 'svg');
    expect([derived.state, derived.reason]).toEqual(['failed', 'too-complex']);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });

  test('entities as drawing programs use them are no bombs', async () => {
    const text =
      '<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg"><!ENTITY c "#e61414">]><svg xmlns="&ns;" width="40" height="20"><rect width="40" height="20" fill="&c;"/></svg>';
    const derived = await derive(await fixtures.svg('tame-entities', text), 'svg');
    expectColour((await pixels(derived.path('play'))).at(10, 10), red, 4);
  });
});

describe('too much and too little', () => {
  let huge: string;
  beforeAll(async () => {
    const header = Buffer.from(await readFile(await fixtures.palettePng()));
    header.writeUInt32BE(100_000, 16);
    header.writeUInt32BE(100_000, 20);
    huge = await fixtures.file('huge.png', header);
  });

  test('100,000 × 100,000 is not decoded', async () => {
    expect((await derive(huge, 'png')).state).toBe('failed');
    const screen = Buffer.from('GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
    const frame = Buffer.from(',\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0;', 'latin1');
    const gif = await fixtures.file('huge-frame.gif', Buffer.concat([screen, frame]));
    expect((await derive(gif, 'gif')).state).toBe('failed');
    const bmp = encodeBmp({ name: 'x', bits: 8, header: 40, compression: 1 });
    bmp.writeInt32LE(60_000, 18);
    bmp.writeInt32LE(60_000, 22);
    expect((await derive(await fixtures.file('huge.bmp', bmp), 'bmp')).reason).toBe('too-many-pixels');
  });

  test('a cut-off photo shows what is there and has lost its metadata', async () => {
    const cut = await fixtures.truncated(await fixtures.jpeg(), 'cut.jpg', 0.6);
    const derived = await derive(cut, 'jpeg');
    expect(derived.state).toBe('ready');
    expectColour((await pixels(derived.path('thumb-400'))).at(10, 10), red);
    const clean = await readFile(derived.path('clean'));
    for (const mark of gone) expect(clean.includes(mark)).toBe(false);
  });

  test('rubbish behind a good beginning fails, and still gives a clean file', async () => {
    const rubbish = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500, 1)]);
    const derived = await derive(await fixtures.file('rubbish.png', rubbish), 'png');
    expect([derived.state, derived.reason]).toEqual(['failed', 'unreadable']);
    expect(derived.renditions.map(({ variant }) => variant)).toEqual(['clean']);
  });
});
