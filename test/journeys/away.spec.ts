import { messageWith, sentMessages, shownTexts } from '../support/browser-page.ts';
import { stretchWire } from '../support/browser-wire.ts';
import { expect, forgive, test, write } from '../support/journey.ts';

/** The page is reached by a wire that the story can cut. */
const wired = test.extend<{ wire: Awaited<ReturnType<typeof stretchWire>> }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of what a fixture needs from its pattern
  wire: async ({}, use) => {
    const wire = await stretchWire();
    await use(wire);
    await wire.end();
  },
  env: async ({ wire }, use) => use({ PUBLIC_URL: `https://127.0.0.1:${wire.port}` }),
});

wired(
  'a cut connection is shown; then every missed message is there, once and in order',
  async ({ stage, wire }) => {
    wire.to(stage.server.port);
    const bob = await stage.server.person('Bob');
    const person = await stage.server.person('Ann');
    const page = await stage.visit(`https://127.0.0.1:${wire.port}/?user=${person.secret}`);
    await write(page, 'before');
    await expect(messageWith(page, 'before')).toBeVisible();
    const post = (text: string) => bob.json<{ id: string }>('POST', '/api/rooms/General/messages', { text });
    const seen = await post('seen, and deleted meanwhile');
    await expect(messageWith(page, 'seen, and deleted')).toBeVisible();

    wire.cut();
    await expect(page.getByText('The connection is lost.')).toBeVisible();
    const unseen = await post('never seen');
    for (let n = 1; n <= 5; n++) await post(`missed ${n}`);
    await bob.json('DELETE', `/api/messages/${unseen.body.id}`);
    await bob.json('DELETE', `/api/messages/${seen.body.id}`);
    await write(page, 'written away 1');
    await write(page, 'written away 2');
    await expect(page.locator('article.pending')).toHaveCount(2);
    wire.mend();
    await expect(page.getByText('The connection is lost.')).toBeHidden();
    const missed = [1, 2, 3, 4, 5].map((n) => `missed ${n}`);
    const all = ['before', ...missed, 'written away 1', 'written away 2'];
    await expect.poll(() => shownTexts(page)).toEqual(all);
    await expect(page.locator('article.pending')).toHaveCount(0);
    // The browser reports each try without a network.
    forgive(stage, /net::ERR_|WebSocket/);
  },
);

test('what could not be sent is still there after a reload, and is sent once', async ({ stage }) => {
  const bob = await stage.server.person('Bob');
  const ann = await stage.open(await stage.server.person('Ann'));
  let answersLost = 0;
  await ann.route('**/api/rooms/*/messages', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    // The server takes the first one, but its answer never arrives: the hardest case for “once”.
    if (answersLost++ === 0) await route.fetch().catch(() => undefined);
    await route.abort();
  });
  await write(ann, 'first words');
  await write(ann, 'second words');
  await expect(
    ann.locator('article[data-state="pending"]').filter({ hasText: 'second words' }),
  ).toBeVisible();
  await ann.reload();
  await expect(ann.locator('article').filter({ hasText: 'second words' })).toBeVisible();
  await ann.unroute('**/api/rooms/*/messages');
  await expect(messageWith(ann, 'second words')).toBeVisible();
  await expect(ann.locator('article.pending')).toHaveCount(0);
  expect(await shownTexts(ann)).toEqual(['first words', 'second words']);
  const page = await bob.json<{ messages: { text: string }[] }>('GET', '/api/rooms/General/messages');
  expect(page.body.messages.map(({ text }) => text)).toEqual(['first words', 'second words']);
  forgive(stage, /net::ERR_FAILED/);
});

test('who comes back after messages were trimmed unseen is told how many', async ({ stage }) => {
  const bob = await stage.server.person('Bob');
  const person = await stage.server.person('Ann');
  const ann = await stage.open(person);
  await ann.close();
  for (let n = 1; n <= 25; n++) await bob.json('POST', '/api/rooms/General/messages', { text: `line ${n}.` });
  const back = await stage.open(person);
  await expect(sentMessages(back)).toHaveCount(20);
  await back.getByRole('log').evaluate((view) => {
    view.scrollTop = 0;
  });
  await expect(back.getByText('5 messages came while you were away and are no longer kept.')).toBeVisible();
});
