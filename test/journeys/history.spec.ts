import type { Page } from '@playwright/test';
import type { MessagePage } from '../../protocol/messages.ts';
import type { Overview } from '../../protocol/rooms.ts';
import { glowed, messageWith } from '../support/browser-page.ts';
import { fillRoom } from '../support/fill-room.ts';
import { expect, test as plain, type Stage, write } from '../support/journey.ts';
import type { TestPerson } from '../support/person.ts';

const count = 5000;
const minuteMs = 60_000;
const firstAtMs = Date.UTC(2026, 0, 1, 12);

const test = plain.extend({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs from its pattern
  env: async ({}, use) => use({ MAX_MESSAGES: '0' }),
});

const words = 'a long room has short lines and now and then one that goes on for a while '.split(' ');
const textOf = (n: number) => `line ${n}. ${words.slice(0, (n * 7) % 40 > 30 ? 16 : n % 6).join(' ')}`;

/** A room with a long past, and two who were there. */
async function longRoom(stage: Stage, apartMs = 10 * minuteMs) {
  const ann = await stage.server.person('Ann');
  const bob = await stage.server.person('Bob');
  const { folder } = stage.server;
  await stage.server.stop();
  const first = fillRoom({
    ...{ folder, room: 'General', count, firstAtMs, apartMs },
    text: textOf,
    reactionEvery: 12,
  });
  await stage.restart();
  const { body } = await ann.json<Overview>('GET', '/api/rooms');
  const room = body.rooms.find(({ name }) => name === 'General')?.id ?? '';
  return { ann, bob, room, first };
}

type Travel = Record<'mostElements' | 'mostOffPx' | 'shift' | 'steps' | 'waits' | 'pushes', number>;

/** Scrolls through the room by less than a screen at a time, and watches that what is read moves with it and no more. */
const travel = (page: Page, stepPx: number): Promise<Travel> =>
  page.evaluate(async (stepPx) => {
    const view = document.querySelector<HTMLElement>('.timeline');
    if (!view) throw new Error('no timeline');
    const told = { mostElements: 0, mostOffPx: 0, shift: 0, steps: 0, waits: 0, pushes: 0 };
    const watch = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) told.shift += (entry as unknown as { value: number }).value;
    });
    watch.observe({ type: 'layout-shift', buffered: false });
    const frame = () => new Promise((done) => requestAnimationFrame(() => done(null)));
    const middle = () => {
      const { left, top, width, height } = view.getBoundingClientRect();
      for (let y = top + height / 2; y > top; y -= 20) {
        const hit = document.elementFromPoint(left + width / 2, y)?.closest<HTMLElement>('article[data-seq]');
        if (hit) return hit;
      }
      return null;
    };
    for (let still = 0; still < 40; ) {
      const read = middle();
      const before = read?.getBoundingClientRect().top ?? 0;
      const from = view.scrollTop;
      view.scrollTop += stepPx;
      const moved = view.scrollTop - from;
      await frame();
      await frame();
      told.mostElements = Math.max(told.mostElements, document.querySelectorAll('*').length);
      if (Math.abs(moved) < 1) {
        still += 1;
        told.waits += 1;
        await new Promise((done) => setTimeout(done, 10));
        continue;
      }
      still = 0;
      told.steps += 1;
      if (Math.abs(view.scrollTop - from - moved) >= 1) told.pushes += 1;
      const after = read?.isConnected ? read.getBoundingClientRect().top : null;
      if (after !== null) told.mostOffPx = Math.max(told.mostOffPx, Math.abs(before - after - moved));
    }
    watch.disconnect();
    return told;
  }, stepPx);

const expectGlow = async (page: Page, text: string) => {
  await expect.poll(async () => (await glowed(page)).at(-1)).toContain(text);
  await expect(messageWith(page, text)).toBeInViewport();
};

