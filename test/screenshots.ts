// Makes the pictures in docs/screenshots from a real server with a made-up conversation: `node test/screenshots.ts`.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { Overview } from '../protocol/rooms.ts';
import { ffmpeg, file } from './support/fixtures.ts';
import type { TestPerson } from './support/person.ts';
import { startServer, type TestServer } from './support/server.ts';

const folder = join(import.meta.dirname, '../docs/screenshots');

interface Look {
  hue: number;
  sun: number;
  seed: number;
}

interface Shot extends BrowserContextOptions {
  name: string;
  person: TestPerson;
  path?: string;
  act?: (page: Page) => Promise<void>;
}
const chromiumArgs = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'];

/** A landscape drawn from a seed: hills under a sky. */
function landscape({ hue, sun, seed }: Look): string {
  const hill = (n: number) => {
    const points = Array.from({ length: 9 }, (_, x) => {
      const height = 330 + n * 90 + Math.sin(x * 1.3 + seed * 2 + n * 1.7) * 70;
      return `L${x * 150} ${Math.round(height)}`;
    });
    return `<path d="M0 900 ${points.join(' ')} L1200 900 Z" fill="hsl(${hue + n * 14} 42% ${46 - n * 9}%)"/>`;
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800">
    <defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue} 70% 72%)"/>
    <stop offset="1" stop-color="hsl(${sun} 90% 82%)"/></linearGradient></defs>
    <rect width="1200" height="800" fill="url(#s)"/><circle cx="${260 + seed * 210}" cy="230" r="80" fill="hsl(${sun} 95% 88%)"/>
    ${[0, 1, 2, 3].map(hill).join('')}</svg>`;
}

const picture = async (name: string, look: Look) => ({
  name,
  bytes: await sharp(Buffer.from(landscape(look)))
    .jpeg({ quality: 88 })
    .toBuffer(),
});

async function converse(server: TestServer) {
  const mira = await server.person('Mira');
  const jonas = await server.person('Jonas');
  const lena = await server.person('Лена');
  for (const [person, hue] of [
    [mira, 330],
    [jonas, 200],
    [lena, 120],
  ] as const) {
    const square = await picture('me.jpg', { hue, sun: hue - 150, seed: 1 });
    await person.upload('/api/me/avatar', [['file', square]], 'PUT');
  }
  const square = await picture('me.jpg', { hue: 40, sun: 20, seed: 2 });
  await server.admin.upload('/api/me/avatar', [['file', square]], 'PUT');
  for (const name of ['Trips', 'Music', 'Команда'])
    await server.admin.json('POST', '/api/admin/rooms', { name });
  const say = (person: TestPerson, text: string, room = 'General') =>
    person.json('POST', `/api/rooms/${room}/messages`, { text });
  await say(jonas, 'Who drives in May? I have room for two.', 'Trips');
  await say(lena, 'Я за! Палатку возьму.', 'Trips');
  await say(mira, 'Listen to this one with headphones.', 'Music');
  await say(mira, 'Back from the mountains! Sorting pictures now 🏔️');
  await say(jonas, 'Finally. We want to see everything.');
  await say(jonas, 'Was the hut open? I read it closes in October: https://example.org/huts');
  await say(server.admin, 'Open, and empty. The soup was on the house.');
  await mira.upload('/api/upload', [
    ['text', 'The clouds below us, on the second evening:'],
    ['file', await film({ hue: 20, sun: 50, seed: 3 })],
  ]);
  const album: [string, { name: string; bytes: Uint8Array }][] = [
    ['file', await picture('morning.jpg', { hue: 205, sun: 35, seed: 0 })],
    ['file', await picture('ridge.jpg', { hue: 265, sun: 15, seed: 1 })],
    ['file', await picture('lake.jpg', { hue: 165, sun: 50, seed: 3 })],
    ['file', await picture('evening.jpg', { hue: 340, sun: 45, seed: 2 })],
  ];
  await mira.upload('/api/upload', [['text', 'Four days, four skies:'], ...album]);
  await say(lena, 'Какая красота! Второй снимок — на обложку 💜');
  await say(server.admin, 'Printing the second one for the office wall.');
  await say(server.admin, 'May I? 🙂');
  for (const person of [mira, jonas, lena, server.admin]) await readAll(person);
  return { mira, jonas, lena };
}

/** A room that has been read opens at its end, as it does for people who are there every day. */
async function readAll(person: TestPerson) {
  const [general] = (await person.json<Overview>('GET', '/api/rooms')).body.rooms;
  if (general) await person.json('PUT', `/api/rooms/${general.id}/read`, { seq: general.seq });
}

/** Six seconds in which one comes slowly nearer. */
async function film(look: Look) {
  const still = await file(
    'still.png',
    await sharp(Buffer.from(landscape(look)))
      .png()
      .toBuffer(),
  );
  const path = join(tmpdir(), `bungaacord-film-${process.pid}.mp4`);
  const zoom = "crop=1200:675,zoompan=z='1+0.002*on':x='iw/2-iw/zoom/2':d=150:s=1280x720:fps=25";
  await ffmpeg(['-i', still, '-vf', zoom, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', path]);
  const bytes = await readFile(path);
  await rm(path);
  return { name: 'sea of clouds.mp4', bytes };
}

async function shoot(browser: Browser, server: TestServer, shot: Shot) {
  const { name, person, path = '/', act, ...options } = shot;
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    deviceScaleFactor: 1,
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  await page.goto(`${server.url}/?user=${person.secret}`);
  await page.locator('textarea').waitFor();
  if (path !== '/') await page.goto(server.url + path);
  await page.waitForTimeout(1500);
  await act?.(page);
  await page.waitForTimeout(800);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  return context;
}

await mkdir(folder, { recursive: true });
const server = await startServer({ REQUEST_BURST: '5000', MAX_MESSAGES: '200' });
await server.admin.json('PATCH', '/api/me', { name: 'Sam' });
const { mira, jonas, lena } = await converse(server);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumArgs });
const desk = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const here = [
  await shoot(browser, server, { name: 'chat-light', person: mira, colorScheme: 'light', ...desk }),
];
here.push(await shoot(browser, server, { name: 'chat-phone', person: lena, colorScheme: 'dark', ...phone }));
await shoot(browser, server, { name: 'chat-dark', person: server.admin, colorScheme: 'dark', ...desk });
const view = (page: Page) => page.locator('.message .picture').nth(1).click();
await shoot(browser, server, { name: 'viewer', person: jonas, colorScheme: 'dark', act: view, ...desk });
await shoot(browser, server, {
  name: 'admin',
  person: server.admin,
  path: '/admin',
  colorScheme: 'light',
  ...desk,
});
await browser.close();
await server.stop();
await server.remove();
