import type { Route } from '@playwright/test';
import { composer, glowed, messageWith, shownTexts } from '../support/browser-page.ts';
import { expect, forgive, test, write } from '../support/journey.ts';

test('an answer shows what it answers, leads there and back, and says when that is gone', async ({
  stage,
}) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(await server.person('Bob'));
  await write(ann, 'Where shall we meet?');
  await messageWith(bob, 'Where shall we meet?').hover();
  await bob.getByRole('button', { name: 'Reply', exact: true }).click();
  await expect(composer(bob)).toBeFocused();
  await expect(bob.locator('.composer-mode')).toContainText('Where shall we meet?');
  await write(bob, 'At the lake');
  await expect(bob.locator('.composer-mode')).toHaveCount(0);
  const answer = messageWith(ann, 'At the lake');
  await expect(answer.locator('.quote')).toContainText('Ann');
  await answer.locator('.quote').click();
  await expect.poll(() => glowed(ann)).toEqual(['Where shall we meet?']);
  await ann.locator('.back-pill').click();
  await expect.poll(() => glowed(ann)).toEqual(['Where shall we meet?', 'At the lake']);

  await write(ann, 'Wonderful');
  await composer(ann).press('ArrowUp');
  await expect(composer(ann)).toHaveValue('Wonderful');
  await composer(ann).press('Escape');
  await expect(composer(ann)).toHaveValue('');

  await messageWith(ann, 'Where shall we meet?').first().hover();
  await ann.keyboard.down('Shift');
  await messageWith(ann, 'Where shall we meet?').first().getByRole('button', { name: 'More' }).click();
  await ann.getByRole('menuitem', { name: 'Delete' }).click();
  await ann.keyboard.up('Shift');
  await expect(messageWith(bob, 'At the lake').locator('.quote')).toContainText('The message is deleted');
  await ann.getByRole('button', { name: 'Undo' }).click();
  await expect(messageWith(bob, 'At the lake').locator('.quote')).toContainText('Where shall we meet?');
});

test('a draft waits while a message is edited; others see what changed, and what it was', async ({
  stage,
}) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(await server.person('Bob'));
  await write(ann, 'I will come at sx');
  await messageWith(ann, 'I will come at sx').hover();
  await composer(ann).fill('a draft');
  await ann.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(composer(ann)).toHaveValue('I will come at sx');
  await composer(ann).fill('I will come at six');
  await composer(ann).press('Enter');
  await expect(composer(ann)).toHaveValue('a draft');
  const seen = messageWith(bob, 'I will come at six');
  await seen.getByRole('button', { name: /^Edited/ }).click();
  await expect(bob.getByRole('dialog')).toContainText('I will come at sx');
  await bob.keyboard.press('Escape');

  // Emptied, it is meant to be deleted; that is asked once.
  await composer(ann).fill('');
  await composer(ann).press('ArrowUp');
  await composer(ann).fill('');
  await composer(ann).press('Enter');
  await expect(ann.getByRole('dialog').getByRole('button', { name: 'Delete' })).toBeFocused();
  await ann.keyboard.press('Enter');
  await expect.poll(() => shownTexts(bob)).toEqual([]);
});

test('what was just sent is the last message, though the server has not answered yet', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const mode = ann.locator('.composer-mode');
  const pending = ann.locator('article[data-state="pending"]');
  await write(ann, 'the first');
  await expect(messageWith(ann, 'the first')).toBeVisible();
  await expect(ann.getByRole('button', { name: 'Insert an emoji' })).toBeVisible();
  const held: Route[] = [];
  await ann.route('**/api/rooms/*/messages', async (route) => {
    if (route.request().method() === 'POST') held.push(route);
    else await route.continue();
  });
  const letGo = async () => {
    await expect.poll(() => held.length).toBe(1);
    await held.pop()?.continue();
    await expect(pending).toHaveCount(0);
  };

  // Arrow-up waits for it.
  await write(ann, 'the secnod');
  await composer(ann).press('ArrowUp');
  await expect(pending).toHaveCount(1);
  await expect(mode).toHaveCount(0);
  await letGo();
  await expect(composer(ann)).toHaveValue('the secnod');
  await composer(ann).fill('the second');
  await composer(ann).press('Enter');
  await expect(messageWith(ann, 'the second')).toContainText('edited');

  // Who goes on writing meanwhile is not interrupted.
  await write(ann, 'the third');
  await composer(ann).press('ArrowUp');
  await ann.keyboard.type('x');
  await ann.keyboard.press('Backspace');
  await letGo();
  await expect(messageWith(ann, 'the third')).toBeVisible();
  await expect(mode).toHaveCount(0);
  await expect(composer(ann)).toHaveValue('');

  // A plus is for it too.
  await write(ann, 'the fourth');
  await write(ann, '+🎉');
  await letGo();
  await expect(messageWith(ann, 'the fourth').locator('.reaction-emoji')).toHaveText('🎉');
  await expect(ann.locator('.reaction-emoji')).toHaveCount(1);

  // What the server refuses never was a message: the one before it is the last.
  await write(ann, 'the fifth');
  await composer(ann).press('ArrowUp');
  await expect.poll(() => held.length).toBe(1);
  await held.pop()?.fulfill({ status: 403, json: { status: 'error', code: 'forbidden', error: 'No' } });
  await expect(ann.locator('article[data-state="failed"]')).toContainText('the fifth');
  await expect(mode).toHaveCount(0);
  await composer(ann).press('ArrowUp');
  await expect(composer(ann)).toHaveValue('the fourth');
  forgive(stage, /403/);
});

