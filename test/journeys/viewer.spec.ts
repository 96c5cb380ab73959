import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import type { Message } from '../../protocol/messages.ts';
import { attach, expectPicturesShown, sentMessages, viewer } from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, test } from '../support/journey.ts';
import type { TestPerson } from '../support/person.ts';

const facts = (page: Page): Locator => viewer(page).locator('.viewer-bar');
const name = (page: Page): Locator => viewer(page).locator('.viewer-name');

async function send(person: TestPerson, files: { name: string; bytes: Uint8Array }[]): Promise<Message> {
  const sent = await person.upload<{ message: Message }>(
    '/api/upload',
    files.map((file): [string, { name: string; bytes: Uint8Array }] => ['file', file]),
  );
  expect(sent.status).toBe(201);
  return sent.body.message;
}
const fileAt = async (path: string) => ({ name: basename(path), bytes: await readFile(path) });
const pictureName = (n: number) => `p-${String(n).padStart(3, '0')}.png`;

async function manyPictures(person: TestPerson, messages: number): Promise<Message[]> {
  const made: Message[] = [];
  for (let n = 0; n < messages; n++) {
    const files = await Promise.all(
      Array.from({ length: 5 }, async (_, i) => ({
        name: pictureName(n * 5 + i),
        bytes: await sharp({
          create: { width: 120, height: 80, channels: 3, background: `hsl(${(n * 5 + i) * 3} 60% 50%)` },
        })
          .png()
          .toBuffer(),
      })),
    );
    made.push(await send(person, files));
    for (let i = 0; i < 12; i++) {
      await person.json('POST', '/api/rooms/General/messages', { text: `words ${n} ${i}` });
    }
  }
  return made;
}

test.describe('in a room that keeps everything', () => {
  test.use({ env: { MAX_MESSAGES: '0', UPLOADS_PER_HOUR: '10000' } });

  test('the viewer walks through all pictures of the room, however far back, and to their messages', async ({
    stage,
  }) => {
    const bob = await stage.server.person('Bob');
    const made = await manyPictures(bob, 20);
    const ann = await stage.open(await stage.server.person('Ann'));
    const newest = ann.getByRole('img', { name: `Open picture ${pictureName(99)}` });
    await newest.click();
    await expect(name(ann)).toHaveText(pictureName(99));
    for (let n = 98; n >= 0; n--) {
      await ann.keyboard.press('ArrowLeft');
      await expect(name(ann)).toHaveText(pictureName(n));
    }
    await expect(facts(ann)).toContainText('1 of 100');
    await expect(viewer(ann).getByRole('button', { name: 'Previous picture' })).toHaveCount(0);
    await ann.keyboard.press('End');
    await expect(facts(ann)).toContainText('100 of 100');

    // What comes and goes meanwhile is followed.
    await send(bob, [{ name: 'fresh.png', bytes: await readFile(await fixtures.png()) }]);
    await expect(facts(ann)).toContainText('100 of 101');
    await ann.keyboard.press('ArrowRight');
    await expect(name(ann)).toHaveText('fresh.png');
    await ann.keyboard.press('ArrowLeft');
    await bob.json('DELETE', `/api/messages/${made[19]?.id}`);
    await expect(name(ann)).toHaveText('fresh.png');
    await expect(facts(ann)).toContainText('96 of 96');

    await ann.keyboard.press('Home');
    await expect(name(ann)).toHaveText(pictureName(0));
    await viewer(ann).getByRole('button', { name: 'Go to the message by Bob' }).click();
    await expect(viewer(ann)).toBeHidden();
    await expect(ann.locator(`article[data-message="${made[0]?.id}"]`)).toBeInViewport();
  });

  test('Home goes to the oldest at once, without what lies between', async ({ stage }) => {
    const bob = await stage.server.person('Bob');
    await manyPictures(bob, 30);
    const ann = await stage.open(await stage.server.person('Ann'));
    await ann.getByRole('img', { name: `Open picture ${pictureName(149)}` }).click();
    await expect(name(ann)).toHaveText(pictureName(149));
    await ann.keyboard.press('Home');
    await expect(name(ann)).toHaveText(pictureName(0));
    await ann.keyboard.press('ArrowRight');
    await expect(name(ann)).toHaveText(pictureName(1));
    await ann.keyboard.press('End');
    await expect(name(ann)).toHaveText(pictureName(149));
  });
});

