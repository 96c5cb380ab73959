import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Overview } from '../../protocol/rooms.ts';
import { attach, expectPicturesShown, viewer } from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, type Stage, test, write } from '../support/journey.ts';
import type { TestPerson } from '../support/person.ts';

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
  await expect(page.locator('article video')).toHaveAttribute('poster', /./);
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

/** Serious findings of axe; where `rules` are given, of these alone; `within` a part of the page, or all of it. */
async function faultsOf(page: Page, rules: string[] | null, within = 'html'): Promise<string[]> {
  // Colours are judged when nothing fades in any more.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))),
  );
  const axe = new AxeBuilder({ page }).include(within);
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

/** What is cut off at the sides of the screen, and can't be scrolled to. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const inSight = (one: Element) =>
      one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const scrolls = (one: Element | null): boolean =>
      one !== null && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
    const roots = document.querySelectorAll('.middle, dialog[open], :popover-open, .pane-search');
    return [...roots]
      .flatMap((root) => [root, ...root.querySelectorAll('button, a, input, p, h1, h2, li, span')])
      .filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        return (
          width > 1 && inSight(one) && (right > innerWidth + 1 || left < -1) && !scrolls(one.parentElement)
        );
      })
      .map((one) => `too wide: ${one.outerHTML.slice(0, 120)}`);
  });

async function wordsOfAnother(page: Page, of: { letters: RegExp; allowed: RegExp }): Promise<string[]> {
  const words = (await everyWord(page)).match(of.letters) ?? [];
  return [...new Set(words.filter((word) => !of.allowed.test(word)))];
}

/** A room with code, something hidden, an answer, a changed message and reactions; `open` names what the states are reached by. */
interface Talk {
  ann: string;
  bob: string;
  question: string;
  plain: string;
  changed: string;
  answer: string;
  asked: string;
  settings: RegExp;
  edited: RegExp;
}

const talks: Record<'en' | 'ru', Talk> = {
  en: {
    ann: 'Ann',
    bob: 'Bob',
    question: 'Who has **the key** of the hut? It is ||under the stone||, says @Ann',
    plain: '> Be back by six\nHere is the script:\n```py\nprint("at home")\n```\n1. tea\n2. bread',
    changed: 'I wil bring the tea and a very long list of everything else',
    answer: 'I will bring the tea',
    asked: 'tea',
    settings: /You and settings/,
    edited: /^Edited/,
  },
  ru: {
    ann: 'Анна',
    bob: 'Борис',
    question: 'У кого **ключ** от дома? Он ||под камнем||, говорит @Анна',
    plain: '> Вернуться к шести\nВот программа:\n```py\nprint("дома")\n```\n1. чай\n2. хлеб',
    changed: 'Я пренесу чай и очень длинный список всего остального',
    answer: 'Я принесу чай',
    asked: 'чай',
    settings: /Вы и настройки/,
    edited: /^Изменено/,
  },
};

async function furnish(stage: Stage, names: Talk): Promise<TestPerson> {
  const { admin } = stage.server;
  const ann = await stage.server.person(names.ann);
  const bob = await stage.server.person(names.bob);
  const say = async (text: string, replyTo?: string) => {
    const body = { text, ...(replyTo !== undefined && { replyTo }) };
    return (await bob.json<{ id: string }>('POST', '/api/rooms/General/messages', body)).body.id;
  };
  const question = await say(names.question);
  await say(names.plain);
  const answer = await say(names.changed, question);
  await bob.json('PATCH', `/api/messages/${answer}`, { text: names.answer });
  for (const [person, emoji] of [
    [bob, '🎉'],
    [admin, '🎉'],
    [bob, '☕'],
  ] as const)
    await person.json('PUT', `/api/messages/${answer}/reactions/${encodeURIComponent(emoji)}`);
  return ann;
}

/** Colours change over a frame or two, however little motion is wished for: until then letters of one theme stand on the other. */
const frames = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 20))),
      ),
  );

interface Walk {
  names: Talk;
  look: (what: string, within: string) => Promise<void>;
  speaks: (what: string) => Promise<void>;
}

