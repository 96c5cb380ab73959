import { readFile } from 'node:fs/promises';
import {
  composer,
  expectPicturesShown,
  messageWith,
  pressUntilFocused,
  viewer,
} from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, test } from '../support/journey.ts';

test('without a mouse: write, open another room, look at a picture, come back', async ({ stage }) => {
  const { server } = stage;
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Garden' });
  const bob = await server.person('Bob');
  for (const path of [await fixtures.jpeg(), await fixtures.webp()]) {
    const file = { name: 'photo.jpg', bytes: await readFile(path) };
    await bob.upload('/api/upload', [['file', file]]);
  }
  const ann = await stage.open(await server.person('Ann'));
  await expectPicturesShown(ann, 2);
  await expect(composer(ann)).toBeFocused();
  await ann.keyboard.type('no mouse here');
  await ann.keyboard.press('Enter');
  await expect(messageWith(ann, 'no mouse here')).toBeVisible();

  const picture = ann.locator('.picture').last();
  await pressUntilFocused(ann, 'Shift+Tab', picture);
  const outline = await picture.evaluate(
    (one) => getComputedStyle(one).outlineStyle + getComputedStyle(one).boxShadow,
  );
  expect(outline).not.toBe('nonenone');
  await ann.keyboard.press('Enter');
  await expect(viewer(ann)).toBeVisible();
  await ann.keyboard.press('ArrowLeft');
  await expect(viewer(ann)).toContainText('1 of 2');
  await ann.keyboard.press('Escape');
  await expect(picture).toBeFocused();

  const garden = ann.getByRole('link', { name: /Garden/ });
  await pressUntilFocused(ann, 'Shift+Tab', garden);
  await ann.keyboard.press('Enter');
  await expect(ann.getByRole('heading', { level: 1 })).toHaveText('Garden');
  await ann.keyboard.type('typed without touching the box');
  await ann.keyboard.press('Enter');
  await expect(messageWith(ann, 'typed without touching the box')).toBeVisible();
});

test('on a phone the drawers come and go, and the composer stays in sight', async ({ stage }) => {
  const phone = {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 3,
  };
  const ann = await stage.open(await stage.server.person('Ann'), phone);
  const rooms = ann.locator('.pane-rooms');
  const people = ann.locator('.pane-people');
  await expect(rooms).not.toBeInViewport();
  await expect(people).not.toBeInViewport();
  await ann.getByRole('button', { name: 'Show rooms' }).tap();
  await expect(rooms).toBeInViewport({ ratio: 0.9 });
  await ann.touchscreen.tap(380, 400);
  await expect(rooms).not.toBeInViewport();
  await ann.getByRole('button', { name: 'Show people' }).tap();
  await expect(people).toBeInViewport({ ratio: 0.9 });
  await expect(people).toContainText('Ann');
  await ann.touchscreen.tap(10, 400);
  await expect(people).not.toBeInViewport();
  await composer(ann).tap();
  await composer(ann).pressSequentially('two');
  await composer(ann).press('Enter');
  await composer(ann).pressSequentially('lines');
  await expect(composer(ann)).toHaveValue('two\nlines');
  await ann.getByRole('button', { name: 'Send' }).tap();
  await expect(messageWith(ann, 'lines')).toBeVisible();
  const box = await composer(ann).boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
  expect(await ann.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
