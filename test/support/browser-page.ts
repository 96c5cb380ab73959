import { expect, type Locator, type Page } from '@playwright/test';

/** How the stories' people find their way about the page. */
export const composer = (page: Page): Locator => page.locator('.composer textarea');
/** The messages that the server has; those on their way aren't among them. */
export const sentMessages = (page: Page): Locator => page.locator('article[data-seq]');
export const messageWith = (page: Page, text: string): Locator =>
  sentMessages(page).filter({ hasText: text });
/**
 * Run in the page as it begins: writes down which messages glow. They do so for two seconds, and on a busy machine whoever
 * asks for it again and again may miss that.
 */
export function recordGlows(): void {
  const glowed: string[] = [];
  let last: Element | null = null;
  Object.assign(globalThis, { glowed });
  new MutationObserver(() => {
    const now = document.querySelector('article.glowing');
    if (now && now !== last) glowed.push(now.querySelector('.message-text')?.textContent ?? '');
    last = now;
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['class'] });
}
/** The texts of the messages that have glowed since the page was loaded, in order. */
export const glowed = (page: Page): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { glowed: string[] }).glowed);

export const uploadCards = (page: Page): Locator => page.locator('.tray .upload');
export const viewer = (page: Page): Locator => page.locator('dialog.viewer');

/** The texts of the messages that the server has, as shown, in order. */
export const shownTexts = (page: Page): Promise<string[]> =>
  sentMessages(page).locator('.message-text').allTextContents();

/** Chooses files by the paperclip, as the browser's chooser would hand them over. */
export async function attach(page: Page, paths: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.locator('.composer-box button').first().click();
  await (await chooser).setFiles(paths);
}

/** Drops files of this machine onto the middle of the chat, as a file manager does. */
export async function dropFiles(page: Page, paths: string[]): Promise<void> {
  const box = await page.getByRole('log').boundingBox();
  const x = (box?.x ?? 0) + (box?.width ?? 0) / 2;
  const y = (box?.y ?? 0) + (box?.height ?? 0) / 2;
  const cdp = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  await cdp.send('Input.dispatchDragEvent', { type: 'dragEnter', x, y, data });
  await cdp.send('Input.dispatchDragEvent', { type: 'dragOver', x, y, data });
  await expect(page.locator('.drop-over')).toBeVisible();
  await cdp.send('Input.dispatchDragEvent', { type: 'drop', x, y, data });
  await expect(page.locator('.drop-over')).toBeHidden();
  await cdp.detach();
}

/** What a clipboard can hold. */
export interface Pasted {
  text?: string;
  /** Beside the text, as programs of offices give it. */
  html?: string;
  files?: { name: string; type: string; base64: string }[];
}

/**
 * A clipboard event made by hand: the browser's own clipboard takes no files from a test, and of pictures only PNG.
 * Like the real one it inserts its text where the focus is, unless the page takes the event for itself.
 */
export async function paste(page: Page, pasted: Pasted): Promise<void> {
  await page.evaluate(({ text, html, files }) => {
    const data = new DataTransfer();
    if (text !== undefined) data.setData('text/plain', text);
    if (html !== undefined) data.setData('text/html', html);
    for (const { name, type, base64 } of files ?? []) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name, { type }));
    }
    const target = document.activeElement ?? document.body;
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    if (target.dispatchEvent(event) && text !== undefined) {
      document.execCommand('insertText', false, text);
    }
  }, pasted);
}

/** Every picture of the room has been decoded, and none is wider than the specification's 400 pixels. */
export async function expectPicturesShown(page: Page, count: number): Promise<void> {
  const pictures = page.locator('article[data-seq] .picture img');
  // How soon is for `bench/media` to say: beside other journeys' browsers any time would be a guess.
  await expect(pictures).toHaveCount(count, { timeout: 150_000 });
  for (const picture of await pictures.all()) {
    await picture.scrollIntoViewIfNeeded();
    const name = (await picture.getAttribute('alt')) ?? '';
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => (img.complete ? img.naturalWidth : 0)), name)
      .toBeGreaterThan(0);
    const width = (await picture.boundingBox())?.width ?? 0;
    expect(width, name).toBeGreaterThan(0);
    expect(width, name).toBeLessThanOrEqual(400);
  }
}

/** Plays it and waits until the browser has really decoded frames of it: some players start, and show nothing. */
export async function expectPlays(video: Locator): Promise<void> {
  await video.scrollIntoViewIfNeeded();
  const name = (await video.getAttribute('aria-label')) ?? '';
  await video.evaluate(async (player: HTMLVideoElement) => {
    player.muted = true;
    await player.play();
  });
  const frames = (player: HTMLVideoElement) => player.getVideoPlaybackQuality().totalVideoFrames;
  await expect.poll(() => video.evaluate(frames), name).toBeGreaterThan(2);
  await video.evaluate((player: HTMLVideoElement) => player.pause());
}

/** Presses a key until the focus is on something that fits. */
export async function pressUntilFocused(page: Page, key: string, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press(key);
    if (await wanted.evaluateAll((all) => all.includes(document.activeElement as HTMLElement))) return;
  }
  throw new Error(`${key} never reached ${String(wanted)}`);
}
