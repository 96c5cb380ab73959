import { describe, expect, it } from 'vitest';
import { contained, fit, fitted, mostScale, oneToOne, zoomedAt } from './zoom.ts';

describe('zooming', () => {
  it('keeps what lies under the pointer under it', () => {
    const at = { x: 120, y: -40 };
    const before = { scale: 2, x: 30, y: 10 };
    const after = zoomedAt(before, 1.7, at);
    const under = (view: typeof before) => [(at.x - view.x) / view.scale, (at.y - view.y) / view.scale];
    expect(under(after)[0]).toBeCloseTo(under(before)[0] ?? Number.NaN);
    expect(under(after)[1]).toBeCloseTo(under(before)[1] ?? Number.NaN);
  });
  it('stays between fitting and its most', () => {
    expect(zoomedAt(fitted, 0.2, { x: 5, y: 5 })).toEqual(fitted);
    expect(zoomedAt(fitted, 1000, { x: 0, y: 0 }).scale).toBe(mostScale);
  });
  it('does not let the picture out of sight', () => {
    const frame = { width: 1000, height: 800 };
    const shown = fit({ width: 2000, height: 400 }, frame);
    expect(shown).toEqual({ width: 1000, height: 200 });
    expect(contained({ scale: 2, x: 9000, y: 9000 }, shown, frame)).toEqual({ scale: 2, x: 500, y: 0 });
  });
  it('reaches one pixel for one, however large the picture', () => {
    const shown = fit({ width: 24_000, height: 12_000 }, { width: 1200, height: 800 });
    const scale = oneToOne({ width: 24_000, height: 12_000 }, shown);
    expect(scale).toBe(20);
    expect(zoomedAt(fitted, 1000, { x: 0, y: 0, most: scale }).scale).toBe(20);
    expect(oneToOne({ width: 300, height: 200 }, { width: 300, height: 200 })).toBe(2);
    expect(oneToOne({ width: 6000, height: 4000 }, { width: 1000, height: 667 }, 2)).toBe(3);
  });
  it('never enlarges by itself', () => {
    expect(fit({ width: 10, height: 20 }, { width: 1000, height: 800 })).toEqual({ width: 10, height: 20 });
  });
});
