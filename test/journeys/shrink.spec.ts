import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import type { File } from '../../protocol/attachments.ts';
import type { MessagePage } from '../../protocol/messages.ts';
import { attach, expectPicturesShown, sentMessages, uploadCards } from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, test } from '../support/journey.ts';
import type { TestPerson } from '../support/person.ts';
import { whenPrepared } from '../support/wire.ts';

/** Leaves time to look at a card. */
async function slowUpload(page: Page, bytesPerSecond: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond };
  await cdp.send('Network.emulateNetworkConditions', slow);
}

/** The files of the newest message, once they are prepared. */
async function newestFiles(person: TestPerson): Promise<File[]> {
  const page = await person.json<MessagePage>('GET', '/api/rooms/General/messages?limit=1');
  return (await whenPrepared(person, page.body.messages[0]?.id ?? '')).attachments;
}

/** How long the page's own thread was held up, in tasks of more than 50 ms, and when the first card was there. */
const watchThread = (page: Page) =>
  page.evaluate(() => {
    const kept = globalThis as unknown as { held: number[]; chosenAt: number; cardAt: number };
    kept.held = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) kept.held.push(Math.round(duration));
    }).observe({ type: 'longtask' });
    const note = () => {
      kept.chosenAt = performance.now();
    };
    addEventListener('change', note, { capture: true, once: true });
    new MutationObserver(() => {
      if (!kept.cardAt && document.querySelector('.tray .upload')) kept.cardAt = performance.now();
    }).observe(document.body, { childList: true, subtree: true });
  });
const threadOf = (page: Page) =>
  page.evaluate(() => {
    const { held, chosenAt, cardAt } = globalThis as unknown as {
      held: number[];
      chosenAt: number;
      cardAt: number;
    };
    return { held, cardMs: Math.round(cardAt - chosenAt) };
  });

test('a large photo is made smaller off the main thread, upright and without its place; the card tells', async ({
  stage,
}) => {
  const person = await stage.server.person('Ann');
  const ann = await stage.open(person);
  const path = await fixtures.largePhoto();
  const original = await readFile(path);
  await slowUpload(ann, 200 * 1024);
  await watchThread(ann);
  await attach(ann, [path]);
  const card = uploadCards(ann).first();
  await expect(card).toContainText('IMG_2041.JPG');
  await expect(card).toContainText(/[\d.]+\sMB → [\d.]+\s(MB|KB)/, { timeout: 45_000 });
  await expect(card).toContainText('IMG_2041.webp');
  await expect(card.locator('canvas')).toBeVisible();
  const { held, cardMs } = await threadOf(ann);
  process.stdout.write(
    `held up by tasks of ${held.join(', ') || 'less than 50'} ms; card after ${cardMs} ms\n`,
  );
  expect(held.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(300);
  expect(cardMs).toBeLessThan(1000);
  await expectPicturesShown(ann, 1);
  const [file] = await newestFiles(person);
  expect(file).toMatchObject({ name: 'IMG_2041.webp', mime: 'image/webp', width: 1920, height: 2560 });
  process.stdout.write(`${original.length} bytes became ${file?.size}\n`);
  expect(file?.size).toBeLessThan(original.length * 0.8);
  const sent = (await person.request('GET', file?.urls.original ?? '')).bytes;
  for (const mark of [fixtures.marks.owner, fixtures.marks.serial, 'Exif', 'GPS']) {
    expect(sent.includes(mark), mark).toBe(false);
  }
  const { data, info } = await sharp(sent).raw().toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * info.channels).subarray(0, 3),
  ];
  const [red = 0, green = 0] = pixel(60, 60);
  expect(red).toBeGreaterThan(green + 100);
  const [otherRed = 0, otherGreen = 0] = pixel(1850, 60);
  expect(Math.abs(otherRed - otherGreen)).toBeLessThan(110);
});

test('the switch beside the drop area sends originals, and stays as it was set', async ({ stage }) => {
  const person = await stage.server.person('Ann');
  const ann = await stage.open(person);
  const bodies: Promise<number>[] = [];
  ann.on('requestfinished', (request) => {
    if (!request.url().endsWith('/api/uploads')) return;
    bodies.push(request.headerValue('content-length').then(Number));
  });
  const path = await fixtures.largePhoto();
  const { length } = await readFile(path);
  const originals = ann.getByRole('switch', { name: 'Send originals' });
  await expect(originals).not.toBeChecked();
  await originals.focus();
  await ann.keyboard.press('Space');
  await expect(originals).toBeChecked();
  await attach(ann, [path]);
  await expectPicturesShown(ann, 1);
  const [file] = await newestFiles(person);
  expect(file).toMatchObject({ name: 'IMG_2041.JPG', mime: 'image/jpeg', width: 3024, height: 4032 });
  const [body = 0] = await Promise.all(bodies);
  expect(body).toBeGreaterThan(length);
  expect(body).toBeLessThan(length + 2000);
  await ann.reload();
  await expect(ann.getByRole('switch', { name: 'Send originals' })).toBeChecked();
});

