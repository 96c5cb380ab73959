import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Message } from '../../protocol/messages.ts';
import * as fixtures from '../support/fixtures.ts';
import { bubbles, expect, test, write } from '../support/journey.ts';
import { whenReady } from '../support/when-ready.ts';

const choose = async (page: Page, files: string[]) => {
  const waiting = page.waitForEvent('filechooser');
  await page.locator('.drop-area').click();
  await (await waiting).setFiles(files);
};

/** A player may report “can play” and show nothing: only decoded frames prove a picture. */
const framesOf = (video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames;

test('pictures of every kind show to the other, upright and at most 400 wide', async ({ stage }) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(await server.person('Bob'));
  const files = [
    await fixtures.jpeg(6),
    await fixtures.png(),
    await fixtures.gif(),
    await fixtures.webp(),
    await fixtures.svg(
      'plain',
      '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="60"><rect width="80" height="60" fill="teal"/></svg>',
    ),
  ];
  await ann.locator('textarea').fill('all kinds');
  await choose(ann, files);
  await expect(bubbles(bob, 'all kinds')).toBeVisible();
  const pictures = bob.locator('.message .picture img');
  await expect(pictures).toHaveCount(files.length);
  for (const picture of await pictures.all()) {
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0))
      .toBe(true);
    expect(await picture.evaluate((img) => img.clientWidth)).toBeLessThanOrEqual(400);
  }
});

test('a film plays, also one that browsers do not know; a text is refused with a sentence', async ({
  stage,
}) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(await server.person('Bob'));
  for (const file of [await fixtures.clips.mp4(), await fixtures.clips.avi()]) {
    await choose(ann, [file]);
    const video = bob.locator('.message').last().locator('video');
    await expect(video).toBeVisible({ timeout: 150_000 });
    expect(await video.evaluate((element: HTMLVideoElement) => [element.autoplay, element.preload])).toEqual([
      false,
      'none',
    ]);
    await video.evaluate((element: HTMLVideoElement) => {
      element.muted = true;
      return element.play();
    });
    await expect.poll(() => video.evaluate(framesOf)).toBeGreaterThan(2);
  }
  await choose(ann, [await fixtures.file('letter.exe', 'MZ this is no picture')]);
  await expect(ann.getByRole('alert').first()).toContainText('letter.exe');
});

test('a dropped file and a pasted one are sent by themselves', async ({ stage }) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(await server.person('Bob'));
  const cdp = await ann.context().newCDPSession(ann);
  const data = { items: [], files: [await fixtures.png()], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, x: 640, y: 300, data });
  }
  await expect(bob.locator('.message .picture')).toHaveCount(1);

  // The clipboard of a headless browser carries no files: the event is made by hand, its file is real.
  await ann.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 300, height: 200 });
    canvas.getContext('2d')?.fillRect(0, 0, 300, 200);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([blob ?? ''], 'image.png', { type: 'image/png' }));
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  });
  await expect(bob.locator('.message .picture')).toHaveCount(2);
});

test('the viewer opens, steps and closes, and gives the focus back', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await choose(ann, [await fixtures.png(), await fixtures.webp()]);
  const pictures = ann.locator('.message .picture[data-state="shown"]');
  await expect(pictures).toHaveCount(2);
  const picture = pictures.first();
  await picture.click();
  const viewer = ann.locator('dialog.viewer');
  await expect(viewer).toBeVisible();
  await ann.keyboard.press('ArrowRight');
  await expect(viewer).toContainText('2 of 2');
  await ann.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await picture.click();
  await expect(viewer).toBeVisible();
  await viewer.getByRole('button', { name: 'Close' }).click();
  await expect(viewer).toBeHidden();
  await expect(picture).toBeFocused();
});

test('a still reader is not moved by a single pixel while pictures load', async ({ stage }) => {
  const { server } = stage;
  const ann = await server.person('Ann');
  for (const path of [
    await fixtures.jpeg(),
    await fixtures.png(),
    await fixtures.webp(),
    await fixtures.clips.mp4(),
  ]) {
    const file = { name: basename(path), bytes: await readFile(path) };
    const sent = await ann.upload<{ message: Message }>('/api/upload', [['file', file]]);
    expect(sent.status).toBe(201);
    // What a busy machine knows no size of yet is a card, and then something else.
    await whenReady(ann, sent.body.message.id);
  }
  const bob = await stage.open(await server.person('Bob'));
  await expect(bob.locator('.message .picture[data-state="shown"]')).toHaveCount(3);
  const shifts = await bob.evaluate(
    () =>
      new Promise<string[]>((done) => {
        type Rect = DOMRectReadOnly;
        type Shift = {
          value: number;
          sources: { node: Node | null; previousRect: Rect; currentRect: Rect }[];
        };
        const seen: string[] = [];
        const told = ({ x, y, width, height }: Rect) => [x, y, width, height].map(Math.round).join(' ');
        new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries() as unknown as Shift[])
            for (const { node, previousRect, currentRect } of sources) {
              const what = node instanceof Element ? node.outerHTML.slice(0, 200) : node?.textContent;
              seen.push(`${value}: ${what} from ${told(previousRect)} to ${told(currentRect)}`);
            }
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done(seen), 1000);
      }),
  );
  expect(shifts).toEqual([]);
});

test('what the room no longer keeps is gone from the disk as well', async ({ stage }) => {
  const { server } = stage;
  const person = await server.person('Ann');
  const ann = await stage.open(person);
  await choose(ann, [await fixtures.png()]);
  await expect(ann.locator('.message .picture[data-state="shown"]')).toHaveCount(1);
  const media = join(server.folder, 'static', 'media');
  const files = async () => {
    try {
      const all = await readdir(media, { recursive: true, withFileTypes: true });
      return all.filter((one) => one.isFile() && one.name !== '.gitignore').length;
    } catch (error) {
      // A folder that goes while it is being listed: that is what is waited for.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Number.NaN;
      throw error;
    }
  };
  expect(await files()).toBeGreaterThan(1);
  for (let n = 0; n < 20; n++) await write(ann, `message ${n}.`);
  await expect(bubbles(ann, 'message 19.')).toBeVisible();
  await expect(ann.locator('.message .picture')).toHaveCount(0);
  await expect.poll(files).toBe(0);
});
