import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bmpVariants, encodeBmp } from '../support/bmp-fixtures.ts';
import {
  attach,
  expectPicturesShown,
  expectPlays,
  sentMessages,
  uploadCards,
} from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, forgive, test } from '../support/journey.ts';

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 60"><rect width="80" height="60" fill="teal"/><script>document.title="run"</script></svg>';

test('every kind of picture shows, under a right, a wrong or no extension', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  const variant = bmpVariants.find(({ name }) => name === '24-bit');
  const bitmap = variant ? encodeBmp(variant) : Buffer.alloc(0);
  const files = [
    await fixtures.orientedJpeg(6),
    await fixtures.file('camera.jpeg', await readFile(await fixtures.progressiveJpeg())),
    await fixtures.png(),
    await fixtures.gif(),
    await fixtures.webp(),
    await fixtures.animatedWebp(),
    await fixtures.file('Рисунок из старой программы.bmp', bitmap),
    await fixtures.svg('drawing', drawing),
    await fixtures.file('really a jpeg.png', await readFile(await fixtures.jpeg())),
    await fixtures.file('nameless', await readFile(await fixtures.png())),
  ];
  await attach(ann, files);
  await expectPicturesShown(bob, files.length);
  await expect(bob).toHaveTitle(/bungaacord/);
  // Stored lying, with an orientation: upright, its red corner is at the top left.
  const upright = bob.getByRole('img', { name: 'oriented-6.jpg' });
  const [red, green] = await upright.evaluate((img: HTMLImageElement) => {
    const paper = new OffscreenCanvas(img.naturalWidth, img.naturalHeight).getContext('2d');
    paper?.drawImage(img, 0, 0);
    return [...(paper?.getImageData(10, 10, 1, 1).data ?? [])];
  });
  expect(red).toBeGreaterThan(180);
  expect(green).toBeLessThan(80);
});

test('every kind of video that Chromium knows plays, with poster and without starting by itself', async ({
  stage,
}) => {
  const { clips } = fixtures;
  const files = [
    await clips.mp4(),
    await clips.webm(),
    await clips.vp8(),
    await clips.mov(),
    await clips.mkv(),
  ];
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  await attach(ann, files);
  const videos = bob.locator('article[data-seq] video');
  await expect(videos).toHaveCount(files.length, { timeout: 150_000 });
  for (const video of await videos.all()) {
    await expect(video).toHaveAttribute('poster', /./);
    const { paused, controls, preload, width } = await video.evaluate((player: HTMLVideoElement) => ({
      paused: player.paused,
      controls: player.controls,
      preload: player.preload,
      width: player.clientWidth,
    }));
    expect({ paused, controls, preload }).toEqual({ paused: true, controls: true, preload: 'none' });
    expect(width).toBeLessThanOrEqual(400);
    await expectPlays(video);
  }
});

test('videos that browsers can’t play are made to, and never show a dead player', async ({ stage }) => {
  const { clips } = fixtures;
  const files = [await clips.ogv(), await clips.avi(), await clips.wmv(), await clips.flv()];
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  await attach(ann, files);
  await expect(sentMessages(bob)).toHaveCount(1);
  const ready = bob.locator('article video[src], article .file-card');
  await expect(ready).toHaveCount(files.length, { timeout: 150_000 });
  const videos = bob.locator('article video');
  await expect(videos).toHaveCount(files.length, { timeout: 150_000 });
  for (const video of await videos.all()) await expectPlays(video);
});

/** The sample files of a kind, with what a row of their list says; none on a machine that has none. */
async function samples(kinds: string[]): Promise<{ path: string; row: string }[]> {
  const list = join(fixtures.samplesDir, 'SAMPLES.tsv');
  if (!existsSync(list)) return [];
  const rows = (await readFile(list, 'utf8')).split('\n').map((row) => ({ row, fields: row.split('\t') }));
  return rows
    .filter(({ fields }) => kinds.includes(fields[1] ?? ''))
    .map(({ row, fields }) => ({ row, path: join(fixtures.samplesDir, fields[0] ?? '') }));
}

test('pictures from many programs show', async ({ stage }) => {
  const found = await samples(['image', 'svg']);
  const files = [await fixtures.cmykJpeg(), await fixtures.deepPng(), ...found.map(({ path }) => path)];
  const ann = await stage.open(await stage.server.person('Ann'));
  await attach(ann, files);
  await expectPicturesShown(ann, files.length);
});

test('videos from many programs play, if Chromium knows their kind', async ({ stage }) => {
  const found = (await samples(['video'])).filter(({ row }) => /\tplays /.test(row));
  const files = [await fixtures.rotatedVideo(), ...found.map(({ path }) => path)];
  const ann = await stage.open(await stage.server.person('Ann'));
  await attach(ann, files);
  const videos = ann.locator('article[data-seq] video');
  await expect(videos).toHaveCount(files.length, { timeout: 150_000 });
  for (const video of await videos.all()) await expectPlays(video);
});

test('what is not accepted is refused with a sentence that names it', async ({ stage }) => {
  const files = [
    await fixtures.file('page.png', '<!doctype html><script>alert(1)</script>'),
    await fixtures.file('page.html', '<!doctype html><script>alert(1)</script>'),
    await fixtures.file('notes.jpg', 'no picture'),
    await fixtures.file('setup.exe', `MZ\x90\0${'\0'.repeat(500)}`),
  ];
  const ann = await stage.open(await stage.server.person('Ann'));
  for (const path of files) {
    const name = basename(path);
    await attach(ann, [path]);
    const card = uploadCards(ann).filter({ hasText: name });
    await expect(card).toBeVisible();
    await expect(card, name).toContainText(/can’t be sent|cannot be sent/i);
    await ann.getByRole('button', { name: `Remove ${name}` }).click();
  }
  await expect(ann.locator('article')).toHaveCount(0);
  // The browser names the status of each answer that refuses.
  forgive(stage, /status of 4\d\d/);
});

test('sound and documents of other programs are taken, and shown as what they are', async ({ stage }) => {
  const files = [
    await fixtures.soundOnly(),
    ...(await samples(['audio', 'document'])).map(({ path }) => path),
  ];
  const ann = await stage.open(await stage.server.person('Ann'));
  for (const path of files) {
    await attach(ann, [path]);
    const name = basename(path);
    const shown = ann
      .locator('article[data-seq]')
      .filter({ has: ann.locator('.sound, .document-card, .file-card') });
    await expect(shown.filter({ hasText: name }).first(), name).toBeVisible({ timeout: 150_000 });
  }
});
