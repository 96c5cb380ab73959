import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { attach, pressUntilFocused } from '../support/browser-page.ts';
import { docx, pdf, xlsx } from '../support/document-fixtures.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, forgive, type Stage, test } from '../support/journey.ts';
import { zipOf } from '../support/zip-fixture.ts';

const reader = (page: Page): Locator => page.locator('dialog.reader');
const cardOf = (page: Page, name: string): Locator =>
  page.locator('article .document-card', { hasText: name });

async function openReader(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name: `Read ${name}` }).click({ timeout: 150_000 });
  await expect(reader(page)).toBeVisible();
  return reader(page);
}

async function expectNoFaults(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include('dialog.reader')
    // Whether somebody's letter begins with a heading is theirs to say.
    .disableRules(['page-has-heading-one'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

/** Somebody else's machine, which counts who asks it for something. */
async function outside() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function two(stage: Stage): Promise<[Page, Page]> {
  const ann = await stage.open(await stage.server.person('Ann'));
  return [ann, await stage.open(await stage.server.person('Bob'))];
}

test('a PDF has its first page and reads in place, and its scripts do nothing', async ({ stage }) => {
  const [ann, bob] = await two(stage);
  const path = await fixtures.file('Отчёт 2026.pdf', await pdf({ pages: 12 }));
  await attach(ann, [path]);
  const card = cardOf(bob, 'Отчёт 2026.pdf');
  const box = card.locator('.document-page');
  await expect(box).toBeVisible();
  const before = await box.boundingBox();
  await expect(card).toContainText('12 pages');
  const picture = card.locator('img');
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100);
  expect((await box.boundingBox())?.height).toBe(before?.height);

  const dialog = await openReader(bob, 'Отчёт 2026.pdf');
  await expect(dialog.locator('.pdf-page')).toHaveCount(12);
  const first = dialog.locator('.pdf-page').first();
  await expect(first).toHaveAttribute('data-state', 'drawn');
  await expect(first).toContainText('Page 1 of the sample');
  const ink = await first.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return [...data].filter((value) => value < 100).length;
  });
  expect(ink).toBeGreaterThan(1000);
  // Far pages aren't drawn until they are looked at.
  await expect(dialog.locator('.pdf-page').nth(11)).toHaveAttribute('data-state', 'waiting');
  await dialog.getByLabel('Page number').fill('12');
  await dialog.getByLabel('Page number').press('Enter');
  await expect(dialog.locator('.pdf-page').nth(11)).toHaveAttribute('data-state', 'drawn');
  await expect(dialog.getByLabel('Page number')).toHaveValue('12');
  const narrow = await first.evaluate((page) => page.clientWidth);
  await dialog.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(() => first.evaluate((page) => page.clientWidth)).toBeGreaterThan(narrow);
  await expectNoFaults(bob);
  await bob.keyboard.press('Escape');
  await expect(reader(bob)).toBeHidden();
  await expect(bob.getByRole('button', { name: 'Read Отчёт 2026.pdf' })).toBeFocused();
});

test('a letter shows as a page, and asks nobody outside for anything', async ({ stage }) => {
  const other = await outside();
  const [ann, bob] = await two(stage);
  await attach(ann, [await fixtures.file(`letter-${Date.now()}.docx`, await docx(other.url))]);
  const requests: string[] = [];
  bob.on('request', (request) => requests.push(request.url()));
  await bob.getByRole('button', { name: /^Read letter-/ }).click({ timeout: 150_000 });
  const frame = reader(bob).frameLocator('iframe');
  await expect(frame.getByText('A letter with a title')).toBeVisible();
  await expect(frame.getByText('Русские слова, <script>parent.ran=1</script> as text.')).toBeVisible();
  await expect(frame.locator('table')).toContainText('right cell');
  await expect
    .poll(() =>
      frame
        .locator('img')
        .first()
        .evaluate((img: HTMLImageElement) => img.naturalWidth),
    )
    .toBe(40);
  expect(await frame.locator('body').evaluate((body) => getComputedStyle(body).margin)).toBe('0px');
  // The link is seen and leads nowhere; the frame has no origin, no cookie and no network.
  await frame.getByText('a link outside').click();
  const inside = bob.frames().find((one) => one.url().endsWith('/letter'));
  expect(await inside?.evaluate(() => [origin, location.pathname])).toEqual(['null', '/letter']);
  const reached = await inside?.evaluate(
    (url) =>
      fetch(url).then(
        () => 'reached',
        () => 'kept',
      ),
    other.url,
  );
  expect(reached).toBe('kept');
  expect(await bob.evaluate(() => 'ran' in window)).toBe(false);
  expect(other.asked).toEqual([]);
  expect(requests.filter((url) => url.startsWith(other.url))).toEqual([]);
  await expectNoFaults(bob);
  await frame.getByText('A letter with a title').click();
  await bob.keyboard.press('Escape');
  await expect(reader(bob)).toBeHidden();
  other.close();
  // The frame's own policy tells what it refused.
  forgive(stage, /connect-src|default-src|img-src|Failed to fetch|Refused to connect/);
});

