import { describe, expect, it } from 'vitest';
import { isCandidate, isWorth, planFor, renamed, scaled } from './decide.ts';
import type { Looks } from './look.ts';

const looks = (of: Partial<Looks> = {}): Looks => ({
  format: 'jpeg',
  size: null,
  alpha: false,
  lossless: false,
  wide: false,
  deep: false,
  ...of,
});
const mb = 1024 * 1024;

describe('the decision', () => {
  it('scales a photo to 2560 pixels, and leaves a strip legible', () => {
    expect(scaled(4000, 3000)).toEqual({ width: 2560, height: 1920 });
    expect(scaled(3000, 4000)).toEqual({ width: 1920, height: 2560 });
    expect(scaled(800, 600)).toEqual({ width: 800, height: 600 });
    expect(scaled(12_000, 2000)).toEqual({ width: 6480, height: 1080 });
    expect(scaled(1080, 9000)).toEqual({ width: 1080, height: 9000 });
  });

  it('takes what is large in pixels or in bytes, and leaves the rest', () => {
    const plan = (width: number, height: number, bytes: number, of: Partial<Looks> = {}) =>
      planFor(looks(of), { width, height, bytes });
    expect(plan(4000, 3000, 0.4 * mb)).toEqual({ as: 'photo', width: 2560, height: 1920 });
    expect(plan(2000, 1500, 3 * mb)).toEqual({ as: 'photo', width: 2000, height: 1500 });
    expect(plan(2000, 1500, 0.9 * mb)).toBeNull();
    expect(plan(30_000, 30_000, 9 * mb)).toBeNull();
    expect(plan(0, 10, mb)).toBeNull();
  });

  it('never scales a screenshot, nor takes colours from it', () => {
    const png = { format: 'png', lossless: true } as const;
    const screenshot = { width: 3840, height: 2160, bytes: 2 * mb };
    expect(planFor(looks(png), screenshot)).toEqual({ as: 'drawing', width: 3840, height: 2160 });
    expect(planFor(looks({ ...png, deep: true }), screenshot)).toBeNull();
    expect(planFor(looks({ ...png, wide: true }), screenshot)).toBeNull();
    expect(planFor(looks(png), { width: 1080, height: 20_000, bytes: 4 * mb })).toBeNull();
    const photo = { width: 3840, height: 2160, bytes: 14 * mb };
    expect(planFor(looks(png), photo)).toEqual({ as: 'photo', width: 2560, height: 1440 });
  });

  it('asks for at least a fifth', () => {
    expect([isWorth(1000, 800), isWorth(1000, 801), isWorth(1000, 0)]).toEqual([true, false, false]);
  });

  it('looks at nothing that is small, moves or is no picture', () => {
    const of = (name: string, type: string, size = mb) => isCandidate({ name, type, size });
    expect([of('a.jpg', 'image/jpeg'), of('a.HEIC', ''), of('nameless', '')]).toEqual([true, true, true]);
    expect([of('a.gif', 'image/gif'), of('a.svg', 'image/svg+xml'), of('a.mp4', 'video/mp4')]).toEqual([
      false,
      false,
      false,
    ]);
    expect([of('a.pdf', ''), of('a.jpg', 'image/jpeg', 5000)]).toEqual([false, false]);
  });

  it('keeps the stem of the name', () => {
    expect(renamed('Отпуск 2.5.HEIC', 'image/webp')).toBe('Отпуск 2.5.webp');
    expect(renamed('photo.jpeg', 'image/jpeg')).toBe('photo.jpeg');
    expect(renamed('shot.png', 'image/jpeg')).toBe('shot.jpg');
    expect(renamed('v1.2 final', 'image/webp')).toBe('v1.2 final.webp');
    expect(renamed('nameless', 'image/webp')).toBe('nameless.webp');
    expect(renamed('.jpg', 'image/webp')).toBe('image.webp');
  });
});
