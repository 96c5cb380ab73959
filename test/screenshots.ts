// Makes the pictures in docs/screenshots from a real server with a made-up conversation: `node test/screenshots.ts`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { TestPerson } from './support/person.ts';
import { converse, spreadOut } from './support/scene.ts';
import { startServer, type TestServer } from './support/server.ts';
import { chromiumPath } from './support/trusting-browser.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../docs/screenshots');
const mostBytes = 200 * 1024;

interface Shot extends BrowserContextOptions {
  name: string;
  person: TestPerson;
  path?: string;
  act?: (page: Page) => Promise<void>;
}
const chromiumArgs = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

async function shoot(browser: Browser, server: TestServer, shot: Shot) {
  const { name, person, path = '/', act, ...options } = shot;
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    deviceScaleFactor: 1,
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  await page.goto(`${server.url}/?user=${person.secret}`);
  await page.locator('textarea').waitFor();
  if (path !== '/') await page.goto(server.url + path);
  await page.waitForTimeout(1500);
  await act?.(page);
  await page.waitForTimeout(800);
  const png = await page.screenshot();
  // A palette of its own for each: half the size, and nobody sees it.
  const small = await sharp(png).png({ palette: true, quality: 95, effort: 10 }).toBuffer();
  if (small.length > mostBytes) throw new Error(`${name}.png has ${small.length} bytes`);
  await sharp(small).toFile(join(folder, `${name}.png`));
  return context;
}

/** The message comes to stand at the top of the screen. */
const scrollTo = (text: string) => (page: Page) =>
  page
    .locator('article', { hasText: text })
    .first()
    .evaluate((row) => row.scrollIntoView({ block: 'start' }));

await mkdir(folder, { recursive: true });
const first = await startServer({ REQUEST_BURST: '5000' });
const { mira, jonas, lena, omar } = await converse(first);
await first.stop();
spreadOut(first.folder, [
  { person: jonas, minutesAgo: 190 },
  { person: lena, minutesAgo: 12 },
  { person: omar, minutesAgo: 75 },
  { person: first.admin, minutesAgo: 30 },
]);
const server = await startServer({ REQUEST_BURST: '5000' }, first.folder);
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
const desk = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const light = { colorScheme: 'light', ...desk } as const;
const dark = { colorScheme: 'dark', ...desk } as const;
// Whoever has been photographed stays, so that the others see them.
await shoot(browser, server, {
  name: 'chat-light',
  person: mira,
  act: scrollTo('The clouds below'),
  ...light,
});
await shoot(browser, server, { name: 'chat-phone', person: omar, ...phone, colorScheme: 'light' });
await shoot(browser, server, { name: 'chat-dark', person: server.admin, ...dark });
const search = async (page: Page) => {
  await page.keyboard.press('Control+Shift+F');
  await page.keyboard.type('hut');
  await page.waitForTimeout(1000);
};
await shoot(browser, server, { name: 'search', person: mira, act: search, ...dark });
await shoot(browser, server, {
  name: 'chat-phone-dark',
  person: lena,
  ...phone,
  colorScheme: 'dark',
  locale: 'ru-RU',
});
const view = (page: Page) => page.locator('.message .picture').nth(1).click();
await shoot(browser, server, { name: 'viewer', person: jonas, act: view, ...dark });
await shoot(browser, server, { name: 'admin', person: server.admin, path: '/admin', ...light });
await browser.close();
await server.stop();
await server.remove();
