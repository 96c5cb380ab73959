import { readFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { attach, expectPlays, pressUntilFocused, sentMessages } from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, forgive, test } from '../support/journey.ts';

/** Five seconds on a machine that has nothing else to do. */
const soonMs = () => 5000 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

const players = (page: Page): Locator => page.locator('article[data-seq] .player video');
const converting = (page: Page): Locator => page.locator('article .player-mark.converting');

interface Playing {
  timeS: number;
  frames: number;
  durationS: number;
  paused: boolean;
  isFed: boolean;
}

const stateOf = (video: Locator): Promise<Playing> =>
  video.evaluate((player: HTMLVideoElement) => ({
    timeS: player.currentTime,
    frames: player.getVideoPlaybackQuality().totalVideoFrames,
    durationS: player.duration,
    paused: player.paused,
    isFed: player.src.startsWith('blob:'),
  }));

const play = (video: Locator) =>
  video.evaluate(async (player: HTMLVideoElement) => {
    player.muted = true;
    await player.play();
  });

interface Followed {
  times: { mediaS: number; clockS: number }[];
  followed: HTMLVideoElement;
}

/** Notes what the player shows and when, to see afterwards that it never went back, nor further than time allows. */
const follow = (video: Locator) =>
  video.evaluate((player: HTMLVideoElement) => {
    const kept = globalThis as unknown as Followed;
    kept.times = [];
    kept.followed = player;
    player.addEventListener('timeupdate', () =>
      kept.times.push({ mediaS: player.currentTime, clockS: performance.now() / 1000 }),
    );
  });
const followed = (page: Page) =>
  page.evaluate(() => {
    const { times, followed: player } = globalThis as unknown as Followed;
    const jumps = times.filter(({ mediaS, clockS }, i) => {
      const before = times[i - 1] ?? { mediaS, clockS };
      const most = (clockS - before.clockS) * player.playbackRate + 1;
      return mediaS < before.mediaS - 0.2 || mediaS - before.mediaS > most;
    });
    return { jumps, isSame: player === document.querySelector('article .player video') };
  });

test('a video is watched while it is converted, and goes on in the same player when that is done', async ({
  stage,
}) => {
  test.setTimeout(300_000);
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  await attach(ann, [await fixtures.longAvi(90)]);
  await expect(sentMessages(bob)).toHaveCount(1);
  const sentAt = performance.now();
  await expect(bob.locator('.player img, .player video[poster]')).toBeVisible();
  const video = players(bob);
  await expect(video).toHaveAttribute('src', /^blob:/, { timeout: 150_000 });
  await expect(converting(bob)).toBeVisible();
  await play(video);
  await expect
    .poll(async () => (await stateOf(video)).frames, { intervals: [50], timeout: 150_000 })
    .toBeGreaterThan(5);
  const firstMs = Math.round(performance.now() - sentAt);
  test.info().annotations.push({ type: 'first pictures', description: `after ${firstMs} ms` });
  expect(firstMs).toBeLessThan(soonMs());
  await expect(converting(bob)).toContainText(/Converting, \d+\s?%/);
  const early = await stateOf(video);
  expect(early.durationS).toBeLessThan(85);
  await follow(video);
  await video.evaluate((player: HTMLVideoElement) => {
    // So slowly that its end isn't reached before the conversion's, on any machine.
    player.playbackRate = 0.5;
    player.volume = 0.4;
  });
  await expect
    .poll(async () => (await stateOf(video)).durationS, { timeout: 150_000 })
    .toBeGreaterThan(early.durationS + 2);

  await expect(converting(bob)).toHaveCount(0, { timeout: 180_000 });
  const done = await stateOf(video);
  expect(done.paused).toBe(false);
  await expect.poll(async () => (await stateOf(video)).timeS).toBeGreaterThan(done.timeS + 1);
  expect(await followed(bob)).toEqual({ jumps: [], isSame: true });
  await expect.poll(async () => (await stateOf(video)).durationS).toBeGreaterThan(89);

  await video.evaluate((player: HTMLVideoElement) => {
    player.currentTime = 84;
  });
  await expect.poll(async () => (await stateOf(video)).timeS).toBeGreaterThan(84.5);
  const late = await stateOf(video);
  await expect.poll(async () => (await stateOf(video)).frames).toBeGreaterThan(10);
  expect(late.paused).toBe(false);
  expect(await video.evaluate((player: HTMLVideoElement) => [player.playbackRate, player.volume])).toEqual([
    0.5, 0.4,
  ]);
  expect((await followed(bob)).isSame).toBe(true);
  await video.evaluate((player: HTMLVideoElement) => {
    player.currentTime = 2;
  });
  await expect.poll(async () => (await stateOf(video)).timeS).toBeLessThan(10);
  await expect.poll(async () => (await stateOf(video)).timeS).toBeGreaterThan(2.5);
});

