import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContextOptions,
  test as base,
  chromium,
  expect,
  type Page,
} from '@playwright/test';
import type { TestPerson } from './person.ts';
import { startServer, type TestServer } from './server.ts';

/** A server of its own, and a browser that trusts its authority as a person's browser would. */
export interface Stage {
  server: TestServer;
  /** Opens the person's link in a browser profile of their own, and waits for the chat. */
  open(person: TestPerson, options?: BrowserContextOptions): Promise<Page>;
  visit(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Starts the server again on the same port and folder. */
  restart(): Promise<void>;
  /** What the browsers complained of; a journey that provokes complaints takes them out. */
  problems: string[];
}

const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium on Linux reads its authorities from the NSS database in the home folder. */
function homeThatTrusts(caPem: string): string {
  const home = mkdtempSync(join(tmpdir(), 'bungaacord-home-'));
  const database = join(home, '.pki', 'nssdb');
  mkdirSync(database, { recursive: true });
  writeFileSync(join(home, 'ca.crt'), caPem);
  execFileSync('certutil', ['-d', `sql:${database}`, '-N', '--empty-password']);
  const add = ['-A', '-t', 'C,,', '-n', 'bungaacord', '-i', join(home, 'ca.crt')];
  execFileSync('certutil', ['-d', `sql:${database}`, ...add]);
  return home;
}

function watch(page: Page, problems: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
}

export const test = base.extend<{ stage: Stage }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from its pattern
  stage: async ({}, use) => {
    let server = await startServer({ REQUEST_BURST: '5000', SIGN_INS_PER_MINUTE: '1000' });
    const { folder, port } = server;
    const home = homeThatTrusts(server.caPem);
    const browser: Browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: browserArgs,
      env: { ...process.env, HOME: home } as Record<string, string>,
    });
    const problems: string[] = [];
    const visit = async (path: string, options: BrowserContextOptions = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-US',
        ...options,
      });
      const page = await context.newPage();
      watch(page, problems);
      await page.goto(server.url + path);
      return page;
    };
    await use({
      get server() {
        return server;
      },
      visit,
      open: async (person, options) => {
        const page = await visit(`/?user=${person.secret}`, options);
        await expect(page.locator('textarea')).toBeVisible();
        return page;
      },
      restart: async () => {
        server = await startServer({ PORT: String(port), REQUEST_BURST: '5000' }, folder);
      },
      problems,
    });
    await browser.close();
    await server.stop();
    await server.remove();
    rmSync(home, { recursive: true, force: true });
    expect(problems).toEqual([]);
  },
});

export { expect };

export const write = async (page: Page, text: string) => {
  await page.locator('textarea').fill(text);
  await page.locator('textarea').press('Enter');
};

export const bubbles = (page: Page, text: string) => page.locator('.message .bubble', { hasText: text });
