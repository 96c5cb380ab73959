import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { glowed, messageWith } from '../support/browser-page.ts';
import { expect, test, write } from '../support/journey.ts';

const roomLink = (page: Page, name: string) => page.locator('.room-list .room', { hasText: name });

async function fair(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
}

test('one calls another by name and sends them to a room; what is unread agrees on all devices', async ({
  stage,
}) => {
  const { server } = stage;
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Second' });
  const bobby = await server.person('Bob');
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(bobby);
  const phone = await stage.open(bobby, { viewport: { width: 1280, height: 800 } });
  for (const page of [bob, phone]) await roomLink(page, 'Second').click();

  await ann.locator('textarea').fill('Come, @bo');
  await expect(ann.getByRole('option', { name: 'Bob' })).toBeVisible();
  await ann.keyboard.press('Enter');
  await expect(ann.locator('textarea')).toHaveValue('Come, @Bob ');
  await ann.keyboard.type('to #sec');
  await expect(ann.getByRole('option', { name: 'Second' })).toBeVisible();
  await ann.keyboard.press('Enter');
  await ann.keyboard.press('Enter');

  await expect(roomLink(bob, 'General').locator('.badge.mentions')).toContainText('@1');
  await expect(bob).toHaveTitle(/^\(1\)/);
  await fair(bob);
  await roomLink(bob, 'General').click();
  const called = messageWith(bob, 'Come,');
  await expect(called.locator('.mention.to-me')).toHaveText('@Bob (you)');
  await expect(messageWith(ann, 'Come,').locator('.mention').first()).not.toHaveClass(/to-me/);
  await fair(bob);
  for (const page of [bob, phone]) await expect(roomLink(page, 'General').locator('.badge')).toHaveCount(0);
  await expect(bob).not.toHaveTitle(/^\(/);

  // Unread again, from there: here a bar says so, the other device has it in its list.
  await called.hover();
  await called.getByRole('button', { name: 'More' }).click();
  await bob.getByRole('menuitem', { name: 'Mark unread from here' }).click();
  await expect(bob.locator('.new-line')).toBeVisible();
  await expect(bob.getByRole('button', { name: /^1 new since .* Jump there$/ })).toBeVisible();
  await expect(roomLink(phone, 'General').locator('.badge.mentions')).toContainText('@1');
  await fair(bob);
  await bob.getByRole('button', { name: 'Mark as read' }).click();
  await expect(bob.locator('.new-bar')).toHaveCount(0);
  await expect(roomLink(phone, 'General').locator('.badge')).toHaveCount(0);

  await called.getByRole('link', { name: '#Second' }).click();
  await expect(bob.getByRole('heading', { name: 'Second', level: 1 })).toBeVisible();
  await write(ann, 'nobody in particular');
  await expect(roomLink(phone, 'General').locator('.badge')).toHaveCount(1);
  await phone.keyboard.press('Alt+Shift+KeyM');
  for (const page of [bob, phone]) await expect(roomLink(page, 'General').locator('.badge')).toHaveCount(0);
});

/** Stands in for the browser's notifications, which no test could see. */
function keepNotices() {
  class Notice {
    static permission = 'granted';
    title: string;
    body: string;
    isClosed = false;
    onclick: (() => void) | null = null;
    onclose: (() => void) | null = null;
    constructor(title: string, { body = '' }: NotificationOptions) {
      this.title = title;
      this.body = body;
      notices.push(this);
    }
    close() {
      this.isClosed = true;
      this.onclose?.();
    }
  }
  const notices: Notice[] = [];
  Object.assign(globalThis, { Notification: Notice, notices });
  localStorage.setItem('bungaacord:notifications', 'on');
}

/** Counts the tones that the page plays. */
function countTones() {
  const told = { tones: 0 };
  Object.assign(globalThis, { told });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) {
    told.tones += 1;
    start.apply(this, args);
  };
}

const tones = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { told: { tones: number } }).told.tones);

type Told = { notices: { title: string; body: string; isClosed: boolean; onclick: () => void }[] };
const notices = (page: Page) =>
  page.evaluate(() =>
    (globalThis as unknown as Told).notices.map(({ title, body, isClosed }) => ({ title, body, isClosed })),
  );

