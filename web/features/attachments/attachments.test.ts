import { rgbaToThumbHash, thumbHashToRGBA } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { file } from '../../client/samples.ts';
import { me } from '../../client/store.ts';
import { boxOf } from './box.ts';
import { downloadOf } from './download.ts';
import { blocksOf } from './how-shown.ts';
import { albumRows, gridHeight, mosaic } from './mosaic.ts';
import { decodeThumbhash } from './thumbhash.ts';

describe('the box of a picture', () => {
  it('keeps its shape within 400 pixels', () => {
    expect(boxOf(4000, 3000)).toEqual({ width: 400, height: 300 });
    expect(boxOf(1000, 4000)).toEqual({ width: 95, height: 380 });
  });
  it('never enlarges, and never vanishes', () => {
    expect(boxOf(200, 100)).toEqual({ width: 200, height: 100 });
    expect(boxOf(1, 1)).toEqual({ width: 60, height: 60 });
  });
});

describe('an album', () => {
  it('holds every picture once and in order', () => {
    for (let count = 2; count <= 10; count++) {
      const ratios = Array.from({ length: count }, (_, i) => [0.4, 1, 1.5, 3][i % 4] ?? 1);
      const rows = mosaic(ratios);
      expect(rows.flatMap(({ items }) => items.map(({ index }) => index))).toEqual([...ratios.keys()]);
      for (const row of rows) expect(row.items.length).toBeLessThanOrEqual(4);
    }
  });
  it('is never a tower', () => {
    const heights = [2, 3, 5, 7, 10].map((count) =>
      mosaic(Array.from({ length: count }, (_, i) => [0.86, 1.1, 1.43, 1.85, 2.4][i % 5] ?? 1)).reduce(
        (sum, { ratio }) => sum + 1 / ratio,
        0,
      ),
    );
    for (const height of heights) expect(height).toBeLessThan(1.3);
  });
  it('puts two upright pictures beside each other', () => {
    expect(mosaic([0.75, 0.75]).length).toBe(1);
  });
  it('puts two panoramas under each other', () => {
    expect(mosaic([2.2, 2.2]).length).toBe(2);
  });
});

describe('the files of a message', () => {
  const of = (...kinds: [id: string, kind: 'image' | 'video' | 'document', state?: 'failed'][]) =>
    blocksOf(
      kinds.map(([id, kind, state = 'ready' as const]) => file({ id, kind, state, width: 40, height: 30 })),
    ).map((block) =>
      block.is === 'album' ? block.files.map(({ id }) => id) : `${block.is} ${block.file.id}`,
    );
  it('make an album of pictures and films, in their order; all else follows', () => {
    expect(of(['a', 'image'], ['b', 'document'], ['c', 'video'], ['d', 'image'])).toEqual([
      ['a', 'c', 'd'],
      'document b',
    ]);
    expect(of(['a', 'image'])).toEqual([['a']]);
  });
  it('leave films where they stand if there is no picture, or they can’t be shown', () => {
    expect(of(['a', 'video'], ['b', 'document'], ['c', 'video'])).toEqual([
      'video a',
      'document b',
      'video c',
    ]);
    expect(of(['a', 'video', 'failed'], ['b', 'image'])).toEqual([['b'], 'card a']);
  });
  it('give each film of an album a row, where it was put', () => {
    const tile = (kind: 'image' | 'video', width: number) => ({ kind, width, height: 100 });
    const files = [
      tile('image', 75),
      tile('image', 75),
      tile('video', 178),
      tile('image', 60),
      tile('video', 50),
    ];
    const rows = albumRows(files);
    expect(rows.map(({ items }) => items.map(({ index }) => index))).toEqual([[0, 1], [2], [3], [4]]);
    expect(rows.map(({ ratio }) => ratio)).toEqual([1.5, 1.78, 1, 1]);
  });
  it('of more than ten make a grid whose height is known', () => {
    const images = (count: number) =>
      Array.from({ length: count }, () => ({ kind: 'image', width: 4, height: 3 }));
    const film = { kind: 'video', width: 4, height: 3 };
    expect([gridHeight(images(11)), gridHeight([...images(12), film])]).toEqual([0.75, 0.75 + 9 / 16]);
  });
});

describe('the blurred placeholder', () => {
  const picture = (width: number, height: number, alpha: boolean) => {
    const rgba = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++) {
      rgba.set([(i * 7) % 256, (i * 3) % 256, (i * 11) % 256, alpha && i % 3 === 0 ? 90 : 255], i * 4);
    }
    return rgbaToThumbHash(width, height, rgba);
  };
  it.each([
    [60, 40, false],
    [40, 60, false],
    [50, 50, true],
    [90, 20, true],
  ])('is decoded as its inventor does (%i x %i, alpha %s)', (width, height, alpha) => {
    const hash = picture(width, height, alpha);
    const theirs = thumbHashToRGBA(hash);
    const ours = decodeThumbhash(btoa(String.fromCharCode(...hash)));
    expect([ours?.width, ours?.height]).toEqual([theirs.w, theirs.h]);
    const worst = theirs.rgba.reduce(
      (max, value, i) => Math.max(max, Math.abs(value - (ours?.rgba[i] ?? -99))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(2);
  });
  it('is nothing for what is not one', () => {
    expect([decodeThumbhash(''), decodeThumbhash('§§')]).toEqual([null, null]);
  });
});

describe('the download of a file', () => {
  const urls = { original: '/media/1/original/clip.wmv', play: '/media/1/play/play.mp4' };
  it('is its original', () => {
    expect(downloadOf(file({ name: 'clip.wmv', urls }))).toEqual({
      href: urls.original,
      download: 'clip.wmv',
    });
  });
  it('is what plays of it, where the original is its sender’s alone', () => {
    const held = file({ name: 'clip.wmv', onlyFor: '7', urls });
    me.value = { id: '8', name: 'Ann', avatar: null, role: 'member' };
    expect(downloadOf(held)).toEqual({ href: urls.play, download: 'clip.mp4' });
    expect(downloadOf({ ...held, urls: { original: urls.original } })).toBeNull();
    expect(downloadOf({ ...held, urls: { ...urls, play: urls.original } })).toBeNull();
    me.value = { id: '7', name: 'Bob', avatar: null, role: 'member' };
    expect(downloadOf(held)).toEqual({ href: urls.original, download: 'clip.wmv' });
    me.value = null;
  });
});