test('a room of thousands is read to its beginning and back, with a small page and without a jump', async ({
  stage,
}) => {
  plain.setTimeout(300_000);
  const { ann, bob, room } = await longRoom(stage);
  const page = await stage.open(ann);
  await expect(messageWith(page, `line ${count - 1}.`)).toBeInViewport();
  const up = await travel(page, -700);
  await expect(page.getByText('This is the beginning of the room.')).toBeVisible();
  await expect(messageWith(page, 'line 0.')).toBeInViewport();
  const down = await travel(page, 700);
  await expect(messageWith(page, `line ${count - 1}.`)).toBeInViewport();
  for (const told of [up, down]) {
    expect(told.mostElements).toBeLessThanOrEqual(1500);
    expect(told.mostOffPx).toBeLessThan(2);
    expect(told.shift / told.steps).toBeLessThan(0.001);
    // Every message was passed, not skipped.
    expect(told.steps).toBeGreaterThan(200);
    // That would end a finger's fling: only where more of the room has come is the view itself moved.
    expect(told.pushes / told.steps).toBeLessThan(0.4);
  }

  // Who reads further up is not moved by what is said meanwhile.
  await page.mouse.move(640, 400);
  await page.mouse.wheel(0, -3000);
  await page.waitForTimeout(500);
  const places = () =>
    page
      .locator('article[data-seq]')
      .evaluateAll((all) =>
        all.map((one) => `${one.getAttribute('data-seq')} ${Math.round(one.getBoundingClientRect().top)}`),
      );
  const before = await places();
  await page.evaluate(() => {
    const told = window as unknown as { shifted: number };
    told.shifted = 0;
    new PerformanceObserver((list) => {
      type Shift = { value: number; sources: { node: Node | null }[] };
      for (const { value, sources } of list.getEntries() as unknown as Shift[]) {
        // The pill that counts the news is written anew in its place; what is being read must not move at all.
        const isRead = sources.some(({ node }) => node?.parentElement?.closest('.timeline-list') !== null);
        if (isRead) told.shifted += value;
      }
    }).observe({ type: 'layout-shift', buffered: false });
  });
  for (let n = 0; n < 5; n++) await bob.json('POST', `/api/rooms/${room}/messages`, { text: `news ${n}` });
  await expect(page.getByText('5 new messages').first()).toBeVisible();
  expect(await places()).toEqual(expect.arrayContaining(before.slice(0, 20)));
  expect(await page.evaluate(() => (window as unknown as { shifted: number }).shifted)).toBe(0);
});

async function seqOf(person: TestPerson, text: string): Promise<{ seq: number; id: string }> {
  const n = Number(/\d+/.exec(text)?.[0]);
  const at = new Date(firstAtMs + n * 10 * minuteMs).toISOString();
  const { body } = await person.json<MessagePage>('GET', `/api/rooms/General/messages?limit=4&at=${at}`);
  const found = body.messages.find((message) => message.text.startsWith(text));
  if (!found) throw new Error(`no ${text}`);
  return found;
}

test('a link goes to its message, from outside and from another room, and is left by moving on', async ({
  stage,
}) => {
  plain.setTimeout(180_000);
  const { ann, room } = await longRoom(stage);
  const { seq } = await seqOf(ann, 'line 1234.');
  const address = `${stage.server.url}/r/${room}/${seq}`;
  const page = await stage.open(ann);
  await page.goto(address);
  await expectGlow(page, 'line 1234.');
  expect(page.url()).toBe(address);
  await page.mouse.move(640, 400);
  await page.mouse.wheel(0, -1500);
  await expect(page).toHaveURL(`${stage.server.url}/r/${room}`);

  const other = await stage.server.admin.json<{ id: string }>('POST', '/api/admin/rooms', { name: 'Garden' });
  await page.goto(`${stage.server.url}/r/${other.body.id}`);
  await write(page, `Look at ${address} please`);
  await messageWith(page, 'Look at').getByRole('link').click();
  await expectGlow(page, 'line 1234.');
  await expect(page).toHaveURL(address);
  await page.goBack();
  await expect(messageWith(page, 'Look at')).toBeVisible();

  await page.goto(address);
  await expectGlow(page, 'line 1234.');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await messageWith(page, 'line 1235.').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy link' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `${stage.server.url}/r/${room}/${seq + 1}`,
  );

  // Of what is gone it is said that it is, where it was.
  const gone = await seqOf(ann, 'line 2222.');
  expect((await stage.server.admin.json('DELETE', `/api/messages/${gone.id}`)).status).toBe(204);
  await page.goto(`${stage.server.url}/r/${room}/${gone.seq}`);
  await expect(page.getByText('That message was deleted or is no longer kept.')).toBeVisible();
  await expect(messageWith(page, 'line 2223.')).toBeInViewport();
});

