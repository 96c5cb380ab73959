import AxeBuilder from '@axe-core/playwright';
import { bubbles, expect, forgive, test, write } from '../support/journey.ts';

test('two people write to each other and see it at once', async ({ stage }) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(await server.person('Bob'));
  expect(ann.url()).toMatch(/\/r\/[0-9]+$/);

  await write(ann, 'Hello Bob');
  await expect(bubbles(bob, 'Hello Bob')).toBeVisible({ timeout: 2000 });
  await write(bob, 'Hello Ann');
  await expect(bubbles(ann, 'Hello Ann')).toBeVisible({ timeout: 2000 });

  await ann.locator('textarea').fill('first line');
  await ann.locator('textarea').press('Shift+Enter');
  await ann.locator('textarea').pressSequentially('second line');
  await ann.locator('textarea').press('Enter');
  const lines = bob.locator('.message-text', { hasText: 'second line' });
  await expect(lines).toHaveText('first line\nsecond line', { useInnerText: true });

  const mine = ann.locator('.message.mine .bubble', { hasText: 'Hello Bob' });
  const theirs = ann.locator('.message.theirs .bubble', { hasText: 'Hello Ann' });
  const colour = (element: Element) => getComputedStyle(element).backgroundColor;
  expect(await mine.evaluate(colour)).not.toBe(await theirs.evaluate(colour));
  await expect(ann.getByRole('log')).toBeVisible();
});

test('text cannot run anything, and links can be clicked', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const hostile =
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> https://example.org/a?b=1';
  await write(ann, hostile);
  await expect(ann.locator('.message-text').last()).toHaveText(hostile);
  await expect(ann.locator('.message-text a')).toHaveAttribute('href', 'https://example.org/a?b=1');
  expect(await ann.evaluate(() => 'hacked' in window)).toBe(false);
});

test('a lost connection is shown, and made up for once and in order', async ({ stage }) => {
  const { server } = stage;
  const annsPerson = await server.person('Ann');
  const ann = await stage.open(annsPerson);
  await write(ann, 'before');
  await expect(ann.locator('.message.pending')).toHaveCount(0);
  await server.stop();
  await expect(ann.locator('[class*="banner"]').first()).toBeVisible();
  await write(ann, 'written while away');
  await expect(bubbles(ann, 'written while away')).toBeVisible();
  await stage.restart();
  for (let n = 0; n < 3; n++) {
    await stage.server.admin.json('POST', '/api/rooms/General/messages', { text: `missed ${n}` });
  }
  await expect(bubbles(ann, 'missed 2')).toBeVisible({ timeout: 30_000 });
  await expect(ann.locator('.message.pending')).toHaveCount(0);
  for (const text of ['before', 'written while away', 'missed 0', 'missed 1', 'missed 2']) {
    await expect(bubbles(ann, text)).toHaveCount(1);
  }
  const texts = await ann.locator('.message-text').allInnerTexts();
  expect(texts.filter((text) => text.startsWith('missed'))).toEqual(['missed 0', 'missed 1', 'missed 2']);
  // The browser itself reports that it could not connect meanwhile.
  forgive(stage, /net::ERR_|WebSocket/);
});

test('the 21st message pushes out the first', async ({ stage }) => {
  const person = await stage.server.person('Ann');
  const ann = await stage.open(person);
  for (let n = 1; n <= 21; n++)
    await person.json('POST', '/api/rooms/General/messages', { text: `number ${n}.` });
  await expect(bubbles(ann, 'number 21.')).toBeVisible();
  await expect(bubbles(ann, 'number 1.')).toHaveCount(0);
  await expect(bubbles(ann, 'number 2.')).toHaveCount(1);
});

test('the keyboard alone is enough, and axe finds nothing serious in either theme', async ({ stage }) => {
  const { server } = stage;
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Second' });
  const bob = await server.person('Bob');
  await bob.json('POST', '/api/rooms/General/messages', { text: 'something to read: https://example.org' });
  for (const colorScheme of ['dark', 'light'] as const) {
    const page = await stage.open(await server.person(`Ann ${colorScheme}`), { colorScheme });
    await page.keyboard.type(`typed anywhere ${colorScheme}`);
    await page.keyboard.press('Enter');
    await expect(bubbles(page, `typed anywhere ${colorScheme}`)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
});

test('in Russian nothing is left in English', async ({ stage }) => {
  const page = await stage.open(await stage.server.person('Аня'), { locale: 'ru-RU' });
  await write(page, 'Привет');
  await expect(bubbles(page, 'Привет')).toBeVisible();
  const words = await page.evaluate(() => {
    const attributes = ['aria-label', 'title', 'placeholder', 'data-tip'];
    const named = [...document.querySelectorAll('*')].flatMap((element) =>
      attributes.map((name) => element.getAttribute(name) ?? ''),
    );
    return `${document.body.innerText} ${named.join(' ')} ${document.title}`.match(/[A-Za-z]{2,}/g) ?? [];
  });
  const names = new Set(['bungaacord', 'General', 'Admin', 'Ctrl', 'Enter', 'Shift', 'Esc']);
  expect(words.filter((word) => !names.has(word))).toEqual([]);
});

test('in a busy room the server is told about once a second what is read, and of the last at last', async ({
  stage,
}) => {
  const reader = await stage.server.person('Ann');
  const bob = await stage.server.person('Bob');
  const ann = await stage.open(reader);
  let told = 0;
  ann.on('request', (request) => {
    if (request.method() === 'PUT' && request.url().endsWith('/read')) told += 1;
  });
  const from = Date.now();
  for (let n = 1; n <= 40; n++) await bob.json('POST', '/api/rooms/General/messages', { text: `busy ${n}.` });
  await expect(bubbles(ann, 'busy 40.')).toBeVisible();
  const left = async () =>
    (await reader.json<{ rooms: { unread: number }[] }>('GET', '/api/rooms')).body.rooms[0]?.unread;
  await expect.poll(left).toBe(0);
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThanOrEqual((Date.now() - from) / 1000 + 2);
});
