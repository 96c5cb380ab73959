import { composer, messageWith, pressUntilFocused } from '../support/browser-page.ts';
import { expect, test, write } from '../support/journey.ts';

// For who selects text by keyboard, with a caret that walks through the page (F7 in most browsers).
test.use({ flags: ['--enable-caret-browsing'] });

test('a part that is selected by keyboard is quoted, and no more', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const key = (name: string) => ann.keyboard.press(name);
  await write(ann, 'Already ordered, yes');
  const row = messageWith(ann, 'Already');
  await expect(row).toBeVisible();
  await expect(ann.getByRole('button', { name: 'Insert an emoji' })).toBeVisible();

  await ann.getByRole('log').focus();
  await key('ArrowUp');
  await expect(row).toBeFocused();
  // Past the name and the time, to the text.
  const isInText = () =>
    ann.evaluate(() => getSelection()?.anchorNode?.parentElement?.closest('.message-text') !== null);
  for (let presses = 0; presses < 40 && !(await isInText()); presses++) await key('ArrowRight');
  await key('Control+ArrowRight');
  await key('Control+Shift+ArrowRight');
  expect(await ann.evaluate(() => String(getSelection()).trim())).toBe('ordered');
  await expect(row).toBeFocused();
  await key('Enter');
  await pressUntilFocused(ann, 'ArrowDown', ann.getByRole('menuitem', { name: 'Quote the selection' }));
  await key('Enter');
  await expect(composer(ann)).toBeFocused();
  await expect(composer(ann)).toHaveValue('> ordered\n');
  await ann.keyboard.type('When?');
  await key('Enter');
  await expect(messageWith(ann, 'When?').locator('blockquote')).toHaveText('ordered');
});
