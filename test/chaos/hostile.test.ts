import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultLimits } from '../../server/media/limits.ts';
import { clips, png } from '../support/fixtures.ts';
import { listenForVisitors, throwAt, watchHealth } from '../support/hostile.ts';
import { bombs, broken, followers, seeds } from '../support/hostile-files.ts';
import type { TestPerson } from '../support/person.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

/** A short walk through what `npm run bench -- hostile` does with 2,000 files and a clock. */
const files = 60;
const seed = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const withinMs = 240_000;

let server: ServerProcess;
let mallory: TestPerson;

beforeAll(async () => {
  process.stdout.write(`hostile files of seed ${seed}\n`);
  server = await startServerProcess();
  mallory = await server.person('Mallory');
  await mallory.listen();
});
afterAll(() => server.remove());

async function expectWell(): Promise<void> {
  expect(server.ended()).toBeNull();
  const good = [await png(), await clips.mp4()];
  const sent = await Promise.all(good.map(async (path) => ({ name: path, bytes: await readFile(path) })));
  const fates = await throwAt({ server, person: mallory }, sent, { atOnce: 2, withinMs });
  expect(fates.map(({ fate }) => fate)).toEqual(['ready', 'ready']);
}

test('broken files end as ready, failed or refused, and break nothing', async () => {
  const all = await seeds();
  const thrown = Array.from({ length: files }, (_, n) => broken(all, seed, n));
  expect(new Set(thrown.map(({ bytes }) => bytes.toString('latin1'))).size).toBeGreaterThan(files / 2);
  const fates = await throwAt({ server, person: mallory }, thrown, { atOnce: 4, withinMs });
  expect(fates).toHaveLength(files);
  for (const { name, fate } of fates) {
    expect([name, fate]).toEqual([name, expect.stringMatching(/^(ready|failed: [a-z-]+|refused: \S+)$/)]);
    // A fault of ours would hide behind these.
    expect([name, fate]).not.toEqual([name, expect.stringMatching(/null|internal|500/)]);
  }
  await expectWell();
}, 300_000);

test('bombs are refused or stay small, within the memory that a media process may have', async () => {
  const summary = watchHealth(server);
  const fates = new Map(
    (await throwAt({ server, person: mallory }, await bombs(), { atOnce: 2, withinMs })).map(
      ({ name, fate }) => [name, fate],
    ),
  );
  const health = await summary();
  expect(health.failed).toBe(0);
  expect(health.workerPeakBytes).toBeGreaterThan(10_000_000);
  // Read several times a second: a process may be a little beyond before it is ended.
  expect(health.workerPeakBytes).toBeLessThan(defaultLimits.maxRssBytes * 1.1);
  expect(fates.get('huge.png')).toBe('failed: too-many-pixels');
  expect(fates.get('entities.svg')).toMatch(/^failed: (too-complex|unreadable)$/);
  await expectWell();
}, 300_000);

test('a file that names another file or an address gets neither', async () => {
  const visitors = await listenForVisitors();
  const files = await followers(visitors.url);
  const fates = await throwAt({ server, person: mallory }, files, { atOnce: 4, withinMs });
  expect(fates).toHaveLength(files.length);
  for (const { name, fate } of fates.filter((one) => /\.(mp4|wmv|avi)$/.test(one.name))) {
    // Text is no film, whatever its name: taken as the text that it is, or not at all.
    expect([name, fate]).toEqual([name, expect.stringMatching(/^(ready|refused: .*)$/)]);
  }
  expect(visitors.visits).toEqual([]);
  await visitors.close();
  await expectWell();
}, 300_000);
