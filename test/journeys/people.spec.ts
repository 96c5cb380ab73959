import { bubbles, expect, forgive, test, write } from '../support/journey.ts';

test('the admin is asked once what to keep, makes a person, and the person signs in by the link', async ({
  stage,
}) => {
  const { server } = stage;
  const { secret } = server.admin;
  const admin = await stage.visit(`/?user=${secret}`);
  const question = admin.getByRole('dialog');
  await expect(question).toBeVisible();
  await question.getByRole('button').last().click();
  await expect(question).toBeHidden();

  await admin.goto(`${server.url}/admin`);
  await admin.getByRole('button', { name: 'Add a person' }).click();
  await admin.getByRole('textbox').fill('Мария');
  await admin.keyboard.press('Enter');
  const dialog = admin.getByRole('dialog');
  const shown = dialog.locator('input');
  await expect(shown).toHaveValue(/\/\?user=[0-9a-f-]{36}$/);
  const { pathname, search } = new URL(await shown.inputValue());
  const link = pathname + search;
  const maria = await stage.visit(link);
  await expect(maria.locator('textarea')).toBeVisible();
  expect(maria.url()).not.toContain('user=');
  await write(maria, 'я здесь');

  await admin.goto(`${server.url}/`);
  await expect(bubbles(admin, 'я здесь')).toBeVisible();
  await expect(admin.getByRole('dialog')).toBeHidden();

  const people = await server.admin.json<{ people: { id: string; name: string }[] }>(
    'GET',
    '/api/admin/people',
  );
  const id = people.body.people.find((person) => person.name === 'Мария')?.id;
  await server.admin.json('DELETE', `/api/admin/people/${id}`);
  await expect(maria.locator('textarea')).toBeHidden({ timeout: 1500 });
  forgive(stage, /status of 401|WebSocket/);
});

test('who has no link, or a wrong one, is told how to get one, and nothing else', async ({ stage }) => {
  const none = await stage.visit('/');
  const wrong = await stage.visit('/?user=00000000-0000-4000-8000-000000000000');
  await expect(none.getByRole('heading')).toBeVisible();
  expect(await wrong.locator('body').innerText()).toBe(await none.locator('body').innerText());
  // The browser names the status 404 of the page itself.
  forgive(stage, /status of 404/);
});

test('on a phone there is one pane; the rooms are a drawer; nothing is wider than the screen', async ({
  stage,
}) => {
  const { server } = stage;
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Holidays' });
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const page = await stage.open(await server.person('Ann'), phone);
  await page.locator('textarea').fill('from a phone');
  await page.getByRole('button', { name: 'Send' }).tap();
  await expect(bubbles(page, 'from a phone')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole('button', { name: /rooms/i }).first().tap();
  await page.getByText('Holidays').first().tap();
  await expect(page.getByRole('heading', { name: 'Holidays' }).first()).toBeVisible();
});

test('who leaves on their last device is seen to have been here just now, in one’s own language', async ({
  stage,
}) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'), { locale: 'ru-RU' });
  const bob = await server.person('Bob');
  const [laptop, phone] = [await stage.open(bob), await stage.open(bob)];
  const row = ann.locator('.person', { hasText: 'Bob' });
  await expect(row).toHaveClass(/online/);
  await laptop.close();
  await expect(row).not.toHaveClass(/offline/);
  await phone.close();
  await expect(row).toContainText('В сети только что');
  await expect(row.locator('time')).toHaveAttribute('datetime', /^\d{4}-/);
});
