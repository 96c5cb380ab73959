import { afterEach, expect, test, vi } from 'vitest';
import { bytesPassed } from './passing-bytes.ts';

const mebibyte = 1024 * 1024;
const { gc } = globalThis;
afterEach(() => {
  globalThis.gc = gc;
});

test('the young are collected once for every 4 MiB that pass', () => {
  const collect = vi.fn();
  globalThis.gc = collect as unknown as NonNullable<typeof gc>;
  for (let n = 0; n < 4 * 3; n++) bytesPassed(mebibyte);
  expect(collect.mock.calls).toEqual([[{ type: 'minor' }], [{ type: 'minor' }], [{ type: 'minor' }]]);
});

test('where it may not be asked for, nothing is done', () => {
  globalThis.gc = undefined;
  for (let n = 0; n < 20; n++) bytesPassed(mebibyte);
});
