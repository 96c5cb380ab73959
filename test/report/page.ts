import type { Locator, Page } from '@playwright/test';
import type { File } from '../../protocol/attachments.ts';
import type { Facts } from './facts.ts';

/** What somebody who looks at the chat sees of a file. */
export interface Verdict {
  /** `plays`, `shows`, `card` (a document's), `failed`: told truthfully; `NOT OK`: neither seen nor told. */
  is: 'plays' | 'shows' | 'card' | 'failed' | 'NOT OK';
  details: string;
}

export const playSeconds = 2;
/** Below this a listener hears nothing. */
const silenceDb = -55;
/** Pixels of one colour: nothing is to be seen on them. */
const blankBelow = 1;
const shownWithinMs = 15_000;
const lookWithinMs = 90_000;

interface Looked {
  message: string;
  file: File;
  facts: Facts;
}

const notOk = (details: string): Verdict => ({ is: 'NOT OK', details });

/** Run in the page before its own scripts: notes every player that starts, also those that are in no document. */
export function notePlayers(): void {
  const players: HTMLMediaElement[] = [];
  Object.assign(window, { reportPlayers: players });
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
    if (!players.includes(this)) players.push(this);
    return play.call(this);
  };
}

/** Looks at one message with one file, as it is after everything is done. */
export function look(page: Page, input: Looked): Promise<Verdict> {
  const tooLong = new Promise<Verdict>((resolve) => {
    setTimeout(() => resolve(notOk('the page did not answer')), lookWithinMs).unref();
  });
  return Promise.race([lookAt(page, input), tooLong]);
}

async function lookAt(page: Page, input: Looked): Promise<Verdict> {
  const { message, file, facts } = input;
  const article = page.locator(`article[data-message="${message}"]`);
  try {
    await article.waitFor({ timeout: shownWithinMs });
    await article.scrollIntoViewIfNeeded();
    if (file.state === 'failed') return await lookAtFailure(article, file);
    if (file.kind === 'document') return await lookAtCard(article, file);
    const isMoving = file.kind === 'video' || (file.playMime ?? '').startsWith('video/');
    if (isMoving) return await playVideo(article, facts);
    return file.kind === 'audio' ? await playSound(page, article, facts) : await lookAtPicture(article, file);
  } catch (error) {
    return notOk(`not shown: ${String((error as Error).message).split('\n')[0]}`);
  }
}

async function lookAtCard(article: Locator, file: File): Promise<Verdict> {
  await article.getByText(file.name, { exact: false }).first().waitFor({ timeout: shownWithinMs });
  const pictures = article.locator('img');
  if (!file.urls.thumb400 || (await pictures.count()) === 0) return { is: 'card', details: '' };
  const face = await pixelsOf(pictures.first());
  if (face.width === 0) return notOk('the first page did not load');
  return { is: 'card', details: file.pages === null ? 'with its first page' : `${file.pages} pages` };
}

/** Name, reason, a way to have it; and nothing that pretends to play. */
async function lookAtFailure(article: Locator, file: File): Promise<Verdict> {
  const text = await article.innerText();
  if (!text.includes(file.name)) return notOk('failed, and its name is not shown');
  if ((await article.locator('video, audio').count()) > 0) return notOk('failed, and a dead player is shown');
  if ((await article.locator(`a[href="${file.urls.original}"]`).count()) === 0) {
    return notOk('failed, and cannot be downloaded');
  }
  return { is: 'failed', details: file.reason ?? 'without a reason' };
}

async function lookAtPicture(article: Locator, file: File): Promise<Verdict> {
  const picture = article.locator('img').first();
  await picture.waitFor({ timeout: shownWithinMs });
  const { width, height, deviation } = await pixelsOf(picture);
  if (width === 0) return notOk('the picture did not load');
  if (deviation < blankBelow) return notOk(`blank: ${width}x${height} of one colour`);
  const box = `${file.width}x${file.height}`;
  return { is: 'shows', details: file.animated ? `${box}, moving` : box };
}