test('workbooks and tables show as tables, and formulas are words', async ({ stage }) => {
  const [ann, bob] = await two(stage);
  const csv = Buffer.from('\ufeffимя;сумма\n"Анна; Ко";=HYPERLINK("http://x")\n', 'utf16le');
  await attach(ann, [
    await fixtures.file('Счета.xlsx', xlsx()),
    await fixtures.file('таблица.csv', csv),
    await fixtures.file('long.csv', 'a,b\n'.repeat(6000)),
  ]);
  const book = await openReader(bob, 'Счета.xlsx');
  await expect(book.getByRole('cell', { name: '2024-01-01 18:00' })).toBeVisible();
  await expect(book.getByRole('cell', { name: '=cmd|calc' })).toBeVisible();
  await expectNoFaults(bob);
  await book.getByRole('tab', { name: 'Счета & суммы' }).focus();
  await bob.keyboard.press('ArrowRight');
  await expect(book.getByRole('tab', { name: 'Second' })).toBeFocused();
  await expect(book.getByRole('cell', { name: '2', exact: true })).toBeVisible();
  await expect(book).not.toContainText('secret');
  await bob.goBack();
  await expect(reader(bob)).toBeHidden();

  const table = await openReader(bob, 'таблица.csv');
  await expect(table.getByRole('cell', { name: 'Анна; Ко' })).toBeVisible();
  await expect(table.getByRole('cell', { name: '=HYPERLINK("http://x")' })).toBeVisible();
  await table.getByRole('button', { name: 'Close' }).click();
  await expect(reader(bob)).toBeHidden();

  const long = await openReader(bob, 'long.csv');
  await expect(long).toContainText('The first 5,000 of 6,000 rows are shown.');
  await long.getByRole('region').evaluate((area) => area.scrollTo(0, area.scrollHeight));
  await expect(long.getByRole('columnheader', { name: 'A', exact: true })).toBeInViewport();
});

test('text and code are read with colours, in whatever encoding, and copied', async ({ stage }) => {
  const [ann, bob] = await two(stage);
  const old = Uint8Array.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0]);
  await attach(ann, [
    await fixtures.file('server.ts', 'export const a: number = 1;\n// <img src=x onerror=alert(1)>\n'),
    await fixtures.file('старый.txt', Buffer.from(old)),
    await fixtures.file('notes.md', `# Title\n${'many words '.repeat(200)}\n`),
  ]);
  const code = await openReader(bob, 'server.ts');
  await expect(code.locator('.hl-keyword').first()).toHaveText('export');
  await expect(code.locator('.hl-comment')).toHaveText('// <img src=x onerror=alert(1)>');
  await expect(code.locator('[data-line="2"]')).toBeVisible();
  await expectNoFaults(bob);
  await bob.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await code.getByRole('button', { name: 'Copy all' }).click();
  await expect(code.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await bob.evaluate(() => navigator.clipboard.readText())).toContain(
    'export const a: number = 1;\n//',
  );
  await bob.keyboard.press('Escape');

  const text = await openReader(bob, 'старый.txt');
  await expect(text).toContainText('Привет, мир');
  await expect(text).toContainText('WINDOWS-1251');
  await bob.keyboard.press('Escape');

  const notes = await openReader(bob, 'notes.md');
  const area = notes.getByRole('region');
  const sideways = () => area.evaluate((at) => at.scrollWidth > at.clientWidth + 1);
  await expect(area).toContainText('many words');
  await expect.poll(sideways).toBe(false);
  await notes.getByLabel('Wrap lines').uncheck();
  await expect.poll(sideways).toBe(true);
});

