import { rm } from 'node:fs/promises';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { fillRoom } from '../test/support/fill-room.ts';
import { type ServerProcess, startServerProcess } from '../test/support/server-process.ts';
import { browserArgs, chromiumPath, homeThatTrusts } from '../test/support/trusting-browser.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { type Arrival, install, paste, switchTo, type Vitals } from './support/page-probes.ts';
import { percentile, spread } from './support/pairs.ts';
import { ms, spreadText, table } from './support/table.ts';
import { talk } from './support/talk.ts';

const slowDown = 4;
const network = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 };
const nearby = { offline: false, latency: 50, downloadThroughput: -1, uploadThroughput: -1 };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const desktop = { viewport: { width: 1280, height: 800 } };

interface Stage {
  server: ServerProcess;
  browser: Browser;
  secret: string;
  options: BenchOptions;
}

export const bench: Bench = {
  about:
    'the page in Chromium: first load on a phone, messages, rooms, a photo (--loads, --seconds, --rooms)',
  run: async (options) => {
    const first = await startServerProcess();
    const { secret } = await first.person('Reader');
    for (let n = 0; n < 10; n++) await first.person(`person ${n}`);
    const names = Array.from({ length: numberSetting(options, 'rooms', 5) }, (_, n) => `Room ${n + 1}`);
    for (const name of names) await first.admin.json('POST', '/api/admin/rooms', { name });
    await first.stop();
    const { folder } = first;
    const { text } = talk(6);
    const apartMs = 30_000;
    for (const room of ['General', ...names]) {
      const of = { folder, room, count: 2000, apartMs, firstAtMs: Date.now() - 2000 * apartMs };
      fillRoom({ ...of, text: () => `${text()} in ${room}`, reactionEvery: 8 });
    }
    const server = await startServerProcess({}, folder);
    const home = homeThatTrusts(server.caPem);
    const env = { ...process.env, HOME: home } as Record<string, string>;
    const browser = await chromium.launch({ executablePath: chromiumPath, args: browserArgs, env });
    const stage = { server, browser, secret, options };
    try {
      return [
        ...(await rooms(stage, names)),
        ...(await photo(stage)),
        ...(await busyRoom(stage)),
        ...(await firstLoads(stage)),
      ];
    } finally {
      await browser.close();
      await server.remove();
      await rm(home, { recursive: true, force: true });
    }
  },
};

const most = (goal: string, value: number, limit: number): Goal => ({
  goal: `${goal}: at most ${ms(limit)}`,
  measured: ms(value),
  isMet: value <= limit,
});

async function open(context: BrowserContext, address: string, slow: boolean): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(install);
  const cdp = await context.newCDPSession(page);
  await showWhole(cdp);
  if (slow) {
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', network);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  }
  const usable = page.waitForEvent('console', (message) => message.text() === 'usable');
  await page.goto(address, { waitUntil: 'commit' });
  await usable;
  await page.waitForLoadState('networkidle');
  return page;
}

/**
 * A browser without a screen makes its window as high as the page that was asked for, with its own bars in it: what is
 * drawn in the page's last 87 pixels is on no screen, and is told to have been painted whenever something else is.
 */
async function showWhole(cdp: CDPSession): Promise<void> {
  const { windowId } = await cdp.send('Browser.getWindowForTarget');
  await cdp.send('Browser.setWindowBounds', { windowId, bounds: { width: 1500, height: 1300 } });
}

const vitalsOf = (page: Page) => page.evaluate(() => globalThis.probe.vitals);

/** A profile that has never been here, and then the same again with what it keeps; on the second one a person also writes. */
async function firstLoads({ server, browser, secret, options }: Stage): Promise<Goal[]> {
  const cold: Vitals[] = [];
  const warm: Vitals[] = [];
  for (let n = 0; n < numberSetting(options, 'loads', 5); n++) {
    const context = await browser.newContext(phone);
    const first = await open(context, `${server.url}/?user=${secret}`, true);
    cold.push(await vitalsOf(first));
    await first.evaluate(() => navigator.serviceWorker.ready);
    await first.close();
    const second = await open(context, server.url, true);
    await second.locator('textarea').pressSequentially('one of a phone', { delay: 80 });
    await second.locator('.composer-send').tap();
    await second.locator('.message', { hasText: 'one of a phone' }).last().waitFor();
    await second.waitForTimeout(500);
    warm.push(await vitalsOf(second));
    await context.close();
  }
  const row = (name: string, all: Vitals[]) => [
    name,
    ...(['usableMs', 'lcpMs', 'inpMs'] as const).map((key) =>
      spreadText(spread(all.map((one) => one[key])), ms),
    ),
    Math.max(...all.map(({ cls }) => cls)).toFixed(4),
  ];
  const head = ['Phone, 4x slower, 1.6 Mbit/s, 150 ms', 'usable', 'LCP', 'INP', 'CLS, largest'];
  options.say(table(head, [row('cold cache', cold), row('warm cache', warm)]));
  const cls = Math.max(...[...cold, ...warm].map((one) => one.cls));
  return [
    most('cold first load, median', spread(cold.map(({ usableMs }) => usableMs)).median, 2000),
    most('warm first load, median', spread(warm.map(({ usableMs }) => usableMs)).median, 700),
    { goal: 'CLS 0', measured: cls.toFixed(4), isMet: cls < 0.0001 },
    most('INP, longest', Math.max(...warm.map(({ inpMs }) => inpMs)), 100),
  ];
}