/** A picture's own size, and how much its pixels differ from one another (transparent ones count as white). */
async function pixelsOf(picture: Locator): Promise<{ width: number; height: number; deviation: number }> {
  return picture.evaluate(async (image: HTMLImageElement) => {
    image.loading = 'eager';
    for (let waited = 0; waited < 150 && !(image.complete && image.naturalWidth > 0); waited++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { naturalWidth: width, naturalHeight: height } = image;
    if (width === 0) return { width, height, deviation: 0 };
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 48;
    const context = canvas.getContext('2d');
    if (!context) return { width, height, deviation: 0 };
    context.fillStyle = 'white';
    context.fillRect(0, 0, 48, 48);
    context.drawImage(image, 0, 0, 48, 48);
    const { data } = context.getImageData(0, 0, 48, 48);
    const light = data.filter((_, i) => i % 4 !== 3);
    const average = light.reduce((sum, value) => sum + value, 0) / light.length;
    const variance = light.reduce((sum, value) => sum + (value - average) ** 2, 0) / light.length;
    return { width, height, deviation: Math.sqrt(variance) };
  });
}

interface Played {
  frames: number;
  seconds: number;
  width: number;
  height: number;
  deviation: number;
  loudestDb: number | null;
  error: string | null;
}

/** Plays for two seconds, and measures what comes out: pictures that were decoded, and how loud it is. */
async function measure(player: HTMLMediaElement, forSeconds: number): Promise<Played> {
  const isVideo = player instanceof HTMLVideoElement;
  const played: Played = {
    frames: 0,
    seconds: 0,
    width: 0,
    height: 0,
    deviation: 0,
    loudestDb: null,
    error: null,
  };
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  // A player that loads nothing by itself must begin before its sound can be taken.
  player.muted = false;
  player.volume = 1;
  player.currentTime = 0;
  let analyser: AnalyserNode | null = null;
  // A browser has few of them: each is closed again.
  const audio = new AudioContext();
  try {
    await Promise.race([audio.resume(), pause(3000)]);
    if (audio.state !== 'running') throw new Error('no sound here');
    analyser = audio.createAnalyser();
    analyser.fftSize = 2048;
    audio.createMediaElementSource(player).connect(analyser);
    analyser.connect(audio.destination);
  } catch {
    analyser = null;
  }
  const began = await Promise.race([
    player.play().then(
      () => null,
      (error: Error) => `${error.name}: ${error.message}`,
    ),
    pause(15_000).then(() => 'did not begin within 15 s'),
  ]);
  if (began !== null) return { ...played, error: player.error?.message || began };
  const samples = new Float32Array(2048);
  let peak = 0;
  const endsAt = performance.now() + forSeconds * 1000;
  while (performance.now() < endsAt && !player.ended) {
    await pause(20);
    played.seconds = Math.max(played.seconds, player.currentTime);
    if (analyser) {
      analyser.getFloatTimeDomainData(samples);
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
    }
  }
  played.loudestDb = analyser ? 20 * Math.log10(Math.max(peak, 1e-6)) : null;
  if (isVideo) {
    played.frames = player.getVideoPlaybackQuality().totalVideoFrames;
    played.width = player.videoWidth;
    played.height = player.videoHeight;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 48;
    const context = canvas.getContext('2d');
    context?.drawImage(player, 0, 0, 48, 48);
    const light = [...(context?.getImageData(0, 0, 48, 48).data ?? [])].filter((_, i) => i % 4 !== 3);
    const average = light.reduce((sum, value) => sum + value, 0) / light.length;
    played.deviation = Math.sqrt(
      light.reduce((sum, value) => sum + (value - average) ** 2, 0) / light.length,
    );
  }
  player.pause();
  void audio.close();
  played.error = player.error?.message ?? null;
  return played;
}

async function playVideo(article: Locator, facts: Facts): Promise<Verdict> {
  const player = article.locator('video').first();
  await player.waitFor({ timeout: shownWithinMs, state: 'attached' });
  const played = await player.evaluate(measure, playSeconds);
  if (played.error !== null) return notOk(played.error);
  // Of a film that is one picture, the box may tell any length.
  const expected = facts.pictures === 1 ? 0 : Math.min(playSeconds, facts.seconds ?? playSeconds);
  // A slow machine leaves frames out, and some films are a single picture.
  const fewest = Math.min(3, facts.pictures ?? 3);
  if (played.frames === 0) return notOk('no frame was decoded');
  if (played.frames < fewest) return notOk(`only ${played.frames} frames were decoded`);
  if (played.seconds < expected * 0.4) return notOk(`stopped at ${played.seconds.toFixed(1)} s`);
  const sound = soundOf(played, facts);
  if (sound.isMissing) return notOk(`${played.frames} frames, but silent: ${sound.text}`);
  const size = `${played.width}x${played.height}`;
  const blank = played.deviation < blankBelow ? ', of one colour' : '';
  return {
    is: 'plays',
    details: `${played.frames} frames of ${size}${blank}${sound.text && `, ${sound.text}`}`,
  };
}

async function playSound(page: Page, article: Locator, facts: Facts): Promise<Verdict> {
  const inside = article.locator('audio');
  if ((await inside.count()) === 0) await article.locator('.attachments button').first().click();
  const player = await page.waitForFunction(
    ([id]) => {
      const own = document.querySelector(`article[data-message="${id}"] audio`);
      const { reportPlayers } = window as unknown as { reportPlayers: HTMLMediaElement[] };
      return own ?? reportPlayers.findLast((each) => each instanceof HTMLAudioElement) ?? null;
    },
    [await article.getAttribute('data-message')],
    { timeout: shownWithinMs },
  );
  const played = await player.evaluate(
    measure as (element: unknown, forSeconds: number) => Promise<Played>,
    playSeconds,
  );
  if (played.error !== null) return notOk(played.error);
  const expected = Math.min(playSeconds, facts.seconds ?? playSeconds);
  if (played.seconds < expected * 0.4) return notOk(`stopped at ${played.seconds.toFixed(1)} s`);
  const sound = soundOf(played, facts);
  return sound.isMissing ? notOk(`silent: ${sound.text}`) : { is: 'plays', details: sound.text };
}

/** Silence is a fault only where the file itself has something to be heard. */
function soundOf({ loudestDb }: Played, facts: Facts): { text: string; isMissing: boolean } {
  const hasSound = facts.loudestDb !== null && facts.loudestDb > silenceDb;
  if (loudestDb === null) return { text: '', isMissing: false };
  const isSilent = loudestDb <= silenceDb;
  const text = isSilent ? (facts.loudestDb === null ? '' : 'silence') : `${Math.round(loudestDb)} dB`;
  return {
    text: hasSound && isSilent ? `${text}, where the file has ${facts.loudestDb} dB` : text,
    isMissing: hasSound && isSilent,
  };
}
