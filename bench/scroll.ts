import { rm } from 'node:fs/promises';
import { chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { MessagePage } from '../protocol/messages.ts';
import { until } from '../test/support/eventually.ts';
import { fillRoom } from '../test/support/fill-room.ts';
import type { TestPerson } from '../test/support/person.ts';
import { startServerProcess } from '../test/support/server-process.ts';
import { browserArgs, chromiumPath, homeThatTrusts } from '../test/support/trusting-browser.ts';
import { type Bench, type BenchOptions, type Goal, numberSetting } from './support/bench.ts';
import { fillMedia } from './support/fill-media.ts';
import { percentile } from './support/pairs.ts';
import { mebibytes, ms, table } from './support/table.ts';
import { talk } from './support/talk.ts';

const slowDown = 4;
const stepPx = 100;

export const bench: Bench = {
  about: `scrolling up through a long room at ${slowDown}x CPU slow-down (--messages, --seconds)`,
  run: async (options) => {
    const first = await startServerProcess();
    const { secret } = await first.person('Reader');
    for (let n = 0; n < 10; n++) await first.person(`person ${n}`);
    await first.admin.json('POST', '/api/admin/rooms', { name: 'Pictures' });
    await sendPictures(first.admin);
    await first.stop();
    const { folder } = first;
    const count = numberSetting(options, 'messages', 100_000);
    const { text } = talk(5);
    const apartMs = 30_000;
    const firstAtMs = Date.now() - count * apartMs;
    fillRoom({ folder, room: 'General', count, firstAtMs, apartMs, text, reactionEvery: 8 });
    const pictures = fillMedia({ folder, room: 'General', newest: Math.min(count, 6000), every: 12 });
    options.say(`${count} messages, ${pictures} pictures among the newest.`);
    const server = await startServerProcess({}, folder);
    const home = homeThatTrusts(server.caPem);
    const env = { ...process.env, HOME: home } as Record<string, string>;
    const browser = await chromium.launch({ executablePath: chromiumPath, args: browserArgs, env });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(`${server.url}/?user=${secret}`);
      await page.locator('article[data-seq]').last().waitFor();
      const ours = await scrolled(page, numberSetting(options, 'seconds', 30));
      await page.close();
      const still = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await still.setContent(stillList(text));
      return tell(ours, await scrolled(still, 10), options);
    } finally {
      await browser.close();
      await server.remove();
      await rm(home, { recursive: true, force: true });
    }
  },
};

/** Of several shapes, in a room that nobody looks at: what is scrolled through gets copies. */
async function sendPictures(by: TestPerson): Promise<void> {
  const sizes = [400, 640, 900].flatMap((width) => [300, 480, 1000].map((height) => ({ width, height })));
  for (const { width, height } of sizes) {
    const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
    const create = { width, height, channels: 3, background: '#888', noise } as const;
    const bytes = await sharp({ create }).jpeg().toBuffer();
    await by.upload('/api/upload', [
      ['room', 'Pictures'],
      ['file', { name: `${width}x${height}.jpg`, bytes }],
    ]);
  }
  await until(
    'the pictures to be ready',
    async () => {
      const { body } = await by.json<MessagePage>('GET', '/api/rooms/Pictures/messages');
      return body.messages.every(({ attachments: [file] }) => file?.state === 'ready');
    },
    60_000,
  );
}

/** What the browser alone takes to scroll here: texts that stand still, and no script. */
const stillList = (text: () => string): string =>
  `<body style="margin:0"><div class="timeline" style="height:100vh;overflow-y:auto">${'<p></p>'
    .repeat(1200)
    .replaceAll('<p></p>', () => `<p>${text().replaceAll('<', '&lt;')}</p>`)}</div>`;

async function scrolled(page: Page, seconds: number) {
  const cdp = await page.context().newCDPSession(page);
  await page.evaluate(() => {
    const view = document.querySelector('.timeline');
    if (view) view.scrollTop = view.scrollHeight;
  });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  const told = await page.evaluate(walk, { seconds, stepPx });
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return { ...told, usedSize, most: Math.max(...told.frames), p95: percentile(told.frames, 0.95) };
}

type Scrolled = Awaited<ReturnType<typeof scrolled>>;

function tell(ours: Scrolled, still: Scrolled, options: BenchOptions): Goal[] {
  const row = (name: string, { frames, p95, most, elements, usedSize, waits, px }: Scrolled) => [
    name,
    String(frames.length),
    ms(percentile(frames, 0.5)),
    ms(p95),
    ms(most),
    String(elements),
    mebibytes(usedSize),
    String(waits),
    `${px} px`,
  ];
  options.say(
    table(
      ['', 'Frames', 'p50', 'p95', 'longest', 'elements', 'heap', 'in the skeleton', 'passed'],
      [row('the chat', ours), row('texts that stand still', still)],
    ),
  );
  const { most, p95, elements, usedSize } = ours;
  return [
    { goal: 'no frame over 50 ms of work', measured: ms(most), isMet: most <= 50 },
    { goal: '95 % of frames under 16.7 ms of work', measured: ms(p95), isMet: p95 < 16.7 },
    { goal: 'at most 1,500 elements', measured: String(elements), isMet: elements <= 1500 },
    { goal: 'heap at most 60 MB', measured: mebibytes(usedSize), isMet: usedSize <= 60_000_000 },
  ];
}

/** In the page. A frame's work is from when it was due to when the page is free again, layout and painting included. */
async function walk({ seconds, stepPx }: { seconds: number; stepPx: number }) {
  const view = document.querySelector<HTMLElement>('.timeline');
  if (!view) throw new Error('no timeline');
  const told = { frames: [] as number[], elements: 0, waits: 0, px: 0 };
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const { port1, port2 } = new MessageChannel();
    const took = new Promise<number>((done) => {
      requestAnimationFrame((startedAt) => {
        const from = view.scrollTop;
        view.scrollTop -= stepPx;
        told.px += from - view.scrollTop;
        if (from < 280) told.waits++;
        port1.onmessage = () => done(performance.now() - startedAt);
        // Comes when the frame has been made.
        port2.postMessage(null);
      });
    });
    told.frames.push(await took);
    if (told.frames.length % 20 === 0) {
      told.elements = Math.max(told.elements, document.querySelectorAll('*').length);
    }
  }
  return told;
}
