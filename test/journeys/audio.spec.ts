import { type Locator, type Page } from '@playwright/test';
import type { MessagePage } from '../../protocol/messages.ts';
import { attach } from '../support/browser-page.ts';
import { expect, test } from '../support/journey.ts';
import { sound, sounds } from '../support/sounds.ts';
import { generalRoom } from '../support/wire.ts';

/** All journeys share a browser; these need a microphone, which Chromium plays by itself: it beeps every second. */
const speaking = { permissions: ['microphone'] };

/** Bytes of sound that the browser has really decoded, and whether time goes on. */
async function expectHeard(card: Locator): Promise<void> {
  const audio = card.locator('audio');
  const state = () =>
    audio.evaluate((player: HTMLAudioElement) => ({
      at: player.currentTime,
      decoded: (player as HTMLAudioElement & { webkitAudioDecodedByteCount: number })
        .webkitAudioDecodedByteCount,
    }));
  await expect.poll(async () => (await state()).at).toBeGreaterThan(0.1);
  await expect.poll(async () => (await state()).decoded).toBeGreaterThan(0);
}

const barsDrawn = (card: Locator) =>
  card
    .locator('.wave path')
    .first()
    .evaluate((path: SVGPathElement) => {
      const heights = [...(path.getAttribute('d') ?? '').matchAll(/ ([\d.]+)V([\d.]+)/g)].map(
        ([, from, to]) => Number(to) - Number(from),
      );
      return { count: heights.length, highest: Math.max(...heights), lowest: Math.min(...heights) };
    });

const cards = (page: Page) => page.locator('article[data-seq] .sound:not([data-state="processing"])');

test('Ann speaks, Bob hears it, and the next one plays on', async ({ stage }) => {
  test.setTimeout(240_000);
  const ann = await stage.open(await stage.server.person('Ann'), speaking);
  const listener = await stage.server.person('Bob');
  const bob = await stage.open(listener, { locale: 'ru-RU' });
  for (let spoken = 1; spoken <= 2; spoken++) {
    await ann.getByRole('button', { name: 'Record a voice message' }).click();
    await expect(ann.getByRole('timer')).toHaveText(/0:0[2-9]/);
    const level = ann.locator('.recorder .wave.live path');
    await expect(level).toHaveAttribute('d', /M/);
    await ann.locator('.recorder').getByRole('button', { name: 'Send' }).click();
    await expect(cards(bob)).toHaveCount(spoken);
  }
  await expect(ann.locator('.composer textarea')).toBeFocused();
  const first = cards(bob).first();
  await expect(first).toHaveAttribute('data-voice', 'true');
  await expect(first).not.toContainText(/webm|Voice|Голосовое/);
  const { count, highest, lowest } = await barsDrawn(first);
  expect(count).toBe(56);
  // It beeps and is silent in turn.
  expect(highest).toBeGreaterThan(0.8);
  expect(lowest).toBeLessThan(0.3);
  await first.getByRole('button', { name: 'Слушать' }).click();
  await expectHeard(first);
  await expectHeard(cards(bob).nth(1));
  const stillPlaying = await first.locator('audio').evaluate((player: HTMLAudioElement) => !player.paused);
  expect(stillPlaying).toBe(false);
  const page = await listener.json<MessagePage>('GET', `/api/rooms/${await generalRoom(listener)}/messages`);
  expect(page.body.messages[0]?.attachments[0]?.name).toMatch(
    /^Voice message \d{4}-\d\d-\d\d \d\d\.\d\d\.webm$/,
  );
});

test('a recording can be heard first, and thrown away', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'), speaking);
  await ann.getByRole('button', { name: 'Record a voice message' }).click();
  await expect(ann.getByRole('timer')).toHaveText(/0:0[1-9]/);
  const asksBeforeLeaving = () =>
    ann.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  expect(await asksBeforeLeaving()).toBe(true);
  await ann.getByRole('button', { name: 'Stop and listen' }).click();
  await ann.getByRole('button', { name: 'Listen', exact: true }).click();
  await expectHeard(ann.locator('.recorder'));
  await ann.keyboard.press('Escape');
  await expect(ann.locator('.recorder')).toHaveCount(0);
  await expect(ann.getByRole('button', { name: 'Record a voice message' })).toBeVisible();
  expect(await asksBeforeLeaving()).toBe(false);
  await ann.locator('.composer textarea').fill('typed');
  await expect(ann.getByRole('button', { name: 'Record a voice message' })).toHaveCount(0);
  await expect(ann.locator('article[data-seq]')).toHaveCount(0);
});

test('who forbids the microphone is told what to do', async ({ stage }) => {
  const ann = await stage.open(await stage.server.person('Ann'));
  await ann.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await ann.getByRole('button', { name: 'Record a voice message' }).click();
  await expect(ann.locator('.toast')).toContainText('may not use the microphone');
  await expect(ann.locator('.recorder')).toHaveCount(0);
});

test('songs of many kinds play by their waves, one at a time, at one speed', async ({ stage }) => {
  const long = { codec: ['-c:a', 'libmp3lame', '-b:a', '64k'], muxer: 'mp3', seconds: 40 };
  const files = [
    await sound({ name: 'long song.mp3', ...long }),
    await sounds.wma(),
    await sounds.vorbis(),
    await sounds.flac(),
    await sounds.wavAdpcm(),
  ];
  const ann = await stage.open(await stage.server.person('Ann'));
  const bob = await stage.open(await stage.server.person('Bob'));
  await attach(ann, files);
  const waiting = bob.locator('article[data-seq] .sound');
  await expect(waiting).toHaveCount(files.length);
  const place = await waiting.first().boundingBox();
  await expect(cards(bob)).toHaveCount(files.length, { timeout: 150_000 });
  expect((await cards(bob).first().boundingBox())?.height).toBe(place?.height);
  const [song, other] = [cards(bob).first(), cards(bob).nth(1)];
  await expect(song).toContainText('long song.mp3');
  await expect(song).toContainText('0:40');
  const slider = song.getByRole('slider');
  const box = await slider.boundingBox();
  await slider.click({ position: { x: (box?.width ?? 0) / 2, y: 10 } });
  await expect(slider).toHaveAttribute('aria-valuetext', '0:20 of 0:40');
  await slider.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', '0:25 of 0:40');
  await song.getByRole('button', { name: 'Play' }).click();
  await expect
    .poll(() => song.locator('audio').evaluate((player: HTMLAudioElement) => player.currentTime))
    .toBeGreaterThan(25);
  await song.getByRole('button', { name: 'Speed 1×' }).click();
  await song.getByRole('button', { name: 'Speed 1.25×' }).click();
  const speedOf = (card: Locator) =>
    card.locator('audio').evaluate((player: HTMLAudioElement) => player.playbackRate);
  expect(await speedOf(song)).toBe(1.5);
  for (const card of (await cards(bob).all()).slice(1)) {
    await card.scrollIntoViewIfNeeded();
    await card.getByRole('button', { name: 'Play' }).click();
    await expectHeard(card);
  }
  expect(await speedOf(other)).toBe(1.5);
  expect(await song.locator('audio').evaluate((player: HTMLAudioElement) => player.paused)).toBe(true);
});
