import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Page } from '@playwright/test';
import { attach, expectPicturesShown, sentMessages, viewer } from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, forgive, test } from '../support/journey.ts';
import type { TestPerson } from '../support/person.ts';

const focused = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.closest(wanted) !== null, selector);

test('the viewer steps with arrows, keeps the focus, closes by Escape, cross and backdrop', async ({
  stage,
}) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await attach(ann, [await fixtures.jpeg(), await fixtures.webp(), await fixtures.gif()]);
  await expectPicturesShown(ann, 3);
  const picture = ann.locator('.picture').first();
  const facts = viewer(ann).locator('.viewer-bar');
  const closings = [
    () => ann.keyboard.press('Escape'),
    () => viewer(ann).getByRole('button', { name: 'Close' }).click(),
    () => ann.mouse.click(12, 400),
  ];
  for (const close of closings) {
    await picture.click();
    await expect(viewer(ann)).toBeVisible();
    await close();
    await expect(viewer(ann)).toBeHidden();
    await expect(picture).toBeFocused();
  }
  await picture.click();
  const full = viewer(ann).locator('.stage-picture img.loaded');
  await expect(full).toBeVisible();
  expect(await full.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(900);
  await expect(facts).toContainText('photo-1.jpg');
  await ann.keyboard.press('ArrowLeft');
  await expect(facts).toContainText('1 of 3');
  await ann.keyboard.press('ArrowRight');
  await ann.keyboard.press('ArrowRight');
  await ann.keyboard.press('ArrowRight');
  await expect(facts).toContainText('moving.gif');
  await expect(facts).toContainText('3 of 3');
  await viewer(ann).getByRole('button', { name: 'Previous picture' }).click();
  await expect(facts).toContainText('2 of 3');
  for (let presses = 0; presses < 12; presses++) {
    await ann.keyboard.press('Tab');
    expect(
      (await focused(ann, 'dialog.viewer')) ||
        (await ann.evaluate(() => document.activeElement === document.body)),
    ).toBe(true);
  }
});

async function sendPicture(person: TestPerson, path: string) {
  const file = { name: basename(path), bytes: await readFile(path) };
  expect((await person.upload('/api/upload', [['file', file]])).status).toBe(201);
}

/**
 * Notes what moves by itself from now on; what answers a person's own press is not counted by the browser. The pill over
 * the messages may: it tells how many are new.
 */
const watchShifts = (page: Page) =>
  page.evaluate(() => {
    const kept = globalThis as unknown as { shifts: string[] };
    kept.shifts = [];
    type Shift = PerformanceEntry & { value: number; sources: { node: Node | null }[] };
    const told = (node: Node | null) =>
      (node instanceof Element ? node : node?.parentElement)?.closest('.present-pill') !== null;
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[]) {
        const of = sources.filter(({ node }) => !told(node)).map(({ node }) => node?.nodeName);
        if (value > 0 && (of.length > 0 || sources.length === 0))
          kept.shifts.push(`${value} ${of.join(', ')}`);
      }
    }).observe({ type: 'layout-shift' });
  });
const shiftsOf = (page: Page) => page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts);

test.describe('in a room that keeps everything', () => {
  test.use({ env: { MAX_MESSAGES: '0' } });

  test('a reader in the middle is not moved while pictures load late above and below', async ({ stage }) => {
    const bob = await stage.server.person('Bob');
    for (let n = 0; n < 30; n++) {
      if (n % 6 === 3) await sendPicture(bob, await (n % 4 === 1 ? fixtures.jpeg() : fixtures.png()));
      await bob.json('POST', '/api/rooms/General/messages', { text: `line ${n}\nand a second` });
    }
    const ann = await stage.visit('/');
    forgive(stage, /status of 404/);
    await ann.route('**/*', async (route) => {
      if (route.request().resourceType() === 'image') await new Promise((done) => setTimeout(done, 2500));
      await route.continue();
    });
    const person = await stage.server.person('Ann');
    await ann.goto(`${stage.server.url}/?user=${person.secret}`);
    await expect(sentMessages(ann).filter({ hasText: 'line 29' })).toBeInViewport();
    const log = ann.getByRole('log');
    await log.evaluate((view) => {
      view.scrollTop = view.scrollHeight / 2;
    });
    await ann.waitForTimeout(300);
    await watchShifts(ann);
    const read = await sentMessages(ann).evaluateAll(
      (all) => all.find((one) => one.getBoundingClientRect().top > 200)?.getAttribute('data-seq') ?? '',
    );
    const top = () =>
      ann.locator(`article[data-seq="${read}"]`).evaluate((one) => one.getBoundingClientRect().top);
    const before = await top();
    const shown = ann.locator('.picture[data-state="shown"]');
    const shownBefore = await shown.count();
    expect(await ann.locator('.picture[data-state="loading"]').count()).toBeGreaterThan(1);
    await expect.poll(() => shown.count()).toBeGreaterThan(shownBefore + 1);
    await sendPicture(bob, await fixtures.webp());
    await expect(ann.getByText('1 new message').first()).toBeVisible();
    await ann.waitForTimeout(500);
    expect(await top()).toBe(before);
    expect(await shiftsOf(ann)).toEqual([]);
  });

  test('history loads upwards to the beginning, without moving the reader', async ({ stage }) => {
    const bob = await stage.server.person('Bob');
    for (let n = 0; n < 130; n++) {
      if (n % 25 === 5) await sendPicture(bob, await fixtures.png());
      await bob.json('POST', '/api/rooms/General/messages', { text: `line ${n} ${'word '.repeat(n % 30)}` });
    }
    const ann = await stage.open(await stage.server.person('Ann'));
    const log = ann.getByRole('log');
    await expect(sentMessages(ann).filter({ hasText: 'line 129' })).toBeVisible();
    const tops = () =>
      sentMessages(ann).evaluateAll((all) =>
        Object.fromEntries<number>(
          all.map((one) => [(one as HTMLElement).dataset.seq ?? '', one.getBoundingClientRect().top]),
        ),
      );
    const beginning = ann.locator('[data-key="beginning"]');
    const isAtTop = async () =>
      (await beginning.count()) > 0 && (await log.evaluate((view) => view.scrollTop)) === 0;
    for (let steps = 0; steps < 60 && !(await isAtTop()); steps++) {
      await log.evaluate((view) => {
        view.scrollTop -= 500;
      });
      await ann.waitForTimeout(30);
      const before = await tops();
      await ann.waitForTimeout(150);
      const after = await tops();
      const seen = Object.entries(before).filter(([, top]) => top >= 56 && top < 800);
      expect(seen.length).toBeGreaterThan(1);
      const moved = seen.filter(([seq, top]) => Math.abs((after[seq] ?? 1e9) - top) > 1);
      expect(moved).toEqual([]);
    }
    await expect(beginning).toHaveCount(1);
    await expect(sentMessages(ann).first()).toContainText('line 0');
  });
});