const scaleOf = (page: Page) =>
  viewer(page)
    .locator('.stage-picture')
    .evaluate((picture) => new DOMMatrix(getComputedStyle(picture).transform).a);
/** Where in the window a point of the picture lies, as shares of its sides. */
const pointOf = (page: Page, x: number, y: number) =>
  viewer(page)
    .locator('.stage-picture')
    .evaluate(
      (picture, at) => {
        const box = picture.getBoundingClientRect();
        return { x: (at.x - box.left) / box.width, y: (at.y - box.top) / box.height };
      },
      { x, y },
    );

test('a picture is zoomed at the pointer by wheel, by double click to one pixel for one, by keys, and is dragged', async ({
  stage,
}) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await ann.getByRole('switch', { name: 'Send originals' }).click();
  await attach(ann, [await fixtures.largePhoto()]);
  await expectPicturesShown(ann, 1);
  await ann.locator('.picture').click();
  await expect(viewer(ann).locator('.stage-full.loaded')).toBeVisible();
  await ann.mouse.move(600, 300);
  const before = await pointOf(ann, 600, 300);
  await ann.mouse.wheel(0, -500);
  await expect.poll(() => scaleOf(ann)).toBeGreaterThan(2);
  const after = await pointOf(ann, 600, 300);
  expect(Math.abs(after.x - before.x) + Math.abs(after.y - before.y)).toBeLessThan(0.01);
  await ann.keyboard.press('0');
  await expect.poll(() => scaleOf(ann)).toBe(1);
  await ann.mouse.dblclick(640, 420);
  const picture = viewer(ann).locator('.stage-picture');
  await expect.poll(async () => Math.round((await picture.boundingBox())?.width ?? 0)).toBe(3024);
  const box = await picture.boundingBox();
  await ann.mouse.move(640, 420);
  await ann.mouse.down();
  await ann.mouse.move(560, 380, { steps: 4 });
  await ann.mouse.up();
  await expect
    .poll(async () => Math.round((await picture.boundingBox())?.x ?? 0))
    .toBe(Math.round((box?.x ?? 0) - 80));
  await ann.keyboard.press('Shift+ArrowRight');
  await expect
    .poll(async () => Math.round((await picture.boundingBox())?.x ?? 0))
    .toBe(Math.round((box?.x ?? 0) - 170));
  await ann.mouse.dblclick(640, 420);
  await expect.poll(() => scaleOf(ann)).toBe(1);
  await ann.keyboard.press('+');
  await expect.poll(() => scaleOf(ann)).toBe(1.5);
});

test('a picture is copied as PNG, and when that is forbidden the viewer says so', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'), {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await attach(ann, [await fixtures.jpeg()]);
  await expectPicturesShown(ann, 1);
  await ann.locator('.picture').click();
  await expect(viewer(ann).locator('.stage-full.loaded')).toBeVisible();
  await viewer(ann).getByRole('button', { name: 'Copy picture' }).click();
  await expect(viewer(ann).locator('.viewer-notice')).toHaveText('The picture is in the clipboard.');
  const copied = await ann.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const blob = await item?.getType('image/png');
    const bitmap = blob && (await createImageBitmap(blob));
    return [blob?.type, bitmap?.width, bitmap?.height];
  });
  expect(copied).toEqual(['image/png', 900, 600]);
  await ann.evaluate(() => {
    navigator.clipboard.write = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await viewer(ann).getByRole('button', { name: 'Copy picture' }).click();
  await expect(viewer(ann).locator('.viewer-notice')).toContainText('Download it instead');
});

