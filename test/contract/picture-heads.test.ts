import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { look } from '../../web/features/shrink/look.ts';
import { bmpVariants, encodeBmp } from '../support/bmp-fixtures.ts';
import * as fixtures from '../support/fixtures.ts';

const blank = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 10, g: 90, b: 60, alpha: 0.5 } } });
const bytesOf = async (path: Promise<string>) => new Uint8Array(await readFile(await path));

describe('the look at the first bytes', () => {
  it('finds the size past thumbnails, profiles and comments', async () => {
    const photo = look(await bytesOf(fixtures.jpeg(6)));
    expect(photo).toEqual({
      format: 'jpeg',
      size: { width: 600, height: 900 },
      alpha: false,
      lossless: false,
      wide: true,
      deep: false,
    });
    expect(look(await bytesOf(fixtures.progressiveJpeg()))).toMatchObject({
      size: { width: 900, height: 600 },
      wide: false,
    });
  });

  it('tells what may be see-through, what is lossless and what is deep', async () => {
    const facts = async (bytes: Uint8Array) => {
      const { format, alpha, lossless, deep, size } = look(bytes) ?? {};
      return [format, alpha, lossless, deep, size?.width];
    };
    expect(await facts(await bytesOf(fixtures.alphaPng()))).toEqual(['png', true, true, false, 300]);
    expect(await facts(await bytesOf(fixtures.deepPng()))).toEqual(['png', false, true, true, 300]);
    expect(await facts(await bytesOf(fixtures.webp()))).toEqual(['webp', false, false, false, 300]);
    const webp = (lossless: boolean, channels: 3 | 4) =>
      blank(70, 50, channels).webp({ lossless }).toBuffer();
    expect(await facts(await webp(true, 4))).toEqual(['webp', true, true, false, 70]);
    expect(await facts(await webp(false, 4))).toEqual(['webp', true, false, false, 70]);
    expect(await facts(await webp(false, 3))).toEqual(['webp', false, false, false, 70]);
    expect(await facts(await blank(64, 48).heif({ compression: 'av1' }).toBuffer())).toEqual([
      'heif',
      false,
      false,
      false,
      64,
    ]);
    for (const variant of bmpVariants) {
      expect((await facts(encodeBmp(variant))).slice(0, 1), variant.name).toEqual(['bmp']);
      expect(look(encodeBmp(variant))?.size?.width, variant.name).toBe(13);
    }
  });

  it('leaves alone what moves, what is in inks, and what is no picture', async () => {
    for (const path of [fixtures.apng(), fixtures.gif(), fixtures.animatedWebp(), fixtures.cmykJpeg()]) {
      expect(look(await bytesOf(path)), await path).toBeNull();
    }
    const text = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect([look(text), look(new Uint8Array(0))]).toEqual([null, null]);
  });

  it('survives a header that is cut off anywhere', async () => {
    for (const path of [fixtures.jpeg(), fixtures.png(), fixtures.webp()]) {
      const whole = await bytesOf(path);
      for (let end = 0; end < 60; end++) expect(() => look(whole.slice(0, end))).not.toThrow();
    }
  });
});