test('shortcodes become emoji, suggestions are taken by key, a plus reacts', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await write(ann, 'hello');
  await expect(messageWith(ann, 'hello')).toBeVisible();
  await expect(ann.getByRole('button', { name: 'Insert an emoji' })).toBeVisible();
  // Quicker than what knows the emoji: it reacts when that is there.
  await ann.keyboard.type('+:tada:');
  await ann.keyboard.press('Enter');
  await expect(messageWith(ann, 'hello').locator('.reaction-emoji')).toHaveText('🎉');
  await ann.keyboard.type('+:nosuchthing:');
  await ann.keyboard.press('Enter');
  await expect(messageWith(ann, '+:nosuchthing:')).toBeVisible();
  await composer(ann).pressSequentially('look :smi');
  const list = ann.getByRole('listbox', { name: 'Suggestions' });
  await expect(list.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  await composer(ann).press('ArrowDown');
  await composer(ann).press('Tab');
  await expect(list).toHaveCount(0);
  await expect(composer(ann)).toHaveValue(/^look \p{Extended_Pictographic}.* $/u);
  await composer(ann).fill('');
  await composer(ann).pressSequentially(':tada: ');
  await expect(composer(ann)).toHaveValue('🎉 ');
  await composer(ann).press('Enter');
  await expect(messageWith(ann, '🎉').locator('.emoji-alone')).toBeVisible();
  await write(ann, '+:heart:');
  await expect(messageWith(ann, '🎉').last().locator('.reaction-emoji')).toHaveText(/❤/);
  await expect(composer(ann)).toHaveValue('');
});

test('a part that is selected is quoted in the answer', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await write(ann, 'Already ordered, yes');
  const row = messageWith(ann, 'Already');
  await expect(ann.getByRole('button', { name: 'Insert an emoji' })).toBeVisible();
  await row.locator('.bubble').dblclick({ position: { x: 30, y: 15 } });
  await row.getByRole('button', { name: /more/i }).click();
  await ann.getByRole('menuitem', { name: /Quote/ }).click();
  await expect(composer(ann)).toHaveValue('> Already\n');
  await expect(composer(ann)).toBeFocused();
  await ann.keyboard.type('When?');
  await ann.keyboard.press('Enter');
  await expect(messageWith(ann, 'When?').locator('blockquote')).toHaveText('Already');
});

test('arrow-up shows what it is about to change, and moves nothing that is in sight', async ({ stage }) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'));
  const bob = await server.person('Bob');
  const say = (text: string) => bob.json('POST', '/api/rooms/General/messages', { text });
  await write(ann, 'long ago');
  await composer(ann).press('ArrowUp');
  await expect(composer(ann)).toHaveValue('long ago');
  await composer(ann).press('Escape');
  expect(await glowed(ann)).toEqual([]);
  for (let n = 1; n <= 15; n++) await say(`and then ${n}\nof\nthree lines`);
  await expect(messageWith(ann, 'and then 15')).toBeInViewport();
  await expect(messageWith(ann, 'long ago')).not.toBeInViewport();
  await composer(ann).press('ArrowUp');
  await expect(messageWith(ann, 'long ago')).toBeInViewport();
  await expect.poll(() => glowed(ann)).toEqual(['long ago']);
  await expect(composer(ann)).toBeFocused();
  await composer(ann).fill('not so long ago');
  await composer(ann).press('Enter');
  await expect(messageWith(ann, 'not so long ago')).toBeInViewport();
});
