import { afterEach, expect, it, vi } from 'vitest';
import { askAhead, takeAhead } from './ahead.ts';
import { page } from './samples.ts';

const answer = (body: unknown, status = 200) =>
  vi.fn(async () => new Response(JSON.stringify(body), { status }));

afterEach(() => vi.unstubAllGlobals());

it('what was asked for ahead is taken once, and by its room alone', async () => {
  const fetch = answer(page(1, 5));
  vi.stubGlobal('fetch', fetch);
  askAhead('7');
  expect(await takeAhead('7', 5)).toEqual(page(1, 5));
  expect(await takeAhead('7', 5)).toBeNull();
  askAhead('7');
  expect(await takeAhead('8', 0)).toBeNull();
  expect(fetch).toHaveBeenCalledTimes(2);
});

it('is not taken where what is known is newer, so that no message between the two is lost', async () => {
  vi.stubGlobal('fetch', answer(page(1, 5)));
  askAhead('7');
  expect(await takeAhead('7', 6)).toBeNull();
});

it('is nothing where it was refused', async () => {
  vi.stubGlobal('fetch', answer({ code: 'unauthenticated', error: 'no' }, 401));
  askAhead('7');
  expect(await takeAhead('7', 0)).toBeNull();
});
