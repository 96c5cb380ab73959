import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import {
  composer,
  expectPicturesShown,
  glowed,
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

/** What is on the clipboard, without a mouse or a menu of the browser's. */
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** From wherever one is to a message: into the list, and by the arrows. */
async function goTo(page: Page, message: Locator) {
  const isThere = () => message.evaluate((one) => one === document.activeElement);
  if (!(await page.evaluate(() => document.activeElement?.matches('article') ?? false)))
    await pressUntilFocused(page, 'Shift+Tab', page.locator('article, article *, [role=log]'));
  for (const key of ['ArrowUp', 'ArrowDown'])
    for (let steps = 0; steps < 12 && !(await isThere()); steps++) await page.keyboard.press(key);
  await expect(message).toBeFocused();
}

/** Opens the menu of the message with the focus, and walks in it. */
async function choose(page: Page, name: string) {
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await pressUntilFocused(page, 'ArrowDown', page.getByRole('menuitem', { name, exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toHaveCount(0);
}

test('without a mouse: everything that one can do with a message, and back to where one was', async ({
  stage,
}) => {
  const { server } = stage;
  const bobby = await server.person('Bob');
  const say = (text: string) => bobby.json('POST', '/api/rooms/General/messages', { text });
  for (const text of ['Shall we meet by the lake?', 'It is ||a surprise||', '```js\nlet tea = 1;\n```'])
    await say(text);
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(bobby);
  await ann.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const lake = messageWith(ann, 'Shall we meet').first();
  const key = (name: string) => ann.keyboard.press(name);
  await expect(ann.getByRole('button', { name: 'Insert an emoji' })).toBeVisible();

  // The row of quick ones in the menu; then Escape, which gives the focus back.
  await goTo(ann, lake);
  await key('Enter');
  await pressUntilFocused(ann, 'ArrowRight', ann.getByRole('menuitem', { name: 'React with 👍' }));
  await key('Enter');
  const thumb = messageWith(bob, 'Shall we meet').locator('.reaction', { hasText: '👍' });
  await expect(thumb).toHaveAttribute('aria-label', '👍 1. Ann');
  await expect(ann.getByRole('menu')).toHaveCount(0);
  await expect(lake).toBeFocused();
  await key('Shift+F10');
  await expect(ann.getByRole('menu')).toBeVisible();
  const former = await ann.getByRole('menu').elementHandle();
  await key('Escape');
  await expect(ann.getByRole('menu')).toHaveCount(0);
  // On a busy page the browser tells of its closing only when the next one is open.
  await key('Enter');
  await expect(ann.getByRole('menu')).toBeVisible();
  await former?.evaluate((menu) => menu.dispatchEvent(new ToggleEvent('toggle', { newState: 'closed' })));
  await pressUntilFocused(ann, 'ArrowDown', ann.getByRole('menuitem', { name: 'React', exact: true }));
  await key('Escape');
  await expect(ann.getByRole('menu')).toHaveCount(0);
  await expect(lake).toBeFocused();
  await choose(ann, 'React');
  await expect(ann.getByRole('searchbox', { name: 'Search emoji' })).toBeFocused();
  await key('Escape');
  await expect(ann.locator('.emoji-picker')).toHaveCount(0);
  await expect(lake).toBeFocused();

  // Who reacted is said, and shown; pressed, it is taken back. The bar is walked by arrows.
  await pressUntilFocused(ann, 'Tab', lake.locator('.reaction', { hasText: '👍' }));
  await expect(ann.locator('.tooltip')).toHaveText('You');
  await key('Enter');
  await expect(thumb).toHaveCount(0);
  await expect(lake).toBeFocused();
  await pressUntilFocused(ann, 'Tab', lake.getByRole('toolbar').getByRole('button').first());
  await pressUntilFocused(ann, 'ArrowRight', lake.getByRole('button', { name: 'Reply', exact: true }));
  await key('Enter');
  await expect(composer(ann)).toBeFocused();
  await expect(ann.locator('.composer-mode')).toContainText('Shall we meet');
  await key('Escape');
  await expect(ann.locator('.composer-mode')).toHaveCount(0);

  // A part is quoted: what isn't meant is taken out of the field.
  await goTo(ann, lake);
  await choose(ann, 'Quote');
  await expect(composer(ann)).toHaveValue('> Shall we meet by the lake?\n');
  for (const press of ['ArrowUp', 'End', 'Backspace', ...Array<string>(4).fill('Control+Backspace')])
    await key(press);
  await key('Control+End');
  await ann.keyboard.type('Gladly');
  await key('Enter');
  const answer = messageWith(bob, 'Gladly');
  await expect(answer.locator('blockquote')).toHaveText('Shall we');
  await expect(answer.locator('.quote')).toContainText('Bob');

  // To what it answers, and back.
  const mine = messageWith(ann, 'Gladly');
  await expect(mine).toBeVisible();
  await pressUntilFocused(ann, 'Shift+Tab', mine.locator('.quote'));
  await key('Enter');
  await expect.poll(() => glowed(ann)).toHaveLength(1);
  await expect(lake).toBeFocused();
  await key('Backspace');
  await expect(mine).toBeFocused();
  await expect(ann.locator('.back-pill')).toHaveCount(0);

  await choose(ann, 'Edit');
  await expect(composer(ann)).toHaveValue('> Shall we \nGladly');
  await key('Control+End');
  await ann.keyboard.type(', at six');
  await key('Enter');
  await expect(answer).toContainText('Gladly, at six');
  await pressUntilFocused(ann, 'Shift+Tab', mine.getByRole('button', { name: /^Edited/ }));
  await key('Enter');
  await expect(ann.getByRole('dialog')).toContainText('Now');
  await key('Escape');
  await expect(mine.getByRole('button', { name: /^Edited/ })).toBeFocused();
  await key('Escape');
  await expect(composer(ann)).toBeFocused();

  const code = messageWith(ann, 'let tea');
  await goTo(ann, code);
  await choose(ann, 'Copy text');
  await expect.poll(() => copied(ann)).toBe('```js\nlet tea = 1;\n```');
  await expect(code).toBeFocused();
  await choose(ann, 'Copy link');
  await expect.poll(() => copied(ann)).toMatch(/\/r\/\d+\/\d+$/);
  await pressUntilFocused(ann, 'Tab', code.getByRole('button', { name: 'Copy the code' }));
  await key('Enter');
  await expect.poll(() => copied(ann)).toBe('let tea = 1;');
  await goTo(ann, messageWith(ann, 'It is'));
  await pressUntilFocused(ann, 'Tab', ann.getByRole('button', { name: /^Hidden text/ }));
  await key('Enter');
  await expect(ann.locator('.md-spoiler.open')).toBeFocused();

  await goTo(ann, lake);
  await choose(ann, 'Mark unread from here');
  await expect(ann.locator('.new-line')).toBeVisible();
  await pressUntilFocused(ann, 'Tab', ann.getByRole('button', { name: 'Mark as read' }));
  await key('Enter');
  await expect(ann.locator('.new-bar')).toHaveCount(0);

  // Asked twice, deleted once, and brought back in time.
  await goTo(ann, mine);
  for (const _ of [1, 2]) {
    await choose(ann, 'Delete');
    await expect(ann.getByRole('dialog').getByRole('button', { name: 'Delete' })).toBeFocused();
    await key('Escape');
    await expect(ann.getByRole('dialog')).toHaveCount(0);
    await expect(mine).toBeFocused();
  }
  await choose(ann, 'Delete');
  await expect(ann.getByRole('dialog').getByRole('button', { name: 'Delete' })).toBeFocused();
  await key('Enter');
  await expect(answer).toHaveCount(0);
  await expect(code).toBeFocused();
  await key('Control+z');
  await expect(answer).toHaveCount(1);
  await expect(mine).toBeVisible();
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
