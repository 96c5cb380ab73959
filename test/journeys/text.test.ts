import { expect, test } from '../support/browser.ts';
import { composer, messages, messageWith, say, shownTexts } from '../support/browser-page.ts';

test('two people write to each other, and see it within a second', async ({ chat }) => {
  const ann = await chat.open(await chat.server.person('Ann'));
  const bob = await chat.open(await chat.server.person('Bob'));
  await say(ann, 'Hello, Bob!');
  await expect(messageWith(ann, 'Hello, Bob!')).toBeVisible({ timeout: 200 });
  await expect(messageWith(bob, 'Hello, Bob!')).toBeVisible({ timeout: 1000 });
  await say(bob, 'Привет, Ann 👋');
  await expect(messageWith(ann, 'Привет, Ann 👋')).toBeVisible({ timeout: 1000 });
  await expect(messageWith(ann, 'Привет')).toContainText('Bob');
  await expect(composer(ann)).toHaveValue('');
  expect(await shownTexts(ann)).toEqual(['Hello, Bob!', 'Привет, Ann 👋']);
  expect(await shownTexts(bob)).toEqual(['Hello, Bob!', 'Привет, Ann 👋']);
});

test('own and others’ messages differ in colour, and not in colour alone', async ({ chat }) => {
  const ann = await chat.open(await chat.server.person('Ann'));
  const bob = await chat.open(await chat.server.person('Bob'));
  await say(ann, 'from Ann');
  await say(bob, 'from Bob');
  const look = (text: string) =>
    messageWith(ann, text)
      .locator('.bubble')
      .evaluate((bubble) => ({
        colour: getComputedStyle(bubble).backgroundColor,
        middle: bubble.getBoundingClientRect().left + bubble.getBoundingClientRect().width / 2,
      }));
  await expect(messageWith(ann, 'from Bob')).toBeVisible();
  const [own, other] = [await look('from Ann'), await look('from Bob')];
  expect(own.colour).not.toBe(other.colour);
  expect(own.middle).toBeGreaterThan(other.middle + 100);
  await expect(messageWith(ann, 'from Ann').locator('.message-author')).toHaveText('You');
});

test('line breaks, spaces, right-to-left and combining letters come through exactly; nothing runs', async ({
  chat,
}) => {
  const ann = await chat.open(await chat.server.person('Ann'));
  const bob = await chat.open(await chat.server.person('Bob'));
  await composer(ann).pressSequentially('first line');
  await composer(ann).press('Shift+Enter');
  await composer(ann).pressSequentially('second line');
  await expect(messages(ann)).toHaveCount(0);
  await composer(ann).press('Enter');
  const hostile =
    '<img src=x onerror="document.title=1"> שלום é 👩‍👩‍👧  two  spaces\n<script>alert(1)</script>';
  await say(ann, hostile);
  await say(ann, `see https://example.org/a?b=1, ${'W'.repeat(300)}`);
  await expect(messages(bob)).toHaveCount(3);
  const texts = await messages(bob)
    .locator('.message-text')
    .evaluateAll((all) => all.map((one) => one.textContent));
  expect(texts.slice(0, 2)).toEqual(['first line\nsecond line', hostile]);
  const height = (text: string) => messageWith(bob, text).locator('.message-text').boundingBox();
  expect((await height('second line'))?.height).toBeGreaterThan(35);
  const link = bob.getByRole('link', { name: 'https://example.org/a?b=1', exact: true });
  await expect(link).toHaveAttribute('rel', /noopener/);
  const overflow = await bob.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await expect(bob.locator('article img[src="x"], article script')).toHaveCount(0);
});

test('the secret leaves the address bar at once, and the next visit needs none', async ({ chat }) => {
  const person = await chat.server.person('Ann');
  const ann = await chat.open(person);
  expect(ann.url()).not.toContain(person.secret);
  expect(await ann.evaluate(() => performance.getEntriesByType('navigation').length)).toBe(1);
  expect(await ann.content()).not.toContain(person.secret);
  expect(await ann.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
    person.secret,
  );
  await ann.goto(chat.server.url);
  await expect(ann.getByRole('log')).toBeVisible();
  const cookies = await ann.context().cookies();
  expect(cookies.map(({ name, httpOnly, secure }) => [name.slice(0, 7), httpOnly, secure])).toEqual([
    ['__Host-', true, true],
  ]);
});

test('who has no link, or a wrong one, is told how to get one', async ({ chat }) => {
  chat.expectError(/status of (401|404)/);
  const page = await chat.stranger();
  const answer = await page.goto(`${chat.server.url}/?user=00000000-0000-4000-8000-000000000000`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'You need a personal link' })).toBeVisible();
  await page.goto(chat.server.url);
  await expect(page.getByRole('heading', { name: 'You need a personal link' })).toBeVisible();
});

test('the title counts what is unread in other rooms, and a visit takes the count away', async ({ chat }) => {
  await chat.server.admin.json('POST', '/api/admin/rooms', { name: 'Garden' });
  const bobHimself = await chat.server.person('Bob');
  const ann = await chat.open(await chat.server.person('Ann'));
  const bob = await chat.open(bobHimself);
  await bob.getByRole('link', { name: 'Garden' }).click();
  await say(bob, 'one');
  await say(bob, 'two');
  await expect(ann).toHaveTitle(/^\(2\) General/);
  await expect(ann.getByRole('link', { name: /Garden.*2 unread messages/ })).toBeVisible();
  await ann.getByRole('link', { name: /Garden/ }).click();
  await expect(messageWith(ann, 'two')).toBeVisible();
  await expect(ann).toHaveTitle('Garden · bungaacord');
  await ann.reload();
  await expect(ann.getByRole('heading', { level: 1 })).toHaveText('Garden');
  await expect(ann).toHaveTitle('Garden · bungaacord');
});

test('a draft survives a reload and belongs to its room', async ({ chat }) => {
  await chat.server.admin.json('POST', '/api/admin/rooms', { name: 'Garden' });
  const ann = await chat.open(await chat.server.person('Ann'));
  await composer(ann).fill('half a thought');
  await ann.getByRole('link', { name: 'Garden' }).click();
  await expect(composer(ann)).toHaveValue('');
  await ann.getByRole('link', { name: 'General' }).click();
  await expect(composer(ann)).toHaveValue('half a thought');
  await ann.reload();
  await expect(composer(ann)).toHaveValue('half a thought');
});