/** Calls `look` on every layer that lies over a room, and on the room itself. All are reached by keyboard. */
async function walkLayers(page: Page, of: Walk) {
  const { names, look, speaks } = of;
  const answer = page.locator('article').last();
  await expect(answer.locator('.reaction').first()).toBeVisible();
  await expect(page.locator('.md-code .hl-string')).toBeVisible();
  await look('a room with code, quote, spoiler and reactions', 'html');
  await answer.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await look('a message’s menu', '[role=menu]');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);

  await answer.locator('.reaction.add').click();
  await expect(page.locator('.emoji-picker .emoji').nth(40)).toBeVisible();
  await speaks('all emoji');
  // Few of them: axe would look at each.
  await page.keyboard.type(names.asked);
  await expect.poll(() => page.locator('.emoji-picker .emoji').count()).toBeLessThan(40);
  await look('the emoji picker', '.emoji-picker');
  // First it empties the field.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.locator('.emoji-picker')).toHaveCount(0);

  await answer.getByRole('button', { name: names.edited }).click();
  await expect(page.locator('.edits li')).toHaveCount(2);
  await look('what a message said before', 'dialog[open]');
  await page.keyboard.press('Escape');

  for (const [keys, what] of [
    ['Control+k', 'the room switcher'],
    ['Control+/', 'the shortcuts'],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(what, 'dialog[open]');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }

  await page.keyboard.press('Control+Shift+F');
  await expect(page.locator('.pane-search input')).toBeFocused();
  await look('the search before anything is asked', '.pane-search');
  await page.keyboard.type(names.asked);
  await expect(page.locator('.hit mark').first()).toBeVisible();
  await look('what is found', '.pane-search');
  await page.keyboard.press('Escape');
  await expect(page.locator('.pane-search')).toHaveCount(0);

  await page.locator('.head-buttons [aria-haspopup=menu]').click();
  await expect(page.getByRole('menu')).toBeVisible();
  await look('what a room tells of', '[role=menu]');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await page.locator('.pane-rooms .me').evaluate((button: HTMLButtonElement) => button.click());
  await expect(page.getByRole('dialog').getByRole('switch').first()).toBeVisible();
  await look('the settings of notifications', 'dialog[open]');
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
      /^(bungaacord|General|Admin|admin|In|py|print|Shift|Enter|Esc|Backspace|CD|DVD|II|III|IV|SOS|sm|tada|from|has|before|after|on|mentions|in|English|png|txt|exe|vp|opus|webm|QR|env|ADMIN|UUID|GIF|Ctrl|Alt|FFmpeg|deb|Chrome|Safari|Linux|test|usr|bin|ffmpeg|here|room)$/,
  },
] as const;

for (const { locale, colorScheme, rules, names, letters, allowed } of visits) {
  test(`every page speaks one language (${locale}), and axe finds nothing serious (${colorScheme})`, async ({
    stage,
  }) => {
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

const screens = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};
const otherTheme = { dark: 'light', light: 'dark' } as const;

for (const { locale, colorScheme, letters, allowed } of visits) {
  for (const [screen, size] of Object.entries(screens)) {
    test(`what lies over a room fits the screen, speaks one language, and axe finds nothing serious (${locale}, ${screen})`, async ({
      stage,
    }) => {
      const names = talks[locale.startsWith('ru') ? 'ru' : 'en'];
      const options = { locale, colorScheme, ...size, reducedMotion: 'reduce' } as const;
      const page = await stage.open(await furnish(stage, names), options);
      const found: string[] = [];
      const speaks = async (what: string) => {
        const others = await wordsOfAnother(page, { letters, allowed });
        if (others.length > 0) found.push(`${what}: ${others.join(' ')}`);
      };
      const look = async (what: string, within: string) => {
        await speaks(what);
        const faults = [...(await tooWide(page)), ...(await faultsOf(page, null, within))];
        // Of the other theme only what has to do with colours: the rest is the same.
        await page.emulateMedia({ colorScheme: otherTheme[colorScheme] });
        await frames(page);
        faults.push(...(await faultsOf(page, ['color-contrast', 'link-in-text-block'], within)));
        await page.emulateMedia({ colorScheme });
        await frames(page);
        found.push(...faults.map((fault) => `${what}: ${fault}`));
      };
      await walkLayers(page, { names, look, speaks });
      expect(found).toEqual([]);
    });
  }
}
