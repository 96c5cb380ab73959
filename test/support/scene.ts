import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';
import type { File } from '../../protocol/attachments.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Overview } from '../../protocol/rooms.ts';
import { eventually } from './eventually.ts';
import { ffmpeg, file } from './fixtures.ts';
import type { TestPerson } from './person.ts';
import type { TestServer } from './server.ts';

/** A made-up conversation of friends back from the mountains, written through the server's own door. */
export interface Friends {
  mira: TestPerson;
  jonas: TestPerson;
  lena: TestPerson;
  omar: TestPerson;
}

interface Look {
  hue: number;
  sun: number;
  seed: number;
}

const minuteMs = 60_000;

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

/** What FFmpeg makes of these arguments. */
async function made(name: string, args: string[]) {
  const path = join(tmpdir(), `bungaacord-scene-${process.pid}-${name}`);
  await ffmpeg([...args, path]);
  const bytes = await readFile(path);
  await rm(path);
  return { name, bytes };
}

/** Six seconds in which one comes slowly nearer. */
async function film(look: Look) {
  const png = await sharp(Buffer.from(landscape(look)))
    .png()
    .toBuffer();
  const zoom = "crop=1200:675,zoompan=z='1+0.002*on':x='iw/2-iw/zoom/2':d=150:s=1280x720:fps=25";
  const from = ['-i', await file('still.png', png), '-vf', zoom];
  return made('sea of clouds.mp4', [...from, '-c:v', 'libx264', '-pix_fmt', 'yuv420p']);
}

/** As loud and as quiet as speech, so that its waveform looks like one. */
const speech = () => {
  const syllables =
    'abs(sin(2*PI*1.7*t))*(0.35+0.65*abs(sin(2*PI*0.31*t+0.6)))*gt(sin(2*PI*0.23*t+1.2),-0.82)';
  const voice = `(0.5*sin(2*PI*150*t)+0.3*sin(2*PI*310*t)+0.2*(random(0)-0.5))*${syllables}`;
  return made('voice.ogg', ['-f', 'lavfi', '-i', `aevalsrc='${voice}':d=14:s=48000`, '-c:a', 'libopus']);
};

const script = `Every name with its day, so that nobody sorts by hand again:
\`\`\`python
from pathlib import Path

for photo in sorted(Path("alps").glob("*.jpg")):
    day = taken_at(photo).date()
    photo.rename(photo.with_stem(f"{day}_{photo.stem}"))
\`\`\``;

const say = async (person: TestPerson, text: string, of: { room?: string; replyTo?: string } = {}) => {
  const { room = 'General', replyTo } = of;
  const body = replyTo === undefined ? { text } : { text, replyTo };
  return (await person.json<Message>('POST', `/api/rooms/${encodeURIComponent(room)}/messages`, body)).body;
};

type Parts = Parameters<TestPerson['upload']>[1];

async function send(person: TestPerson, parts: Parts): Promise<string> {
  const { message } = (await person.upload<{ message: Message }>('/api/upload', parts)).body;
  await eventually(async () => {
    const now = (await person.json<Message>('GET', `/api/messages/${message.id}`)).body;
    const busy = (one: File) => one.state === 'processing';
    if (now.attachments.some(busy)) throw new Error(`${now.attachments[0]?.name} is being prepared`);
  }, 30_000);
  return message.id;
}

const react = async (message: string, of: [emoji: string, ...people: TestPerson[]][]) => {
  for (const [emoji, ...people] of of) {
    for (const person of people)
      await person.json('PUT', `/api/messages/${message}/reactions/${encodeURIComponent(emoji)}`);
  }
};

async function arrive(server: TestServer): Promise<Friends> {
  const { admin } = server;
  await admin.json('PATCH', '/api/me', { name: 'Sam' });
  const [mira, jonas] = [await server.person('Mira'), await server.person('Jonas')];
  const [lena, omar] = [await server.person('Лена'), await server.person('Omar')];
  const hues = [330, 200, 120, 265, 40];
  for (const [n, person] of [mira, jonas, lena, omar, admin].entries()) {
    const hue = hues[n] ?? 0;
    const square = await picture('me.jpg', { hue, sun: hue - 150, seed: 1 + (n % 2) });
    await person.upload('/api/me/avatar', [['file', square]], 'PUT');
  }
  for (const name of ['Trips', 'Music', 'Команда', 'Photo club'])
    await admin.json('POST', '/api/admin/rooms', { name });
  await admin.json('PUT', '/api/admin/retention', { keep: { last: 200 } });
  return { mira, jonas, lena, omar };
}

