import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import {
  attach,
  composer,
  dropFiles,
  expectPicturesShown,
  messageWith,
  paste,
  sentMessages,
  shownTexts,
  uploadCards,
} from '../support/browser-page.ts';
import * as fixtures from '../support/fixtures.ts';
import { expect, forgive, test, write } from '../support/journey.ts';

/** Some megabytes that no packing makes smaller, of a kind that the page sends as it is. */
async function largePicture(): Promise<string> {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { width: 1600, height: 1600, channels: 3, background: '#888', noise } as const;
  return fixtures.file('noise.gif', await sharp({ create }).gif({ effort: 1 }).toBuffer());
}

test('files dropped together make one message with the caption, in the order chosen', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  await composer(ann).fill('my summer');
  // The largest goes first: it is the last to be ready.
  const files = [await fixtures.jpeg(), await fixtures.webp(), await fixtures.png(), await fixtures.gif()];
  await dropFiles(ann, files);
  await expect(messageWith(bob, 'my summer')).toBeVisible();
  await expectPicturesShown(bob, 4);
  await expect(sentMessages(bob)).toHaveCount(1);
  const names = await bob
    .locator('.picture img')
    .evaluateAll((all) => all.map((one) => one.getAttribute('alt')));
  expect(names.map((name) => name?.replace('Open picture ', ''))).toEqual([
    'photo-1.jpg',
    'photo.webp',
    'picture.png',
    'moving.gif',
  ]);
  await expect(composer(ann)).toHaveValue('');
  await expect(uploadCards(ann)).toHaveCount(0);
});

/** What Word and Excel put on the clipboard beside the plain text: their own HTML, and a picture of what was chosen. */
const wordHtml =
  '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang=EN-GB><!--StartFragment--><p class=MsoNormal><b>A table</b> of <span style="mso-spacerun:yes">  </span>numbers<o:p></o:p></p><!--EndFragment--></body></html>';
const excelHtml =
  '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=ProgId content=Excel.Sheet></head><body><table border=0><!--StartFragment--><tr><td>Месяц</td><td>Сумма</td></tr><tr><td>Январь</td><td x:num align=right>1200</td></tr><!--EndFragment--></table></body></html>';

test('what Excel copies pastes as its cells, and not as a picture', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const base64 = (await readFile(await fixtures.png())).toString('base64');
  await composer(ann).focus();
  const text = 'Месяц\tСумма\r\nЯнварь\t1200\r\n';
  await paste(ann, { text, html: excelHtml, files: [{ name: 'image.png', type: 'image/png', base64 }] });
  await expect(composer(ann)).toHaveValue('Месяц\tСумма\nЯнварь\t1200\n');
  await expect(ann.getByRole('button', { name: 'Send it too' })).toBeVisible();
  await composer(ann).press('Enter');
  await expect(sentMessages(ann)).toHaveCount(1);
  expect(await shownTexts(ann)).toEqual(['Месяц\tСумма\nЯнварь\t1200']);
  await expect(uploadCards(ann)).toHaveCount(0);
});

test('what Word copies pastes as text, and offers its picture', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const base64 = (await readFile(await fixtures.png())).toString('base64');
  const picture = { name: 'image.png', type: 'image/png', base64 };
  await composer(ann).focus();
  await paste(ann, { text: 'A table of numbers', html: wordHtml, files: [picture] });
  await expect(composer(ann)).toHaveValue('A table of numbers');
  await expect(uploadCards(ann)).toHaveCount(0);
  await ann.getByRole('button', { name: 'Send it too' }).click();
  await expectPicturesShown(ann, 1);
  await paste(ann, { files: [picture, { ...picture, name: 'second.png' }] });
  await expectPicturesShown(ann, 3);
  await expect(sentMessages(ann)).toHaveCount(2);
});

test('a card shows progress and speed; cancelling it takes the file out of the message', async ({
  stage,
}) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  const cdp = await ann.context().newCDPSession(ann);
  await cdp.send('Network.enable');
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 300 * 1024 };
  await cdp.send('Network.emulateNetworkConditions', slow);
  await attach(ann, [await largePicture(), await fixtures.png()]);
  await expect(uploadCards(ann)).toHaveCount(2);
  const large = uploadCards(ann).filter({ hasText: 'noise.gif' });
  const progress = large.locator('progress');
  await expect.poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value)).toBeGreaterThan(0.01);
  expect(await progress.evaluate((bar: HTMLProgressElement) => bar.value)).toBeLessThan(1);
  await expect(large).toContainText(/ of \d.*MB.*\/s/);
  await expect(uploadCards(ann).filter({ hasText: 'picture.png' })).toContainText('Uploaded');
  await expect(sentMessages(ann)).toHaveCount(0);
  await ann.getByRole('button', { name: 'Cancel noise.gif' }).click();
  await expect(uploadCards(ann)).toHaveCount(0);
  await expectPicturesShown(ann, 1);
});

test('a file whose sending fails keeps its place, and goes on a second try', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  let tries = 0;
  await ann.route('**/api/uploads', (route) => (tries++ === 0 ? route.abort() : route.continue()));
  await attach(ann, [await fixtures.jpeg(), await fixtures.png()]);
  await expect(ann.locator('.upload[data-state="failed"]')).toHaveCount(1);
  await expect(ann.locator('.upload[data-state="done"]')).toHaveCount(1);
  await expect(ann.getByRole('alert')).toContainText('can’t be reached');
  await ann.getByRole('button', { name: /^Try again to send/ }).click();
  await expectPicturesShown(ann, 2);
  await expect(sentMessages(ann)).toHaveCount(1);
  const first = ann.locator('.picture img').first();
  await expect(first).toHaveAttribute('alt', /photo-1\.jpg/);
  // The browser reports the request that this story made fail.
  forgive(stage, /net::ERR_FAILED/);
});

test.describe('with a limit of 1 MB', () => {
  test.use({ env: { MAX_UPLOAD_MB: '1' } });

  test('what is too large is refused before its first byte, with the name, the size and the limit', async ({
    stage,
  }) => {
    const ann = await stage.open(await stage.server.person('Ann'));
    const sent: string[] = [];
    ann.on('request', (request) => {
      if (request.url().endsWith('/api/uploads')) sent.push(request.url());
    });
    await attach(ann, [await largePicture(), await fixtures.png()]);
    await expect(ann.getByRole('alert')).toHaveText(
      /^“noise\.gif” is \d\.\d\sMB\. At most 1\sMB are allowed\.$/,
    );
    // The other goes on without it.
    await expectPicturesShown(ann, 1);
    expect(sent).toHaveLength(1);
    await ann.getByRole('button', { name: 'Remove noise.gif' }).click();
    await expect(uploadCards(ann)).toHaveCount(0);
    await write(ann, 'and on it goes');
    await expect(messageWith(ann, 'and on it goes')).toBeVisible();
  });
});
