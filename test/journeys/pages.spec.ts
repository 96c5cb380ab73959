import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Overview } from '../../protocol/rooms.ts';
import { attach, expectPicturesShown, viewer } from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, type Stage, test, write } from '../support/journey.ts';

interface Names {
  room: string;
  bob: string;
  text: string;
  file: string;
  settings: RegExp;
  profile: RegExp;
  actions: RegExp;
  add: string;
}

const english: Names = {
  room: 'Garden',
  bob: 'Bob',
  text: 'Good morning!',
  file: 'the sea.png',
  settings: /You and settings/,
  profile: /^Profile/,
  actions: /^Actions: Bob/,
  add: 'Add a person',
};
const russian: Names = {
  room: 'Сад',
  bob: 'Борис',
  text: 'Доброе утро!',
  file: 'Море.png',
  settings: /Вы и настройки/,
  profile: /^Профиль/,
  actions: /^Действия: Борис/,
  add: 'Добавить человека',
};

/** Calls `look` on every page and dialog of the admin, the one who sees them all, with something in each. */
async function walk(stage: Stage, page: Page, of: { names: Names; look: (what: string) => Promise<void> }) {
  const { names, look } = of;
  const { server } = stage;
  await expect(page.getByRole('dialog')).toBeVisible();
  await look('the question of the first visit');
  await page.getByRole('radio').nth(1).check();
  await page.getByRole('dialog').getByRole('textbox').fill('x');
  await look('a wrong number');
  await page.getByRole('radio').first().check();
  await page.getByRole('dialog').getByRole('button').last().click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await look('an empty room');

  const bob = await server.person(names.bob);
  await bob.json('POST', '/api/rooms/General/messages', { text: names.text });
  const { rooms } = (await bob.json<Overview>('GET', '/api/rooms')).body;
  await server.admin.json('PATCH', `/api/admin/rooms/${rooms[0]?.id}`, {
    name: names.room,
    topic: names.text,
  });
  const photo = await fixtures.file(names.file, await readFile(await fixtures.progressiveJpeg()));
  await attach(page, [photo, photo]);
  await expectPicturesShown(page, 2);
  await attach(page, [await fixtures.clips.webm()]);
  await expect(page.locator('article video')).toHaveAttribute('poster', /./, { timeout: 20_000 });
  await write(page, names.text);
  await attach(page, [await fixtures.file(`${names.file}.exe`, 'text')]);
  await expect(page.getByRole('alert')).toBeVisible();
  await look('a full room');
  await page.locator('.picture').first().click();
  await expect(viewer(page).locator('img.loaded')).toBeVisible();
  await look('the viewer');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: names.settings }).click();
  await look('the settings');
  await page.getByRole('dialog').getByRole('button', { name: names.profile }).click();
  await expect(page.locator('dialog .profile li').first()).toBeVisible();
  await look('the profile');
  await page.keyboard.press('Escape');

  await page.goto(`${server.url}/admin`);
  await expect(page.getByRole('listitem').filter({ hasText: names.bob })).toBeVisible();
  await look('the people');
  await page.getByRole('button', { name: names.actions }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await look('a person’s menu');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: names.add }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(names.room);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').locator('svg[role="img"], [role="img"]').first()).toBeVisible();
  await look('a new link');
  await page.getByRole('dialog').getByRole('button').last().click();
  for (const section of ['rooms', 'server']) {
    await page.goto(`${server.url}/admin/${section}`);
    await expect(page.locator('.admin-content .skeleton')).toHaveCount(0);
    await expect(page.locator('.admin-content')).toContainText(section === 'rooms' ? names.room : /\d/);
    await look(`the admin’s ${section}`);
  }
}

/** Serious findings of axe; where `rules` are given, of these alone. */
async function faultsOf(page: Page, rules: string[] | null): Promise<string[]> {
  // Colours are judged when nothing fades in any more.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))),
  );
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join(' | ')}`,
    );
}

/** What a person sees or hears: texts, and the attributes that hold sentences. */
const everyWord = (page: Page) =>
  page.evaluate(() => {
    const attributes = ['aria-label', 'title', 'placeholder', 'data-tip', 'alt', 'aria-description'];
    const named = [...document.querySelectorAll('*')].flatMap((element) =>
      attributes.map((name) => element.getAttribute(name) ?? ''),
    );
    // Values that people typed or that are addresses are no sentences of the page's own.
    return [document.title, document.body.innerText, ...named].join(' \n ').replace(/https?:\S+/g, ' ');
  });

async function wordsOfAnother(page: Page, of: { letters: RegExp; allowed: RegExp }): Promise<string[]> {
  const words = (await everyWord(page)).match(of.letters) ?? [];
  return [...new Set(words.filter((word) => !of.allowed.test(word)))];
}

const visits = [
  {
    locale: 'en-GB',
    colorScheme: 'light',
    rules: null,
    names: english,
    letters: /[А-Яа-яЁё]{2,}/g,
    allowed: /^(Русский|По|русски)$/,
  },
  {
    locale: 'ru-RU',
    colorScheme: 'dark',
    // All other rules see the same in either theme.
    rules: ['color-contrast', 'link-in-text-block'],
    names: russian,
    letters: /[A-Za-z]{2,}/g,
    // Names of the product, of programs, keys, files and settings, and the way into the other language.
    allowed:
      /^(bungaacord|General|Admin|admin|In|English|png|txt|exe|vp|opus|webm|QR|env|ADMIN|UUID|GIF|Ctrl|Alt|FFmpeg|deb|Chrome|Safari|Linux|test|usr|bin|ffmpeg|here|room)$/,
  },
] as const;

for (const { locale, colorScheme, rules, names, letters, allowed } of visits) {
  test(`every page speaks one language (${locale}), and axe finds nothing serious (${colorScheme})`, async ({
    stage,
  }) => {
    test.setTimeout(120_000);
    const options = { locale, colorScheme, reducedMotion: 'reduce' } as const;
    const page = await stage.visit(`/?user=${stage.server.admin.secret}`, options);
    const found: string[] = [];
    const look = async (what: string, at = page) => {
      const others = await wordsOfAnother(at, { letters, allowed });
      if (others.length > 0) found.push(`${what}: ${others.join(' ')}`);
      for (const fault of await faultsOf(at, rules ? [...rules] : null)) found.push(`${what}: ${fault}`);
    };
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
    await walk(stage, page, { names, look });
    const nobody = await stage.visit('/', options);
    await look('the page of who has no link', nobody);
    expect(found).toEqual([]);
    // The browser names the status of the refused file and of the page without a link.
    const refusals = stage.problems.filter((one) => /status of 4\d\d/.test(one));
    expect(stage.problems.splice(0)).toEqual(refusals);
  });
}