/** Says everything. All have read it, but for what came last to another room. */
export async function converse(server: TestServer): Promise<Friends> {
  const friends = await arrive(server);
  const { mira, jonas, lena, omar } = friends;
  const sam = server.admin;
  await say(jonas, 'Who drives in May? I have room for two.', { room: 'Trips' });
  await say(lena, 'Я за! Палатку возьму.', { room: 'Trips' });
  await say(mira, 'Listen to this one with headphones.', { room: 'Music' });
  await say(omar, 'Mountains at dusk is the theme for June.', { room: 'Photo club' });

  await say(mira, 'Back from the mountains! Sorting pictures now 🏔️');
  const open = await say(jonas, 'Was the **hut** open? I read that it closes in October.');
  await say(sam, 'Open, and empty. The soup was on the house.', { replyTo: open.id });
  const clouds = await send(mira, [
    ['text', 'The clouds below us, on the second evening:'],
    ['file', await film({ hue: 20, sun: 50, seed: 3 })],
  ]);
  await react(clouds, [
    ['😍', jonas, lena, sam],
    ['☁️', omar],
  ]);
  await say(jonas, 'How cold was it up there?', { replyTo: clouds });
  const skies = await send(mira, [
    ['text', 'Minus four. Four days, four skies:'],
    ['file', await picture('morning.jpg', { hue: 205, sun: 35, seed: 0 })],
    ['file', await picture('ridge.jpg', { hue: 265, sun: 15, seed: 1 })],
    ['file', await picture('lake.jpg', { hue: 165, sun: 50, seed: 3 })],
    ['file', await picture('evening.jpg', { hue: 340, sun: 45, seed: 2 })],
  ]);
  await react(skies, [
    ['💜', lena, sam, jonas],
    ['🔥', omar, jonas],
  ]);
  await say(lena, 'Какая красота! Второй снимок — на обложку', { replyTo: skies });
  const code = await say(sam, script);
  await react(code.id, [
    ['🙏', mira, lena],
    ['🤓', omar],
  ]);
  const voice = await send(lena, [
    ['voice', '1'],
    ['file', await speech()],
  ]);
  await react(voice, [['😂', mira, jonas, sam]]);
  await say(omar, '@Sam print the second one for the office wall?');
  const wall = await say(sam, 'Already ordered, 60 × 40. The hut gets one too.');
  await react(wall.id, [['🎉', omar, mira]]);
  for (const person of [mira, jonas, lena, omar, sam]) await readAll(person);
  await say(omar, 'Sunday hike, anybody? @Лена @Mira', { room: 'Trips' });
  return friends;
}

/** A room that has been read opens at its end, as it does for people who are there every day. */
async function readAll(person: TestPerson) {
  const { rooms } = (await person.json<Overview>('GET', '/api/rooms')).body;
  for (const { id, name, seq } of rooms) {
    if (name === 'General' || name === 'Trips') await person.json('PUT', `/api/rooms/${id}/read`, { seq });
  }
}

/**
 * As if it had been said in the course of two days, and not in one minute by a script: the first messages yesterday
 * evening, the others this morning. For a server that is stopped.
 */
export function spreadOut(folder: string, seen: { person: TestPerson; minutesAgo: number }[]): void {
  const db = new Database(join(folder, 'data/bungaacord.db'));
  const ids = db.prepare('select cast(id as text) from messages order by id').pluck().all() as string[];
  const now = Date.now();
  const set = db.prepare('update messages set created_at = ? where id = ?');
  const yesterday = 7;
  for (const [n, id] of ids.entries()) {
    const minutesAgo = n < yesterday ? 1440 - n * 6 : (ids.length - n) * 4 - 3;
    set.run(now - minutesAgo * minuteMs, BigInt(id));
  }
  const left = db.prepare('update users set last_seen_at = ? where id = ?');
  for (const { person, minutesAgo } of seen) left.run(now - minutesAgo * minuteMs, BigInt(person.id));
  db.close();
}