test('one is told once, nowhere while one reads, and not of what one does not want', async ({ stage }) => {
  const { server } = stage;
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Second' });
  const bobby = await server.person('Bob');
  const ann = await stage.open(await server.person('Ann'));
  const phone = await stage.open(bobby);
  const tab = await stage.open(bobby);
  await tab.context().addInitScript(keepNotices);
  await tab.reload();
  const other = await tab.context().newPage();
  await other.goto(server.url);
  for (const page of [phone, tab, other]) await roomLink(page, 'Second').click();
  // What Ann sees, Bob's other devices have been told too: who is where goes out a moment later, and to all at once.
  const people = (heading: RegExp) =>
    ann.locator('.people section', { has: ann.getByRole('heading', { name: heading }) });
  const bobIsElsewhere = () => expect(people(/^Online/)).toContainText('Bob');
  const bobIsHere = () => expect(people(/^In this room/)).toContainText('Bob');
  const all = async () => [...(await notices(tab)), ...(await notices(other))];
  const told = async () => (await all()).map(({ body }) => body).toSorted();

  await bobIsElsewhere();
  await write(ann, 'first');
  await expect.poll(told).toEqual(['first']);
  expect((await all()).map(({ title }) => title)).toEqual(['Ann in General']);

  // A press leads to the message.
  const teller = (await notices(tab)).length === 1 ? tab : other;
  await teller.evaluate(() => (globalThis as unknown as Told).notices[0]?.onclick());
  await expect(messageWith(teller, 'first')).toBeVisible();
  await expect.poll(() => glowed(teller)).toEqual(['first']);
  await bobIsHere();
  await write(ann, 'second');
  await expect(messageWith(teller, 'second')).toBeVisible();
  await roomLink(teller, 'Second').click();
  await bobIsElsewhere();

  // Withdrawn when it is read elsewhere.
  await write(ann, 'third');
  await expect.poll(told).toEqual(['first', 'third']);
  await roomLink(phone, 'General').click();
  await expect.poll(async () => (await all()).every(({ isClosed }) => isClosed)).toBe(true);
  await bobIsHere();
  await write(ann, 'fourth');
  await expect(messageWith(phone, 'fourth')).toBeVisible();

  // Only mentions there: chosen on one device, it holds on all.
  await phone.getByRole('button', { name: 'Notifications', exact: true }).click();
  await expect(phone.getByRole('menuitemradio', { name: /^As everywhere/ })).toBeChecked();
  await fair(phone);
  const chosen = phone.waitForResponse(/\/notify$/);
  await phone.getByRole('menuitemradio', { name: 'Mentions only' }).click();
  await chosen;
  await roomLink(phone, 'Second').click();
  await bobIsElsewhere();
  await write(ann, 'not for you');
  await write(ann, 'but this, @Bob');
  const mentioned = ['but this, @Bob', 'first', 'third'];
  await expect.poll(told).toEqual(mentioned);
  await expect(tab).toHaveTitle(/^\(1\)/);

  await roomLink(phone, 'General').click();
  await phone.getByRole('button', { name: 'Notifications', exact: true }).click();
  await phone.getByRole('menuitem', { name: 'Mute for 1 hour' }).click();
  await roomLink(phone, 'Second').click();
  await bobIsElsewhere();
  for (const page of [phone, tab, other]) await expect(roomLink(page, 'General')).toHaveClass(/muted/);
  await write(ann, 'too late, @Bob');
  await expect(roomLink(tab, 'General').locator('.badge.mentions')).toContainText('@1');
  expect(await told()).toEqual(mentioned);
  await expect(tab).not.toHaveTitle(/^\(/);
});

test('a sound is made where one wants it, with each message that one is told of and no other', async ({
  stage,
}) => {
  const { server } = stage;
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Second' });
  const ann = await server.person('Ann');
  const say = (text: string) => ann.json('POST', '/api/rooms/General/messages', { text });
  const bob = await stage.open(await server.person('Bob'));
  await bob.context().addInitScript(keepNotices);
  await bob.context().addInitScript(countTones);
  await bob.reload();
  await roomLink(bob, 'Second').click();
  const switchSound = async () => {
    await bob.getByRole('button', { name: /You and settings/ }).click();
    await bob.getByRole('switch', { name: 'Sound' }).click();
    await bob.keyboard.press('Escape');
    await expect(bob.getByRole('dialog')).toHaveCount(0);
  };
  const told = async (text: string) => {
    const before = (await notices(bob)).length;
    await say(text);
    await expect.poll(async () => (await notices(bob)).length).toBe(before + 1);
  };
  // Two tones each, and two when it is switched on, to hear what it is.
  await told('in silence');
  expect(await tones(bob)).toBe(0);
  await switchSound();
  await expect.poll(() => tones(bob)).toBe(2);
  await told('aloud');
  await expect.poll(() => tones(bob)).toBe(4);
  await roomLink(bob, 'General').click();
  await say('while it is read');
  await expect(messageWith(bob, 'while it is read')).toBeVisible();
  await expect(bob.locator('.people section', { hasText: 'In this room' })).toContainText('Bob');
  expect(await notices(bob)).toHaveLength(2);
  // At this moment the server still says that it is read.
  await roomLink(bob, 'Second').click();
  await told('just after it was read');
  await expect.poll(() => tones(bob)).toBe(6);
  await roomLink(bob, 'General').click();
  await bob.getByRole('button', { name: 'Notifications', exact: true }).click();
  await bob.getByRole('menuitem', { name: 'Mute for 8 hours' }).click();
  await roomLink(bob, 'Second').click();
  await say('while it is mute');
  await expect(roomLink(bob, 'General').locator('.badge')).toContainText('1');
  await roomLink(bob, 'General').click();
  await bob.getByRole('button', { name: /^Notifications: off/ }).click();
  await bob.getByRole('menuitem', { name: /^Unmute/ }).click();
  await roomLink(bob, 'Second').click();
  await switchSound();
  await told('in silence again');
  expect(await tones(bob)).toBe(6);
  expect(await notices(bob)).toHaveLength(4);
});
