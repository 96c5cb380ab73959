import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import * as fixtures from '../support/fixtures.ts';
import { heicFile, irot } from '../support/heif-fixtures.ts';
import { expect, forgive, test } from '../support/journey.ts';

const choose = async (page: Page, files: string[]) => {
  const waiting = page.waitForEvent('filechooser');
  await page.locator('.drop-area').click();
  await (await waiting).setFiles(files);
};

const isShown = (img: HTMLImageElement) => img.complete && img.naturalWidth > 0;

const longGif = () =>
  fixtures.cached('journey-long.gif', (path) =>
    fixtures.ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=20:duration=7', '-f', 'gif', path]),
  );

/** A phone's picture, lying on its side. */
const heic = () =>
  fixtures.cached('journey.heic', async (path) => {
    const [width, height] = [640, 480];
    const picture = await sharp({ create: { width, height, channels: 3, background: 'teal' } })
      .raw()
      .toBuffer();
    await writeFile(path, await heicFile({ rgb: picture, width, height, properties: [irot(1)] }));
  });

test('pictures of phones show to everyone, upright', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  const sample = join(fixtures.samplesDir, 'image/heic-avif/example.heic');
  const avif = await fixtures.cached('journey.avif', async (path) => {
    await sharp(await fixtures.jpeg())
      .avif({ effort: 0 })
      .toFile(path);
  });
  const files = [await heic(), avif, ...(existsSync(sample) ? [sample] : [])];
  await choose(ann, files);
  const pictures = bob.locator('.message .picture[data-state="shown"] img');
  await expect(pictures).toHaveCount(files.length, { timeout: 45_000 });
  for (const picture of await pictures.all()) await expect.poll(() => picture.evaluate(isShown)).toBe(true);
  const [width, height] = await pictures
    .first()
    .evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]);
  expect(height).toBeGreaterThan(width ?? 0);

  // The whole picture, as one who clicks on it sees it.
  await bob.locator('.message .picture').first().click();
  const whole = bob.locator('dialog.viewer img.loaded').last();
  await expect(whole).toBeVisible();
  expect(await whole.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight])).toEqual([
    480, 640,
  ]);
});

test('a long animation moves as a film with a mark, while it is in sight', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  await choose(ann, [await longGif()]);
  const film = bob.locator('.message .picture video.loop');
  await expect(film).toBeVisible({ timeout: 45_000 });
  const played = () =>
    film.evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
  await expect.poll(played).toBeGreaterThan(3);
  expect(await film.evaluate(({ muted, loop }: HTMLVideoElement) => [muted, loop])).toEqual([true, true]);
  await expect(bob.locator('.message .loop-mark')).toHaveText('GIF');

  const still = await stage.open(await stage.server.person('Cat'), { reducedMotion: 'reduce' });
  const calm = still.locator('.message .picture video.loop');
  await expect(calm).toBeVisible();
  await still.waitForTimeout(500);
  expect(await calm.evaluate(({ paused, currentTime }: HTMLVideoElement) => [paused, currentTime])).toEqual([
    true,
    0,
  ]);
});

test('a short animation and an animated PNG move as they are', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await choose(ann, [await fixtures.gif(), await fixtures.apng()]);
  const pictures = ann.locator('.message .picture[data-state="shown"] img');
  await expect(pictures).toHaveCount(2);
  for (const picture of await pictures.all()) {
    expect(await picture.evaluate((img: HTMLImageElement) => img.currentSrc)).toMatch(/\/original\//);
  }
});

test('a picture that did not come says so, and is asked for again by itself', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  let asked = 0;
  await bob.context().route('**/media/**', (route) => {
    asked += 1;
    return asked > 2 ? route.fallback() : route.abort();
  });
  await choose(ann, [await fixtures.jpeg()]);
  const picture = bob.locator('.message .picture');
  await expect(picture).toContainText('The picture didn’t load.');
  await expect(picture).toHaveAttribute('data-state', 'shown');
  expect(asked).toBe(3);
  forgive(stage, /ERR_FAILED/);
});
