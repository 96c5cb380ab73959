import type { Page } from '@playwright/test';
import { expect, forgive, test, write } from '../support/journey.ts';

const whenKept = (page: Page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

/** Every address that the browser keeps something of, and all of that as text. */
const keptBy = (page: Page) =>
  page.evaluate(async () => {
    const found: { address: string; text: string }[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const text = (await (await cache.match(request))?.text()) ?? '';
        found.push({ address: request.url.replace(location.origin, ''), text });
      }
    }
    return found;
  });

test('the page’s own code is kept, and nothing that is anyone’s', async ({ stage }) => {
  const person = await stage.server.person('Ann');
  const ann = await stage.open(person);
  await write(ann, 'a word of Ann');
  await expect(ann.locator('.message', { hasText: 'a word of Ann' })).toBeVisible();
  await whenKept(ann);
  const kept = await keptBy(ann);
  expect(kept.map(({ address }) => address.replace(/-[\w-]{8}\./, '.')).sort()).toEqual([
    '/',
    '/assets/index.css',
    '/assets/index.js',
  ]);
  for (const { text } of kept) {
    expect(text).not.toContain(person.secret);
    expect(text).not.toContain(person.id);
    expect(text).not.toContain('a word of Ann');
  }

  // The page opens without the server, says so, and goes on when there is one again.
  await stage.server.stop();
  await ann.reload();
  await expect(ann.getByRole('button', { name: 'Try again' })).toBeVisible();
  await stage.restart();
  await ann.getByRole('button', { name: 'Try again' }).click();
  await expect(ann.locator('.message', { hasText: 'a word of Ann' })).toBeVisible();
  forgive(stage, /net::ERR_|WebSocket/);
});

test('a page that is older than the server’s is opened anew, once', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await whenKept(ann);
  // As after an update: the server tells of another page than the one that was kept.
  await ann.addInitScript(() => {
    const ask = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const answer = await ask(input, init);
      if (input !== '/api/rooms') return answer;
      const headers = new Headers(answer.headers);
      headers.set('x-page-version', 'another');
      return new Response(answer.body, { status: answer.status, headers });
    };
  });
  const documents: boolean[] = [];
  ann.on('response', (response) => {
    if (response.request().isNavigationRequest()) documents.push(response.fromServiceWorker());
  });
  await ann.reload();
  await expect(ann.getByRole('log')).toBeVisible();
  // First what was kept, then what the server has; it never goes round.
  await expect.poll(() => documents).toEqual([true, false]);
  await ann.waitForTimeout(1000);
  expect(documents).toEqual([true, false]);
});

test('a link goes to the server, and who signs out takes the kept page along', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await whenKept(ann);
  const wrong = await ann.goto(`${stage.server.url}/?user=00000000-0000-4000-8000-000000000000`);
  expect([wrong?.status(), wrong?.fromServiceWorker()]).toEqual([404, false]);
  const back = await ann.goto(stage.server.url);
  expect([back?.status(), back?.fromServiceWorker()]).toEqual([200, true]);
  await ann.getByRole('button', { name: 'Ann' }).click();
  await ann.getByRole('button', { name: 'Sign out' }).click();
  await ann.getByRole('dialog').last().getByRole('button', { name: 'Sign out' }).last().click();
  await expect(ann.getByRole('heading', { name: 'You are signed out' })).toBeVisible();
  await expect.poll(() => keptBy(ann)).toEqual([]);
  const after = await ann.goto(stage.server.url);
  expect([after?.status(), after?.fromServiceWorker()]).toEqual([404, false]);
  forgive(stage, /status of 404/);
});