test('videos play inside, among the pictures, and end when they are left', async ({ stage }) => {
  const bob = await stage.server.person('Bob');
  const ann = await stage.open(await stage.server.person('Ann'));
  await send(bob, [
    await fileAt(await fixtures.jpeg()),
    await fileAt(await fixtures.clips.mp4()),
    await fileAt(await fixtures.webp()),
  ]);
  // One album in the order chosen, in which the film has room for its controls.
  const film = ann.locator('.album video');
  await expect(film).toBeVisible();
  const cells = ann.locator('.album .album-cell');
  const boxes = await cells.evaluateAll((all) => all.map((cell) => cell.getBoundingClientRect()));
  expect(boxes.map(({ width }) => Math.round(width))).toEqual([400, 400, 400]);
  expect(boxes.map(({ top }) => top)).toEqual(boxes.map(({ top }) => top).toSorted((a, b) => a - b));
  expect((await film.boundingBox())?.width).toBe(400);
  await ann.getByRole('img', { name: 'Open picture photo-1.jpg' }).click();
  await expect(facts(ann)).toContainText('1 of 3');
  await ann.keyboard.press('ArrowRight');
  await expect(name(ann)).toHaveText('h264-aac.mp4');
  await expect(facts(ann)).toContainText('0:02');
  const video = viewer(ann).locator('video');
  await expect(video).toBeVisible();
  await expect.poll(async () => (await video.boundingBox())?.width ?? 0).toBeGreaterThan(500);
  const handle = await video.elementHandle();
  await video.evaluate(async (player: HTMLVideoElement) => {
    player.muted = true;
    player.loop = true;
    await player.play();
  });
  await expect
    .poll(() =>
      video.evaluate((player: HTMLVideoElement) => player.getVideoPlaybackQuality().totalVideoFrames),
    )
    .toBeGreaterThan(2);
  await ann.keyboard.press('ArrowRight');
  await expect(name(ann)).toHaveText('photo.webp');
  await expect.poll(() => handle?.evaluate((player) => (player as HTMLVideoElement).paused)).toBe(true);
});

test.describe('on a phone', () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

  test('fingers swipe, tap twice and pinch', async ({ stage }) => {
    const bob = await stage.server.person('Bob');
    await send(bob, [
      await fileAt(await fixtures.jpeg()),
      await fileAt(await fixtures.webp()),
      await fileAt(await fixtures.png()),
    ]);
    const ann = await stage.open(await stage.server.person('Ann'), phone);
    await expect(sentMessages(ann)).toHaveCount(1);
    await ann.getByRole('img', { name: 'Open picture photo-1.jpg' }).tap();
    await expect(viewer(ann).locator('.stage-full.loaded')).toBeVisible();
    const cdp = await ann.context().newCDPSession(ann);
    // A hand's own pace, however slow the machine is.
    let atMs = Date.now();
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
      cdp.send('Input.dispatchTouchEvent', {
        type,
        timestamp: (atMs += 25) / 1000,
        touchPoints: points.map(([x, y], id) => ({ x, y, id })),
      });
    const swipe = async (from: [number, number], to: [number, number]) => {
      await touch('touchStart', from);
      for (const share of [0.25, 0.5, 0.75, 1]) {
        await touch('touchMove', [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
      }
      await touch('touchEnd');
    };
    await swipe([300, 420], [120, 430]);
    await expect(name(ann)).toHaveText('photo.webp');
    await swipe([300, 420], [120, 410]);
    await expect(name(ann)).toHaveText('picture.png');
    await swipe([300, 420], [120, 410]);
    await expect(name(ann)).toHaveText('picture.png');
    await swipe([100, 420], [300, 410]);
    await expect(name(ann)).toHaveText('photo.webp');
    await swipe([100, 420], [300, 410]);
    await expect(name(ann)).toHaveText('photo-1.jpg');
    await expect(viewer(ann).locator('.stage-full.loaded')).toBeVisible();

    for (let taps = 0; taps < 2; taps++) {
      await touch('touchStart', [200, 450]);
      await touch('touchEnd');
    }
    await expect.poll(() => scaleOf(ann)).toBeGreaterThanOrEqual(2);
    // Zoomed, a finger drags; it does not leave the picture.
    await swipe([300, 450], [150, 450]);
    await expect(name(ann)).toHaveText('photo-1.jpg');
    for (let taps = 0; taps < 2; taps++) {
      await touch('touchStart', [200, 450]);
      await touch('touchEnd');
    }
    await expect.poll(() => scaleOf(ann)).toBe(1);
    await touch('touchStart', [180, 450], [210, 450]);
    await touch('touchMove', [160, 450], [230, 450]);
    await touch('touchMove', [140, 450], [250, 450]);
    await touch('touchEnd');
    await expect.poll(() => scaleOf(ann)).toBeGreaterThan(2);
    await expect(viewer(ann)).toBeVisible();
    for (let taps = 0; taps < 2; taps++) {
      await touch('touchStart', [200, 450]);
      await touch('touchEnd');
    }
    await expect.poll(() => scaleOf(ann)).toBe(1);
    await swipe([200, 300], [205, 560]);
    await expect(viewer(ann)).toBeHidden();
  });
});