test('what one has jumped to stays what it is while more is loaded below it', async ({ stage }) => {
  plain.setTimeout(180_000);
  // Close together they are low: what is around the first one fits on the page, to its last line.
  const { ann, room, first } = await longRoom(stage, minuteMs);
  const page = await stage.open(ann);
  const { promise: mayCome, resolve: letCome } = Promise.withResolvers<void>();
  await page.route('**/messages?*after=*', (route) => mayCome.then(() => route.continue()));
  await page.goto(`${stage.server.url}/r/${room}/${first}`);
  await expectGlow(page, 'line 0.');
  const row = await messageWith(page, 'line 0.').elementHandle();
  const newer = page.waitForResponse(/[?&]after=/);
  letCome();
  await newer;
  await expect(page.getByRole('log')).toHaveAttribute('aria-busy', 'false');
  // Drawn anew it would lose its glow and its focus, and what plays in it would stop.
  expect(await row?.evaluate((element) => element.isConnected)).toBe(true);
  await expect(messageWith(page, 'line 0.')).toBeInViewport();
});

test('one goes to a day, to the beginning and to the end, by keyboard too', async ({ stage }) => {
  plain.setTimeout(180_000);
  const { ann } = await longRoom(stage);
  const page = await stage.open(ann, { timezoneId: 'UTC' });
  await page.getByRole('button', { name: 'Jump to a day' }).first().click();
  const layer = page.getByRole('dialog', { name: 'Jump to a day' });
  await expect(layer.getByLabel('Day')).toBeFocused();
  await layer.getByLabel('Day').fill('2026-01-10');
  await page.keyboard.press('Enter');
  await expect(layer).toBeHidden();
  // Nine days of 144 messages, less the half day before the first.
  await expect(messageWith(page, 'line 1224.')).toBeInViewport();
  const day = page.locator('.day-button', { hasText: 'January 10' });
  await expect(day).toBeInViewport();
  await day.click();
  await expect(layer.getByLabel('Day')).toHaveValue('2026-01-10');
  await page.keyboard.press('Escape');
  await expect(layer).toBeHidden();
  await expect(day).toBeFocused();

  await page.getByRole('log').focus();
  await page.keyboard.press('Home');
  await expect(messageWith(page, 'line 0.')).toBeInViewport();
  await page.keyboard.press('End');
  await expect(messageWith(page, `line ${count - 1}.`)).toBeInViewport();
  const top = () => page.getByRole('log').evaluate((view) => view.scrollTop);
  const from = await top();
  await page.keyboard.press('PageUp');
  // In the midst of it; what has the focus is in sight when it has come to rest too.
  await expect.poll(top).toBeLessThan(from);
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('article:focus')).toHaveCount(1);
  await page.waitForTimeout(800);
  await expect(page.locator('article:focus')).toBeInViewport();
});

test('one goes to and fro between rooms with thousands of unread messages, and the page never stands still', async ({
  stage,
}) => {
  plain.setTimeout(180_000);
  const ann = await stage.server.person('Ann');
  for (let n = 0; n < 3; n++) await stage.server.person(`person ${n}`);
  // Whoever was there before a room was made has read nothing of it.
  const rooms = ['Long', 'Longer', 'Longest'];
  for (const name of rooms) await stage.server.admin.json('POST', '/api/admin/rooms', { name });
  const { folder } = stage.server;
  await stage.server.stop();
  for (const [n, room] of rooms.entries()) {
    fillRoom({
      ...{ folder, room, count: 2000, firstAtMs: firstAtMs + n, apartMs: minuteMs / 2, reactionEvery: 8 },
      // Short lines and walls of text, so that guesses at their heights are wrong.
      text: (n) => `${textOf(n)} in ${room} ${'много слов '.repeat(n % 9 === 0 ? 60 : n % 4)}`,
    });
  }
  await stage.restart();
  const page = await stage.open(ann);
  for (const name of [...rooms, ...rooms, ...[...rooms].reverse().slice(1), ...rooms]) {
    await page.locator('.room-list').getByTitle(name, { exact: true }).click();
    await expect(messageWith(page, `in ${name} `).first()).toBeInViewport();
    const framesMs = await page.evaluate(async () => {
      const from = performance.now();
      for (let n = 0; n < 3; n++) await new Promise((done) => requestAnimationFrame(done));
      return performance.now() - from;
    });
    expect(framesMs).toBeLessThan(3000);
  }
});
