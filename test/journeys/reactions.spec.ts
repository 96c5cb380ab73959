import AxeBuilder from '@axe-core/playwright';
import { messageWith } from '../support/browser-page.ts';
import { expect, test, write } from '../support/journey.ts';

test('two people react, by bar, picker and keyboard, and see who did', async ({ stage }) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(await server.person('Bob'));
  await write(ann, 'We won!');
  const seenByBob = messageWith(bob, 'We won!');
  const seenByAnn = messageWith(ann, 'We won!');

  await seenByBob.hover();
  await seenByBob.getByRole('button', { name: 'React with 👍' }).click();
  const thumb = (message: typeof seenByAnn) => message.locator('.reactions .reaction', { hasText: '👍' });
  await expect(thumb(seenByAnn)).toHaveAttribute('aria-pressed', 'false');
  await expect(thumb(seenByAnn)).toHaveAttribute('aria-label', '👍 1. Bob');
  await thumb(seenByAnn).click();
  await expect(thumb(seenByBob)).toHaveAttribute('aria-label', '👍 2. You and Ann');

  // By the keyboard alone: to the newest message, its menu, the picker, and what is searched for in it.
  await ann.getByRole('log').focus();
  await ann.keyboard.press('ArrowUp');
  await expect(seenByAnn).toBeFocused();
  await ann.keyboard.press('Enter');
  await expect(ann.getByRole('menu')).toBeVisible();
  await ann.keyboard.press('ArrowUp');
  await ann.getByRole('menuitem', { name: 'React', exact: true }).press('Enter');
  await expect(ann.getByRole('searchbox', { name: 'Search emoji' })).toBeFocused();
  await ann.keyboard.type('сердечко');
  await ann.getByRole('searchbox').fill('tada');
  await expect(ann.locator('.emoji').first()).toHaveText('🎉');
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('Enter');
  await expect(seenByBob.locator('.reaction', { hasText: '🎉' })).toHaveAttribute('aria-label', '🎉 1. Ann');
  await expect(ann.locator('.emoji-picker')).toHaveCount(0);

  const { violations } = await new AxeBuilder({ page: ann }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  await thumb(seenByBob).click();
  await expect(thumb(seenByAnn)).toHaveAttribute('aria-label', '👍 1. You');
});

test('on a phone a long press opens what one can do', async ({ stage }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const ann = await stage.open(await stage.server.person('Ann'), phone);
  await write(ann, 'hold me');
  await ann.locator('.composer-send').click();
  const box = await messageWith(ann, 'hold me').locator('.bubble').boundingBox();
  const cdp = await ann.context().newCDPSession(ann);
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 12 };
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await expect(ann.getByRole('menu')).toBeVisible();
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(ann.getByRole('menu')).toBeVisible();
  await ann.getByRole('menuitem', { name: 'React with 🎉' }).tap();
  await expect(messageWith(ann, 'hold me').locator('.reaction', { hasText: '🎉' })).toBeVisible();
});
