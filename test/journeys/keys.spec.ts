import { composer, messageWith, paste, sentMessages } from '../support/browser-page.ts';
import { expect, test, write } from '../support/journey.ts';

test('who types is seen, and not for ever', async ({ stage }) => {
  const { server } = stage;
  const ann = await stage.open(await server.person('Ann'));
  const bob = await stage.open(await server.person('Bob'));
  await composer(ann).pressSequentially('hel');
  await expect(bob.locator('.typing')).toHaveText('Ann is typing…');
  await expect(ann.locator('.typing')).toHaveText('');
  await composer(ann).press('Enter');
  await expect(messageWith(bob, 'hel')).toBeVisible();
  await expect(bob.locator('.typing')).toHaveText('');
  await composer(ann).pressSequentially('still more', { delay: 350 });
  await expect(bob.locator('.typing')).toHaveText('Ann is typing…');
  await expect(bob.locator('.typing')).toHaveText('', { timeout: 9000 });
});

test('rooms are reached by name and by key, and the keys are told', async ({ stage }) => {
  const { server } = stage;
  for (const name of ['Alpha', 'Ёлки']) await server.admin.json('POST', '/api/admin/rooms', { name });
  const ann = await stage.open(await server.person('Ann'));
  const title = ann.locator('.chat-head h1');
  // Shortcuts come right after the first paint, with the buttons of the field.
  await expect(ann.getByRole('button', { name: 'Insert an emoji' })).toBeVisible();
  await ann.keyboard.press('Control+k');
  await expect(ann.getByRole('combobox', { name: 'Name of a room' })).toBeFocused();
  await ann.keyboard.type('елк');
  await ann.keyboard.press('Enter');
  await expect(title).toHaveText('Ёлки');
  await ann.keyboard.press('Alt+ArrowUp');
  await expect(title).toHaveText('Alpha');
  const rooms = (await server.admin.json<{ rooms: { id: string; name: string }[] }>('GET', '/api/rooms'))
    .body;
  const elki = rooms.rooms.find(({ name }) => name === 'Ёлки');
  await server.admin.json('POST', `/api/rooms/${elki?.id}/messages`, { text: 'news' });
  await expect(ann.locator('.room.unread')).toHaveCount(1);
  await ann.keyboard.press('Alt+Shift+ArrowDown');
  await expect(title).toHaveText('Ёлки');
  await ann.keyboard.press('Control+/');
  await expect(ann.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Ctrl+K');
  await ann.keyboard.press('Escape');
  await expect(ann.getByRole('dialog')).toHaveCount(0);
});

test('keys format what is chosen, an address over words is a link, a long text may go as a file', async ({
  stage,
}) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await composer(ann).fill('bold here');
  await composer(ann).evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(0, 4));
  await ann.keyboard.press('Control+b');
  await expect(composer(ann)).toHaveValue('**bold** here');
  await ann.keyboard.press('Control+b');
  await expect(composer(ann)).toHaveValue('bold here');
  await composer(ann).evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(5, 9));
  await paste(ann, { text: 'https://example.org/x' });
  await expect(composer(ann)).toHaveValue('bold [here](https://example.org/x)');
  await composer(ann).press('Enter');
  await expect(messageWith(ann, 'bold here').locator('a')).toHaveAttribute('href', 'https://example.org/x');

  await paste(ann, { text: 'long '.repeat(1000) });
  await ann.getByRole('button', { name: 'Send it as a file' }).click();
  await expect(sentMessages(ann).filter({ hasText: 'Pasted text.txt' })).toBeVisible();
  await expect(composer(ann)).toHaveValue('');
  await write(ann, '||secret||');
  await ann.getByRole('button', { name: /^Hidden text/ }).click();
  await expect(messageWith(ann, 'secret').locator('.md-spoiler.open')).toHaveText('secret');
});

test('what is typed right after a shortcut goes where it was meant, however slowly that comes', async ({
  stage,
}) => {
  const { server } = stage;
  await server.admin.json('POST', '/api/admin/rooms', { name: 'Ёлки' });
  await server.admin.json('POST', '/api/rooms/General/messages', { text: 'a hut in the snow' });
  const ann = await stage.open(await server.person('Ann'));
  await expect(ann.getByRole('button', { name: 'Insert an emoji' })).toBeVisible();
  // Its file area is drawn as it stays, and not only once the first file is sent.
  expect((await ann.locator('.drop-row').boundingBox())?.height).toBeLessThan(40);
  await ann.route(/\/assets\/(?:switcher|pane)-[^/]*\.js$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 700));
    await route.continue();
  });
  await composer(ann).press('Control+Shift+F');
  await ann.keyboard.type('hu');
  const search = ann.getByRole('combobox', { name: 'Search' });
  await expect(search).toHaveValue('hu');
  await expect(search).toBeFocused();
  await ann.keyboard.type('t');
  await expect(ann.locator('.hit mark')).toHaveText(['hut']);
  await ann.keyboard.press('Escape');
  await expect(composer(ann)).toBeFocused();

  await ann.keyboard.press('Control+k');
  await ann.keyboard.type('ел');
  await expect(ann.getByRole('combobox', { name: 'Name of a room' })).toHaveValue('ел');
  await ann.keyboard.type('к');
  await ann.keyboard.press('Enter');
  await expect(ann.locator('.chat-head h1')).toHaveText('Ёлки');
  await expect(composer(ann)).toHaveValue('');
});
