import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import * as fixtures from '../../test/support/fixtures.ts';
import { deriveImage } from './derive-image.ts';
import type { FormatId } from './formats.ts';
import { pngChunk, pngSignature } from './png-writer.ts';
import { uint32be } from './strip/source.ts';
import type { Poster, Variant } from './types.ts';
import type { Note } from './worker-protocol.ts';

async function derive(path: string, format: FormatId, notify?: (note: Note) => void) {
  const outDir = await mkdtemp(join(tmpdir(), 'derive-'));
  const job = { path, outDir, format, keepMetadata: false, ffmpeg: null };
  const derived = await deriveImage(notify === undefined ? job : { ...job, notify });
  const pathOf = (variant: Variant) =>
    join(outDir, derived.renditions.find((each) => each.variant === variant)?.file ?? `no-${variant}`);
  return { ...derived, path: pathOf };
}

/** Left half dark, right half bright, a see-through stripe at the bottom. */
function halves(alpha: boolean): Sharp {
  const data = Buffer.alloc(200 * 100 * 4, 255);
  for (let i = 0; i < 200 * 100; i++) {
    const value = i % 200 < 100 ? 20 : 230;
    data.set([value, value, value, alpha && i >= 200 * 80 ? 0 : 255], i * 4);
  }
  const picture = sharp(data, { raw: { width: 200, height: 100, channels: 4 } });
  return alpha ? picture : picture.removeAlpha();
}

describe('every way to store a picture looks right when it is small', () => {
  test.each<[string, FormatId, boolean, (picture: Sharp) => Sharp]>([
    ['grey PNG with alpha', 'png', true, (picture) => picture.toColourspace('b-w').png()],
    ['PNG of one bit', 'png', false, (picture) => picture.png({ palette: true, colours: 2 })],
    ['interlaced PNG', 'png', false, (picture) => picture.png({ progressive: true })],
    ['palette with alpha', 'png', true, (picture) => picture.png({ palette: true })],
    ['16 bits and alpha', 'png', true, (picture) => picture.toColourspace('rgb16').png()],
    ['16 bits of grey', 'png', false, (picture) => picture.toColourspace('grey16').png()],
    ['lossless WebP with alpha', 'webp', true, (picture) => picture.webp({ lossless: true })],
    ['lossy WebP with alpha', 'webp', true, (picture) => picture.webp({ quality: 90 })],
    [
      'progressive CMYK JPEG',
      'jpeg',
      false,
      (picture) => picture.toColourspace('cmyk').jpeg({ progressive: true }),
    ],
    ['grey JPEG', 'jpeg', false, (picture) => picture.toColourspace('b-w').jpeg()],
    ['GIF with a hole', 'gif', true, (picture) => picture.gif()],
  ])('%s', async (name, format, alpha, encode) => {
    const path = await fixtures.file(`kind-${name}.${format}`, await encode(halves(alpha)).toBuffer());
    const derived = await derive(path, format);
    expect([derived.state, derived.width, derived.height]).toEqual(['ready', 200, 100]);
    const thumb = sharp(derived.path('thumb-400')).toColourspace('srgb').ensureAlpha();
    const { data, info } = await thumb.raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [
      ...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4),
    ];
    for (const channel of [0, 1, 2]) {
      expect(Math.abs((at(30, 30)[channel] ?? 0) - 20), at(30, 30).join()).toBeLessThan(30);
      expect(Math.abs((at(170, 30)[channel] ?? 0) - 230), at(170, 30).join()).toBeLessThan(30);
    }
    expect(at(30, 95)[3]).toBe(alpha ? 0 : 255);
  });
});

test('pictures that a phone hangs behind a JPEG are gone, and what they told', async () => {
  const [first, second] = [
    await readFile(await fixtures.orientedJpeg(1)),
    await readFile(await fixtures.jpeg()),
  ];
  // Multi-Picture Format (CIPA DC-007): an index in APP2, further pictures behind the end; so are gain maps.
  const body = Buffer.concat([Buffer.from('MPF\0MM\0*'), Buffer.from(fixtures.marks.owner)]);
  const head = Buffer.from([0xff, 0xe2, 0, body.length + 2]);
  const whole = Buffer.concat([first.subarray(0, 2), head, body, first.subarray(2), second]);
  const derived = await derive(await fixtures.file('several.jpg', whole), 'jpeg');
  const clean = await readFile(derived.path('clean'));
  for (const mark of Object.values(fixtures.marks)) expect(clean.includes(mark)).toBe(false);
  expect(clean.length).toBeLessThan(first.length + 100);
  expect([derived.state, derived.width, derived.height]).toEqual(['ready', 300, 200]);
});

describe('hostile pictures', () => {
  test('a GIF of 150,000 frames takes no time and is shown still', async () => {
    const head = Buffer.from('GIF89a\x08\0\x08\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
    const frame = Buffer.from('!\xf9\x04\0\x01\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0', 'latin1');
    const endless = Buffer.concat([head, ...Array<Buffer>(150_000).fill(frame), Buffer.from(';')]);
    const startedMs = performance.now();
    const derived = await derive(await fixtures.file('endless.gif', endless), 'gif');
    expect(derived.state === 'failed' || !derived.animated).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  }, 30_000);

  test('a WebP that promises 16,777,216 × 16,777,216 is not decoded', async () => {
    const bytes = Buffer.from(await readFile(await fixtures.animatedWebp()));
    bytes.fill(0xff, bytes.indexOf('VP8X') + 12, bytes.indexOf('VP8X') + 18);
    const derived = await derive(await fixtures.file('huge.webp', bytes), 'webp');
    expect(derived.state).toBe('failed');
  });

  test('an AVIF that promises 60,000 × 60,000 is not decoded', async () => {
    const bytes = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .avif()
      .toBuffer();
    bytes.writeUInt32BE(60_000, bytes.indexOf('ispe') + 8);
    bytes.writeUInt32BE(60_000, bytes.indexOf('ispe') + 12);
    const derived = await derive(await fixtures.file('huge.avif', bytes), 'avif');
    expect([derived.state, derived.reason]).toEqual(['failed', 'too-many-pixels']);
  });

  test('a PNG of 12,000 × 12,000 in some kilobytes becomes a thumbnail', async () => {
    const side = 12_000;
    const header = Buffer.concat([uint32be(side), uint32be(side), Buffer.from([8, 0, 0, 0, 0])]);
    const rows = deflateSync(Buffer.alloc((side + 1) * side), { level: 1 });
    const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', rows), pngChunk('IEND')];
    const bytes = Buffer.concat([pngSignature, ...chunks]);
    expect(bytes.length).toBeLessThan(1_000_000);
    const derived = await derive(await fixtures.file('flat.png', bytes), 'png');
    expect([derived.state, derived.width]).toEqual(['ready', side]);
  }, 60_000);
});

test('of what takes its time the small picture is told first', async () => {
  const posters: Poster[] = [];
  await derive(await fixtures.gif(), 'gif', (note) => {
    if (note.type === 'poster') posters.push(note.poster);
  });
  expect(posters.flatMap(({ renditions }) => renditions.map(({ variant }) => variant))).toEqual([
    'thumb-400',
  ]);
});
