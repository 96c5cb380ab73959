import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { clips } from '../../test/support/fixtures.ts';
import { recording, sounds } from '../../test/support/sounds.ts';
import { bySound } from './sniff-tracks.ts';

const head = async (path: string) => (await readFile(path)).subarray(0, 256 * 1024);

test('a film’s box with only sound in it is sound, before anything is decoded', async () => {
  expect(bySound('webm', await head(await recording()))).toBe('weba');
  expect(bySound('webm', await head(await sounds.weba()))).toBe('weba');
  expect(bySound('mkv', await head(await sounds.mkaAac()))).toBe('mka');
});

test('films stay films, whatever sound they have', async () => {
  expect(bySound('webm', await head(await clips.webm()))).toBe('webm');
  expect(bySound('mkv', await head(await clips.mkv()))).toBe('mkv');
  expect(bySound('mp4', await head(await clips.mp4()))).toBe('mp4');
});

/** A box of ISO 14496-12. */
function box(type: string, ...bodies: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(bodies.map((each) => Buffer.from(each)));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length + 8);
  return Buffer.concat([size, Buffer.from(type), body]);
}
const track = (handler: string) =>
  box('trak', box('mdia', box('hdlr', Buffer.alloc(8), handler, Buffer.alloc(13))));
const mp4 = (...handlers: string[]) =>
  Buffer.concat([box('ftyp', 'isom'), box('moov', ...handlers.map(track)), box('mdat', 'sound')]);

test('MP4 is judged by the handlers of its tracks, where they are in front', () => {
  expect(bySound('mp4', mp4('soun'))).toBe('m4a');
  expect(bySound('mov', mp4('tmcd', 'soun'))).toBe('m4a');
  expect(bySound('mp4', mp4('soun', 'vide'))).toBe('mp4');
  expect(bySound('mp4', mp4('text'))).toBe('mp4');
});

test('what is cut off or broken stays what it was called', () => {
  const whole = mp4('soun', 'vide');
  for (let length = 0; length < whole.length; length++) {
    expect(['mp4', 'm4a']).toContain(bySound('mp4', whole.subarray(0, length)));
    expect(bySound('mp4', whole.subarray(0, Math.min(length, 100)))).toBe('mp4');
    expect(bySound('webm', whole.subarray(0, length))).toBe('webm');
  }
  expect(bySound('webm', Buffer.alloc(1000, 0xff))).toBe('webm');
  expect(bySound('webm', Buffer.alloc(1000))).toBe('webm');
});
