import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  chromium,
  expect,
  type Page,
} from '@playwright/test';
import { recordGlows } from './browser-page.ts';
import type { TestPerson } from './person.ts';
import { startServer, type TestServer } from './server.ts';
import { browserArgs, chromiumPath, homeThatTrusts } from './trusting-browser.ts';

/** A server of its own, and a browser that trusts its authority as a person's browser would. */
export interface Stage {
  server: TestServer;
  /** Opens the person's link in a browser profile of their own, and waits for the chat. */
  open(person: TestPerson, options?: BrowserContextOptions): Promise<Page>;
  /** Opens a path of the server, or a whole address. */
  visit(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Starts the server again on the same port and folder. */
  restart(): Promise<void>;
  /** What the browsers complained of; a journey that provokes complaints takes them out. */
  problems: string[];
}

function watch(page: Page, problems: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
}

/** Stories write quickly; how the server slows down a flood is tested at its front door. */
const patient = { REQUEST_BURST: '5000', MESSAGE_BURST: '1000', SIGN_INS_PER_MINUTE: '1000' };

/** A browser that trusts one authority, and the folder whose certificates that authority signed. */
interface Trusting {
  browser: Browser;
  tlsFolder: string;
}

type Fixtures = { env: Record<string, string>; stage: Stage };

export const test = base.extend<Fixtures, { flags: string[]; trusting: Trusting }>({
  /** Chromium's own, where a journey's people have set up theirs otherwise. */
  flags: [[], { option: true, scope: 'worker' }],
  /** The server's settings, where a journey wants others than most. */
  env: [{}, { option: true }],
  // One browser for all journeys, and one authority: people's profiles are contexts of their own, and starting takes long.
  trusting: [
    async ({ flags }, use) => {
      const first = await startServer();
      await first.stop();
      const home = homeThatTrusts(first.caPem);
      const browser = await chromium.launch({
        executablePath: chromiumPath,
        args: [...browserArgs, ...flags],
        env: { ...process.env, HOME: home } as Record<string, string>,
      });
      await use({ browser, tlsFolder: join(first.folder, 'data/tls') });
      await browser.close();
      await first.remove();
      rmSync(home, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  stage: async ({ env, trusting }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'bungaacord-test-'));
    cpSync(trusting.tlsFolder, join(folder, 'data/tls'), { recursive: true });
    let server = await startServer({ ...patient, ...env }, folder);
    const { port } = server;
    const problems: string[] = [];
    const contexts: BrowserContext[] = [];
    const visit = async (path: string, options: BrowserContextOptions = {}) => {
      const context = await trusting.browser.newContext({
        viewport: { width: 1280, height: 800 },
        locale: 'en-US',
        ...options,
      });
      contexts.push(context);
      await context.addInitScript(recordGlows);
      const page = await context.newPage();
      watch(page, problems);
      await page.goto(new URL(path, server.url).href);
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
        server = await startServer({ ...patient, ...env, PORT: String(port) }, folder);
      },
      problems,
    });
    for (const context of contexts) await context.close();
    await server.stop();
    await server.remove();
    expect(problems).toEqual([]);
  },
});

export { expect };

export const write = async (page: Page, text: string) => {
  await page.locator('textarea').fill(text);
  await page.locator('textarea').press('Enter');
};

export const bubbles = (page: Page, text: string) => page.locator('.message .bubble', { hasText: text });

/** Takes out the complaints that a story provokes by itself; any other still fails it. */
export function forgive(stage: Stage, provoked: RegExp): void {
  stage.problems.splice(0, Infinity, ...stage.problems.filter((problem) => !provoked.test(problem)));
}
