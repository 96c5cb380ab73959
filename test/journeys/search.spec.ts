import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Message } from '../../protocol/messages.ts';
import { composer, glowed, messageWith, viewer } from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { bubbles, expect, test } from '../support/journey.ts';
import type { TestPerson } from '../support/person.ts';

test.use({ env: { MAX_MESSAGES: '0' } });

const pane = (page: Page) => page.locator('.pane-search');
const field = (page: Page) => pane(page).getByRole('combobox', { name: 'Search' });
const hits = (page: Page) => pane(page).locator('.hit');
const marked = (page: Page) => pane(page).locator('.hit mark');
const opener = (page: Page) => page.getByRole('button', { name: 'Search messages and files' });

const say = async (person: TestPerson, text: string, room = 'General') => {
  const path = `/api/rooms/${encodeURIComponent(room)}/messages`;
  return (await person.json<Message>('POST', path, { text })).body;
};

async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).include('.pane-search').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

test('what was said long ago is found while one types, and shown in its place', async ({ stage }) => {
  const { server } = stage;
  const [annPerson, bobPerson] = [await server.person('Ann'), await server.person('Bob Smith')];
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Отчёты' });
  const old = await say(bobPerson, 'Ёлка стоит в углу');
  for (let n = 0; n < 130; n++) await say(annPerson, `line ${n}`);
  const doomed = await say(bobPerson, 'ёлочные игрушки', 'Отчёты');
  const ann = await stage.open(annPerson);

  await ann.keyboard.press('Control+Shift+F');
  await expect(field(ann)).toBeFocused();
  await field(ann).pressSequentially('елк');
  await expect(hits(ann)).toHaveCount(1);
  await expect(marked(ann)).toHaveText(['Ёлк']);
  await field(ann).fill('ёл');
  await expect(hits(ann)).toHaveCount(2);
  await expect(marked(ann)).toHaveText(['ёл', 'Ёл']);
  await expect(pane(ann).locator('.hits-room')).toHaveText(['Отчёты', 'General']);
  await expectAccessible(ann);

  // What is deleted goes from what was found.
  await bobPerson.json('DELETE', `/api/messages/${doomed.id}`);
  await expect(hits(ann)).toHaveCount(1);

  // Down to the hit, up to the field again, and to the message.
  await field(ann).press('ArrowDown');
  await expect(hits(ann).getByRole('link')).toBeFocused();
  await ann.keyboard.press('ArrowUp');
  await expect(field(ann)).toBeFocused();
  await field(ann).press('Enter');
  await expect(hits(ann).getByRole('link')).toBeFocused();
  expect(await hits(ann).getByRole('link').getAttribute('href')).toBe(`/r/${old.room}/${old.seq}`);
  await ann.keyboard.press('Enter');
  await expect.poll(() => glowed(ann)).toEqual(['Ёлка стоит в углу']);
  await expect(messageWith(ann, 'Ёлка стоит')).toBeInViewport();
  await expect(pane(ann)).toBeVisible();

  // Escape closes, and the focus goes back to where it was.
  await field(ann).focus();
  await ann.keyboard.press('Escape');
  await expect(pane(ann)).toBeHidden();
  await opener(ann).click();
  await expect(field(ann)).toBeFocused();
  await ann.keyboard.press('Escape');
  await expect(opener(ann)).toBeFocused();
});