test('an archive is listed and nothing of it unpacked', async ({ stage }) => {
  const [ann, bob] = await two(stage);
  const zip = zipOf([
    { name: 'site/', content: '' },
    { name: 'site/page.html', content: '<script>document.title="run"</script>' },
    { name: 'site/drawing.svg', content: '<svg onload="document.title=1"/>' },
    {
      name: Uint8Array.from([0x8f, 0xe0, 0xa8, 0xa2, 0xa5, 0xe2, 0x2e, 0x74, 0x78, 0x74]),
      content: 'x'.repeat(2048),
    },
  ]);
  await attach(ann, [await fixtures.file('папка.zip', zip)]);
  const listing = await openReader(bob, 'папка.zip');
  await expect(listing.getByRole('row', { name: /Привет\.txt.*2 KB/ })).toBeVisible();
  await expect(listing).toContainText('3 files');
  await expect(listing.getByRole('row', { name: /site\/page\.html/ })).toBeVisible();
  await expectNoFaults(bob);
  await expect(bob).toHaveTitle(/bungaacord/);
});

test('what can’t be shown says so, and is still there to download', async ({ stage }) => {
  const [ann, bob] = await two(stage);
  await attach(ann, [
    await fixtures.file('closed.pdf', await pdf({ userPassword: 'secret', marked: false })),
    await fixtures.file('signed.pdf', await pdf({ userPassword: 'secret' })),
    await fixtures.file(
      'broken.docx',
      zipOf([
        { name: '[Content_Types].xml', content: '<Types/>' },
        { name: 'word/other.xml', content: '' },
      ]),
    ),
    await fixtures.file('big.log', Buffer.alloc(21 * 1024 * 1024, 'line\n')),
  ]);
  const closed = cardOf(bob, 'closed.pdf');
  await expect(closed).toContainText('Protected with a password');
  await expect(closed.getByRole('link', { name: 'Download closed.pdf' })).toBeVisible();
  await expect(bob.getByRole('button', { name: 'Read closed.pdf' })).toHaveCount(0);
  // What tells of its author in the clear is its sender's alone, and is not offered to anybody else.
  const telling = cardOf(bob, 'signed.pdf');
  await expect(telling).toContainText('Only its sender can download it');
  await expect(telling.getByRole('link')).toHaveCount(0);
  await expect(cardOf(ann, 'signed.pdf').getByRole('link', { name: 'Download signed.pdf' })).toBeVisible();
  const big = await openReader(bob, 'big.log');
  await expect(big.getByRole('alert')).toContainText('more than 20');
});

test('samples of programs are read', async ({ stage }) => {
  const folder = join(fixtures.samplesDir, 'document');
  const files = [
    'pdf/basicapi.pdf',
    'office/tables.docx',
    'office/testEXCEL.xlsx',
    'office/fixture-office365.pptx',
  ];
  const ann = await stage.open(await stage.server.person('Ann'));
  const { existsSync } = await import('node:fs');
  if (!existsSync(folder)) return;
  await attach(
    ann,
    files.map((file) => join(folder, file)),
  );
  await openReader(ann, 'basicapi.pdf');
  await expect(reader(ann).locator('.pdf-text').first()).toContainText('Table Of Content', {
    timeout: 150_000,
  });
  await ann.keyboard.press('Escape');
  await openReader(ann, 'tables.docx');
  await expect(reader(ann).frameLocator('iframe').locator('table').first()).toBeVisible();
  await ann.keyboard.press('Escape');
  await openReader(ann, 'testEXCEL.xlsx');
  await expect(reader(ann).getByRole('cell', { name: 'Sample Excel Worksheet' }).first()).toBeVisible({
    timeout: 150_000,
  });
  await ann.keyboard.press('Escape');
  await expect(cardOf(ann, 'fixture-office365.pptx').getByRole('link', { name: /Download/ })).toBeVisible();
  await expect(ann.getByRole('button', { name: 'Read fixture-office365.pptx' })).toHaveCount(0);
});

test('on a telephone a document fills the page, and the way back closes it', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'), {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  });
  await attach(ann, [await fixtures.file('phone.pdf', await pdf())]);
  await expect(ann.getByRole('button', { name: 'Read phone.pdf' })).toBeEnabled({ timeout: 150_000 });
  await ann.locator('textarea').focus();
  await pressUntilFocused(ann, 'Shift+Tab', ann.getByRole('button', { name: 'Read phone.pdf' }));
  await ann.keyboard.press('Enter');
  await expect(reader(ann).locator('.pdf-page').first()).toHaveAttribute('data-state', 'drawn', {
    timeout: 150_000,
  });
  expect(await reader(ann).boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  const sideways = await reader(ann)
    .locator('.pdf-pages')
    .evaluate((area) => area.scrollWidth > area.clientWidth);
  expect(sideways).toBe(false);
  await ann.goBack();
  await expect(reader(ann)).toBeHidden();
  await expect(ann.locator('textarea')).toBeVisible();
});
