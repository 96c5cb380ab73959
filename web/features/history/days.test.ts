import { expect, it } from 'vitest';
import { dayOf, startOf } from './days.ts';

it('writes a day as a date field does, and reads it as its first moment where the reader is', () => {
  expect(dayOf(new Date(2026, 10, 3, 23, 59))).toBe('2026-11-03');
  expect(startOf('2026-11-03')).toEqual(new Date(2026, 10, 3));
  expect(startOf('2024-02-29')).toEqual(new Date(2024, 1, 29));
});

it('takes no day for none', () => {
  for (const none of ['', '2026-02-29', '2026-13-01', 'tomorrow', '2026-1-1', '0099-99-99']) {
    expect(startOf(none)).toBe(null);
  }
});