/** 20 messages a second by others, while one writes. */
async function busyRoom({ server, browser, secret, options }: Stage): Promise<Goal[]> {
  const context = await browser.newContext(desktop);
  const page = await open(context, `${server.url}/?user=${secret}`, false);
  const { longTasks: before } = await vitalsOf(page);
  const seconds = numberSetting(options, 'seconds', 30);
  const endsAt = Date.now() + seconds * 1000;
  let posted = 0;
  const ticker = setInterval(() => {
    const text = `another word of somebody ~${++posted}~`;
    void server.admin.json('POST', '/api/rooms/General/messages', { text });
  }, 50);
  for (let n = 1_000_000; Date.now() < endsAt; n++) {
    await page.locator('textarea').pressSequentially(`mine ~${n}~`, { delay: 20 });
    await page.locator('textarea').press('Enter');
    await page.waitForTimeout(500);
  }
  clearInterval(ticker);
  await page.waitForTimeout(1000);
  const { own, frames, vitals } = await page.evaluate(() => globalThis.probe);
  await context.close();
  const times = (all: Record<string, Arrival>) =>
    Object.values(all).flatMap(({ startedMs, committedMs }) =>
      committedMs > 0 ? committedMs - startedMs : [],
    );
  const mine = times(own);
  const theirs = times(Object.fromEntries(Object.entries(frames).filter(([mark]) => !(mark in own))));
  const longTasks = vitals.longTasks.slice(before.length);
  const row = (name: string, all: number[]) => [
    name,
    String(all.length),
    ...[0.5, 0.99, 1].map((share) => ms(percentile(all, share))),
  ];
  options.say(
    table(
      ['20 messages/s', 'count', 'p50', 'p99', 'longest'],
      [row('own: key to page', mine), row('other’s: frame to page', theirs), row('long tasks', longTasks)],
    ),
  );
  return [
    most('own message, p99', percentile(mine, 0.99), 8),
    most('other’s message, p99', percentile(theirs, 0.99), 16),
    { goal: 'no long task', measured: String(longTasks.length), isMet: longTasks.length === 0 },
  ];
}

async function rooms({ server, browser, secret, options }: Stage, names: string[]): Promise<Goal[]> {
  const context = await browser.newContext(desktop);
  const page = await open(context, `${server.url}/?user=${secret}`, false);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', nearby);
  const fresh: number[] = [];
  const cached: number[] = [];
  for (const name of names) {
    fresh.push(await page.evaluate(switchTo, name));
    await page.waitForTimeout(500);
  }
  for (const name of [...names, ...names]) {
    cached.push(await page.evaluate(switchTo, name));
    await page.waitForTimeout(300);
  }
  await context.close();
  const row = (name: string, all: number[]) => [name, spreadText(spread(all), ms)];
  options.say(
    table(
      ['Another room, 50 ms round trip', 'until its messages are in the page'],
      [row('not cached', fresh), row('cached', cached)],
    ),
  );
  return [
    most('room switch, cached, longest', spread(cached).max, 50),
    most('room switch, not cached, longest', spread(fresh).max, 200),
  ];
}

async function photo({ server, browser, secret, options }: Stage): Promise<Goal[]> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  const create = { width: 4000, height: 3000, channels: 3, background: '#888', noise } as const;
  const bytes = await sharp({ create }).jpeg({ quality: 90 }).toBuffer();
  const context = await browser.newContext(desktop);
  const page = await open(context, `${server.url}/?user=${secret}`, false);
  const { cardMs, longTasks } = await page.evaluate(paste, bytes.toString('base64'));
  await context.close();
  const blockedMs = longTasks.reduce((sum, one) => sum + one, 0);
  options.say(
    table(
      ['Photo of 12 megapixels', 'card', 'tasks over 50 ms, together'],
      [[`${(bytes.length / 1e6).toFixed(1)} MB`, ms(cardMs), `${longTasks.length}, ${ms(blockedMs)}`]],
    ),
  );
  return [
    most('card of a pasted photo', cardMs, 100),
    most('main thread held by a pasted photo', blockedMs, 50),
  ];
}