test('where a page can’t feed a player, a converted video shows its poster until it is done', async ({
  stage,
}) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const person = await stage.server.person('Bob');
  const bob = await stage.visit('/');
  forgive(stage, /status of 404/);
  await bob.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'MediaSource');
    Reflect.deleteProperty(globalThis, 'ManagedMediaSource');
  });
  await bob.goto(`${stage.server.url}/?user=${person.secret}`);
  await attach(ann, [await fixtures.longAvi(40)]);
  await expect(converting(bob)).toBeVisible();
  await expect(bob.locator('.player-waiting img')).toBeVisible();
  await expect(players(bob)).toHaveCount(0);
  await expect(players(bob)).toHaveCount(1, { timeout: 150_000 });
  await expectPlays(players(bob));
});

test('the player: length, keys, speed, loudness for all, one at a time', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await attach(ann, [await fixtures.growingFilm(), await fixtures.clips.webm()]);
  await expect(players(ann)).toHaveCount(2);
  const [first, second] = [players(ann).first(), players(ann).last()];
  for (const video of [first, second]) await expect(video).toHaveAttribute('src', /^\/media\//);
  const length = ann.locator('.player-mark').first();
  await expect(length).toHaveText('0:12');
  expect(await first.evaluate((player: HTMLVideoElement) => [player.paused, player.preload])).toEqual([
    true,
    'none',
  ]);

  await first.focus();
  await ann.keyboard.press('k');
  await expect.poll(async () => (await stateOf(first)).frames).toBeGreaterThan(2);
  await expect(ann.locator('.player').first().locator('.player-mark')).toHaveCount(0);
  await ann.keyboard.press('k');
  expect((await stateOf(first)).paused).toBe(true);
  await ann.keyboard.press('5');
  expect((await stateOf(first)).timeS).toBeCloseTo(6, 0);
  await ann.keyboard.press('ArrowLeft');
  expect((await stateOf(first)).timeS).toBeCloseTo(1, 0);
  await ann.keyboard.press('l');
  expect((await stateOf(first)).timeS).toBeCloseTo(11, 0);
  await ann.keyboard.press('j');
  expect((await stateOf(first)).timeS).toBeCloseTo(1, 0);
  await ann.keyboard.press('Space');
  await expect.poll(async () => (await stateOf(first)).paused).toBe(false);
  await ann.keyboard.press('Space');
  await expect.poll(async () => (await stateOf(first)).paused).toBe(true);

  const sound = (video: Locator) =>
    video.evaluate((player: HTMLVideoElement) => [player.volume, player.muted, player.playbackRate]);
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('Shift+Period');
  await expect.poll(() => sound(first)).toEqual([0.8, false, 1.25]);
  await expect.poll(() => sound(second)).toEqual([0.8, false, 1]);
  await ann.keyboard.press('m');
  await expect.poll(() => sound(second)).toEqual([0.8, true, 1]);
  await expect(ann.locator('.composer textarea')).toHaveValue('');

  const speed = ann.getByRole('combobox', { name: 'Speed' }).first();
  await expect(speed).toHaveValue('1.25');
  await pressUntilFocused(ann, 'Tab', speed);
  await expect(ann.locator('.player-bar').first()).toHaveCSS('opacity', '1');
  await speed.selectOption('2');
  await expect.poll(() => sound(first)).toEqual([0.8, true, 2]);

  await play(first);
  await play(second);
  await expect.poll(async () => (await stateOf(first)).paused).toBe(true);
  await second.evaluate((player: HTMLVideoElement) => player.pause());

  const found = await new AxeBuilder({ page: ann }).include('.attachments').analyze();
  expect(found.violations).toEqual([]);

  await ann.reload();
  await expect(players(ann)).toHaveCount(2);
  await expect.poll(() => sound(second)).toEqual([0.8, true, 1]);
});

test('full screen comes and goes by key', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await attach(ann, [await fixtures.clips.mp4()]);
  await players(ann).focus();
  const isFull = () => ann.evaluate(() => document.fullscreenElement?.tagName);
  await ann.keyboard.press('f');
  await expect.poll(isFull).toBe('VIDEO');
  await ann.keyboard.press('f');
  await expect.poll(isFull).toBeUndefined();
});

test('what does not play is a file to download, also where only its sound would', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const bodies = [Buffer.from('no video at all'), await readFile(await fixtures.clips.hevc())];
  for (const body of bodies) {
    await ann.route('**/media/*/{play,original}/*', (route) =>
      route.request().method() === 'HEAD'
        ? route.continue()
        : route.fulfill({ body, contentType: 'video/mp4' }),
    );
    await attach(ann, [await fixtures.clips.webm()]);
    const message = sentMessages(ann).last();
    await expect(message.locator('video')).toHaveAttribute('src', /./);
    await message.locator('video').evaluate((player: HTMLVideoElement) => {
      player.muted = true;
      player.play().catch(() => {});
    });
    await expect(message.locator('.file-card')).toContainText('Browsers can’t play');
    await expect(message.getByRole('link', { name: /Download/ })).toBeVisible();
    await expect(message.locator('video')).toHaveCount(0);
    await ann.unroute('**/media/*/{play,original}/*');
  }
});
