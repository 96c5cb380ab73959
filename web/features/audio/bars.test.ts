import { expect, test } from 'vitest';
import { barsOf, pathOf } from './bars.ts';

const wave = (...bytes: number[]) => btoa(String.fromCharCode(...bytes));

test('many parts are folded to few bars, the loudest of each', () => {
  expect(barsOf(wave(0, 255, 51, 102), 2)).toEqual([1, 0.4]);
});

test('few parts are stretched', () => {
  expect(barsOf(wave(255, 0), 4)).toEqual([1, 1, 0, 0]);
});

test('no waveform, and a broken one, are none', () => {
  expect([barsOf(null), barsOf(''), barsOf('not base64!')]).toEqual([null, null, null]);
});

test('silence is drawn as dots, not as nothing', () => {
  expect(pathOf([0, 1])).toBe('M0.5 0.470V0.530M1.5 0.050V0.950');
});