test('who keeps metadata sends photos as they are, with the wish', async ({ stage }) => {
  const person = await stage.server.person('Ann');
  const ann = await stage.open(person);
  await ann.getByRole('button', { name: /settings/ }).click();
  const dialog = ann.getByRole('dialog');
  await dialog.getByRole('switch', { name: 'Keep metadata' }).check();
  await expect(dialog.getByRole('switch', { name: 'Send originals' })).toBeChecked();
  await expect(dialog.getByRole('switch', { name: 'Send originals' })).toBeDisabled();
  await ann.keyboard.press('Escape');
  await expect(ann.getByRole('switch', { name: 'Send originals' })).toBeChecked();
  await attach(ann, [await fixtures.largePhoto()]);
  await expectPicturesShown(ann, 1);
  const [file] = await newestFiles(person);
  expect(file).toMatchObject({ name: 'IMG_2041.JPG', width: 3024 });
  const sent = (await person.request('GET', file?.urls.original ?? '')).bytes;
  expect(sent.includes(fixtures.marks.owner)).toBe(true);
});

test('a drawing loses nothing, what moves is left alone, and what can’t be decoded goes as it is', async ({
  stage,
}) => {
  const person = await stage.server.person('Ann');
  const ann = await stage.open(person);
  const drawing = await fixtures.largeDrawing();
  const broken = await readFile(await fixtures.largePhoto());
  broken.fill(0, 400_000);
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const frame = { create: { width: 500, height: 400, channels: 3, background: '#888', noise } } as const;
  const moving = await sharp([await sharp(frame).png().toBuffer(), await sharp(frame).png().toBuffer()], {
    join: { animated: true },
  })
    .webp({ quality: 95 })
    .toBuffer();
  const paths = [
    drawing,
    await fixtures.file('moving-large.webp', moving),
    await fixtures.file('half.jpg', broken.subarray(0, 2_000_000)),
  ];
  await attach(ann, paths);
  await expect(sentMessages(ann)).toHaveCount(1, { timeout: 60_000 });
  const [drawn, moved, half] = await newestFiles(person);
  // The server took out what it holds besides its frames.
  expect(moved).toMatchObject({ name: 'moving-large.webp', animated: true });
  expect(Math.abs((moved?.size ?? 0) - moving.length)).toBeLessThan(1000);
  expect(half?.name).toMatch(/^half\.(jpg|webp)$/);
  expect(drawn).toMatchObject({ name: 'Screenshot 2026.webp', width: 2400, height: 1600 });
  const [before, after] = await Promise.all([
    sharp(await readFile(drawing))
      .raw()
      .toBuffer(),
    sharp((await person.request('GET', drawn?.urls.original ?? '')).bytes)
      .removeAlpha()
      .raw()
      .toBuffer(),
  ]);
  expect(after.equals(before)).toBe(true);
  process.stdout.write(`drawing: ${(await readFile(drawing)).length} bytes became ${drawn?.size}\n`);
});

test.describe('with a limit of 4 MB', () => {
  test.use({ env: { MAX_UPLOAD_MB: '4' } });

  test('a photo over the limit passes when it is small enough by then; without it is refused', async ({
    stage,
  }) => {
    const ann = await stage.open(await stage.server.person('Ann'));
    const path = await fixtures.largePhoto();
    expect((await readFile(path)).length).toBeGreaterThan(4 * 1024 * 1024);
    await attach(ann, [path]);
    await expect(sentMessages(ann)).toHaveCount(1, { timeout: 60_000 });
    await expectPicturesShown(ann, 1);
    await ann.getByRole('switch', { name: 'Send originals' }).click();
    await attach(ann, [path]);
    await expect(ann.getByRole('alert')).toHaveText(
      /^“IMG_2041\.JPG” is [\d.]+\sMB\. At most 4\sMB are allowed\.$/,
    );
    await expect(sentMessages(ann)).toHaveCount(1);
  });
});
