import { describe, expect, it } from 'vitest';
import { message } from '../../client/samples.ts';
import { partOf, rowAt } from './part.ts';
import { rowsOf } from './rows.ts';

const messages = Array.from({ length: 100 }, (_, i) => message({ seq: i + 1 }));
const [, ...rows] = rowsOf({ messages, outgoing: [], meId: 'me', newAfter: null });
const heights = new Map(rows.map(({ key }) => [key, 10]));
const sizes = { heights, lineLetters: 70 };
const plain = { rows, sizes, abovePx: 30, belowPx: 50, keep: new Set<string>() };
const shape = ({ items }: ReturnType<typeof partOf>) =>
  items.map((item) => (item.is === 'gap' ? `${item.heightPx} px` : item.key));

describe('the part of a timeline that is drawn', () => {
  it('is around a row, with gaps as high as what is left out', () => {
    const part = partOf({ ...plain, around: ['m50'] });
    const near = ['m47', 'm48', 'm49', 'm50', 'm51', 'm52', 'm53', 'm54'];
    expect(shape(part)).toEqual(['460 px', ...near, '460 px']);
    expect([part.from, part.to]).toEqual(['m47', 'm54']);
  });

  it('is the end where no row is named, or none of them is left', () => {
    const end = ['970 px', 'm98', 'm99', 'm100'];
    expect(shape(partOf({ ...plain, around: null }))).toEqual(end);
    expect(shape(partOf({ ...plain, around: ['gone'] }))).toEqual(end);
    expect(partOf({ ...plain, around: null }).to).toBe(null);
  });

  it('holds to the next row on the screen when the first one is gone', () => {
    expect(shape(partOf({ ...plain, around: ['gone', 'm50'] }))).toContain('m50');
  });

  it('keeps what must stay, wherever it is', () => {
    const part = partOf({ ...plain, around: ['m50'], keep: new Set(['m10', 'm80']) });
    expect(shape(part).slice(0, 4)).toEqual(['90 px', 'm10', '360 px', 'm47']);
    expect(shape(part).slice(-4)).toEqual(['m54', '250 px', 'm80', '200 px']);
    expect(new Set(part.items.map(({ key }) => key)).size).toBe(part.items.length);
  });

  it('is always as high as all rows together', () => {
    for (const around of [null, ['m1'], ['m3'], ['m99'], ['m100']]) {
      const { items } = partOf({ ...plain, around });
      const heightPx = items.reduce((sum, item) => sum + (item.is === 'gap' ? item.heightPx : 10), 0);
      expect(heightPx).toBe(1000);
    }
  });

  it('is found again by how far down one is', () => {
    expect(rowAt(rows, sizes, 495)?.key).toBe('m50');
    expect(rowAt(rows, sizes, -20)?.key).toBe('m1');
    expect(rowAt(rows, sizes, 5000)?.key).toBe('m100');
  });
});
