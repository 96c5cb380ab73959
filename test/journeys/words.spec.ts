import { composer, messageWith, sentMessages, shownTexts } from '../support/browser-page.ts';
import { expect, test, write } from '../support/journey.ts';

test('own and others’ messages differ in colour, and not in colour alone', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  await write(ann, 'from Ann');
  await write(bob, 'from Bob');
  await expect(messageWith(ann, 'from Ann')).toBeVisible();
  await expect(messageWith(ann, 'from Bob')).toBeVisible({ timeout: 1000 });
  const look = (text: string) =>
    messageWith(ann, text)
      .locator('.bubble')
      .evaluate((bubble) => {
        const { left, width } = bubble.getBoundingClientRect();
        return { colour: getComputedStyle(bubble).backgroundColor, middle: left + width / 2 };
      });
  const [own, other] = [await look('from Ann'), await look('from Bob')];
  expect(own.colour).not.toBe(other.colour);
  expect(own.middle).toBeGreaterThan(other.middle + 100);
  await expect(messageWith(ann, 'from Ann').locator('.message-author')).toHaveText('You');
  await expect(messageWith(ann, 'from Bob').locator('.message-author')).toHaveText('Bob');
});

test('line breaks, spaces, right-to-left and combining letters arrive exactly as written', async ({
  stage,
}) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  const text = 'שלום  عالم\n\ne\u0301 👩‍👩‍👧  two  spaces\n\ttab';
  await write(ann, text);
  await write(ann, 'W'.repeat(300));
  await expect(sentMessages(bob)).toHaveCount(2);
  expect((await shownTexts(bob))[0]).toBe(text);
  expect(await bob.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('the secret of the link is nowhere in the page, and the next visit needs none', async ({ stage }) => {
  const person = await stage.server.person('Ann');
  const ann = await stage.open(person);
  expect(ann.url()).not.toContain('user=');
  expect(await ann.content()).not.toContain(person.secret);
  const kept = await ann.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  );
  expect(kept).not.toContain(person.secret);
  expect(await ann.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  const [cookie] = await ann.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, secure: true });
  expect(cookie?.name).toMatch(/^__Host-/);
  await ann.goto(stage.server.url);
  await expect(ann.getByRole('log')).toBeVisible();
});

test('title and room list count what is unread, and a visit takes the count away', async ({ stage }) => {
  await stage.server.admin.json('POST', '/api/admin/rooms', { name: 'Garden' });
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  await bob.getByRole('link', { name: 'Garden' }).click();
  await write(bob, 'one');
  await write(bob, 'two');
  await expect(ann).toHaveTitle(/^\(2\) General/);
  await expect(ann.getByRole('link', { name: /Garden.*2 unread messages/ })).toBeVisible();
  await ann.getByRole('link', { name: /Garden/ }).click();
  await expect(messageWith(ann, 'two')).toBeVisible();
  await expect(ann).toHaveTitle('Garden · bungaacord');
  await ann.reload();
  await expect(ann.getByRole('heading', { level: 1 })).toHaveText('Garden');
  await expect(ann).toHaveTitle('Garden · bungaacord');
});

test('a draft belongs to its room and survives a reload', async ({ stage }) => {
  await stage.server.admin.json('POST', '/api/admin/rooms', { name: 'Garden' });
  const ann = await stage.open(await stage.server.person('Ann'));
  await composer(ann).fill('half a thought');
  await ann.getByRole('link', { name: 'Garden' }).click();
  await expect(composer(ann)).toHaveValue('');
  await ann.getByRole('link', { name: 'General' }).click();
  await expect(composer(ann)).toHaveValue('half a thought');
  await ann.reload();
  await expect(composer(ann)).toHaveValue('half a thought');
});

test('a removed person is shown the sign-in page within a second', async ({ stage }) => {
  const person = await stage.server.person('Ann');
  const ann = await stage.open(person);
  await stage.server.admin.json('DELETE', `/api/admin/people/${person.id}`);
  await expect(ann.getByRole('heading', { name: 'You are signed out' })).toBeVisible({ timeout: 1000 });
  await expect(ann.getByRole('log')).toBeHidden();
});