test('filters are suggested, chosen by keys, and told when they mean nothing', async ({ stage }) => {
  const { server } = stage;
  const [annPerson, bobPerson] = [await server.person('Ann'), await server.person('Bob Smith')];
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Plans' });
  await say(annPerson, 'cats of Ann');
  await say(bobPerson, 'cats of Bob');
  await say(bobPerson, 'cats are elsewhere', 'Plans');
  const ann = await stage.open(annPerson);
  await opener(ann).click();
  await expectAccessible(ann);
  await field(ann).fill('cats fr');
  const options = pane(ann).getByRole('option');
  await expect(options).toHaveText([/^from:/]);
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('Enter');
  await expect(field(ann)).toHaveValue('cats from:');
  await expect(options.filter({ hasText: 'Bob Smith' })).toBeVisible();
  await expectAccessible(ann);
  await field(ann).pressSequentially('bo');
  await expect(options.locator('.suggestion-text')).toHaveText(['Bob Smith']);
  await options.click();
  await expect(field(ann)).toHaveValue('cats from:"Bob Smith" ');
  await expect(field(ann)).toBeFocused();
  await expect(hits(ann)).toHaveCount(2);
  await pane(ann).getByRole('radio', { name: 'This room' }).check();
  await expect(hits(ann)).toHaveCount(1);
  await expect(hits(ann)).toContainText('cats of Bob');
  await ann.getByRole('link', { name: 'Plans' }).click();
  await expect(hits(ann)).toContainText('cats are elsewhere');

  await field(ann).fill('from:nobody ');
  await expect(pane(ann).getByRole('alert')).toContainText('from:nobody');
  await field(ann).fill('никогда не сказано');
  await expect(pane(ann).getByRole('heading', { name: 'Nothing found' })).toBeVisible();
  await pane(ann).getByRole('button', { name: 'Clear the field' }).click();
  await expect(pane(ann).getByRole('button', { name: 'has:' })).toBeVisible();
  stage.problems.splice(0, Infinity, ...stage.problems.filter((problem) => !problem.includes('400')));
});

test('the media of a room, by kind', async ({ stage }) => {
  const { server } = stage;
  const annPerson = await server.person('Ann');
  const send = async (name: string, bytes: Uint8Array) =>
    annPerson.upload('/api/upload', [['file', { name, bytes }]]);
  await send('sunset.jpg', await readFile(await fixtures.jpeg()));
  await send('notes.txt', Buffer.from('notes'));
  await say(annPerson, 'look at https://www.example.org/cats and see');
  const ann = await stage.open(annPerson, { colorScheme: 'dark' });
  await opener(ann).click();
  await pane(ann).getByRole('button', { name: 'Pictures' }).click();
  const picture = pane(ann).getByRole('button', { name: 'sunset.jpg, from Ann' });
  await expect(picture).toBeVisible();
  await expectAccessible(ann);
  await picture.click();
  await expect(viewer(ann)).toBeVisible();
  await ann.keyboard.press('Escape');
  await expect(viewer(ann)).toBeHidden();

  await pane(ann).getByRole('tab', { name: 'Pictures' }).focus();
  await ann.keyboard.press('ArrowRight');
  await expect(pane(ann).getByRole('heading', { name: 'No videos here yet' })).toBeVisible();
  await ann.keyboard.press('ArrowRight');
  await expect(pane(ann).getByRole('tab', { name: 'Files' })).toBeFocused();
  await expect(pane(ann).getByRole('link', { name: 'notes.txt' })).toBeVisible();
  await expectAccessible(ann);
  await ann.keyboard.press('ArrowRight');
  const link = pane(ann).getByRole('link', { name: 'example.org/cats' });
  await expect(link).toHaveAttribute('href', 'https://www.example.org/cats');
  // What comes while one looks comes to the top.
  await say(annPerson, 'and https://later.example/');
  await expect(pane(ann).locator('.media-name').first()).toHaveText('later.example');
  await pane(ann)
    .getByRole('link', { name: /^Go to the message of Ann/ })
    .last()
    .click();
  await expect(messageWith(ann, 'look at')).toBeInViewport();
});

test('on a phone it is all of the page, and a hit leads back to the chat', async ({ stage }) => {
  const { server } = stage;
  const annPerson = await server.person('Ann');
  await say(annPerson, 'the first thing');
  for (let n = 0; n < 30; n++) await say(annPerson, `line ${n}`);
  const ann = await stage.open(annPerson, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  await opener(ann).tap();
  await expect.poll(() => pane(ann).boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  await field(ann).fill('first thi');
  await expect(hits(ann)).toHaveCount(1);
  await expectAccessible(ann);
  await hits(ann).getByRole('link').tap();
  await expect(pane(ann)).toBeHidden();
  await expect(bubbles(ann, 'the first thing')).toBeInViewport();
  await expect(composer(ann)).toBeVisible();
});
