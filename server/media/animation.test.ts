import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import * as fixtures from '../../test/support/fixtures.ts';
import { deriveImage } from './derive-image.ts';
import { type Ffmpeg, findFfmpeg, openFfmpeg } from './ffmpeg.ts';
import type { FormatId } from './formats.ts';
import { defaultLimits } from './limits.ts';

const partDir = join(import.meta.dirname, '../../parts/ffmpeg');
const npm = await findFfmpeg({ ffmpegPath: '/nowhere/ffmpeg', partDirs: [partDir] });
const tools = [await findFfmpeg({}), npm].filter((tool) => tool !== null);

/** 110 frames of 40 ms, the last of which stands for two seconds. */
const longGif = () =>
  fixtures.cached('odd-long.gif', (path) =>
    fixtures.ffmpeg([
      ...[
        '-f',
        'lavfi',
        '-i',
        'testsrc2=size=322x242:rate=25:duration=4.4,format=rgb24,crop=321:241',
        '-final_delay',
        '200',
      ],
      ...['-f', 'gif', path],
    ]),
  );

async function longWebp(): Promise<string> {
  const gif = await longGif();
  return fixtures.cached('odd-long.webp', async (path) => {
    await sharp(gif, { pages: -1 }).webp({ lossless: true, effort: 0 }).toFile(path);
  });
}

/** The same, with a hole in its middle from the 60th frame on. */
async function holedGif(): Promise<string> {
  const gif = await longGif();
  return fixtures.cached('holed.gif', async (path) => {
    const { data, info } = await sharp(gif, { pages: -1 })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const [frameRows, frames] = [241, info.height / 241];
    for (let y = 60 * frameRows; y < info.height; y++) {
      if (y % frameRows > 80 && y % frameRows < 160) data.fill(0, (y * 321 + 80) * 4, (y * 321 + 200) * 4);
    }
    const raw = { width: info.width, height: info.height, channels: 4, pageHeight: frameRows } as const;
    await sharp(data, { raw })
      .gif({ effort: 1, delay: Array.from({ length: frames }, () => 40) })
      .toFile(path);
  });
}

async function derive(path: string, format: FormatId, ffmpeg: Ffmpeg | null, keepMetadata = false) {
  const outDir = await mkdtemp(join(tmpdir(), 'animation-'));
  const derived = await deriveImage({ path, outDir, format, keepMetadata, ffmpeg });
  return { ...derived, outDir, play: derived.renditions.find(({ variant }) => variant === 'play') };
}

function difference(a: Buffer, b: Buffer): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0);
}

describe.each(tools)('a long animated picture, with FFmpeg from $source', (tool) => {
  const opened = openFfmpeg(tool, defaultLimits);

  test.each([
    ['gif', longGif],
    ['webp', longWebp],
  ] as const)(
    '%s is shown as a film: smaller, of even sides, each frame at its time',
    async (format, make) => {
      const path = await make();
      const ffmpeg = await opened;
      const { play, outDir, ...derived } = await derive(path, format, ffmpeg);
      expect(derived).toMatchObject({ state: 'ready', animated: true, width: 321, height: 241 });
      expect(play?.mime).toBe('video/mp4');
      expect(play?.size).toBeLessThan((await stat(path)).size);
      const film = { path: join(outDir, play?.file ?? ''), format: 'mp4' } as const;
      const { video, audio, durationMs } = await ffmpeg.probe(film);
      expect([video?.codec, video?.width, video?.height, video?.pixelFormat]).toEqual([
        'h264',
        322,
        242,
        'yuv420p',
      ]);
      expect(audio).toBeNull();
      const { delay = [] } = await sharp(path, { pages: -1 }).metadata();
      const wholeMs = delay.reduce((sum, each) => sum + each, 0);
      expect(wholeMs).toBeGreaterThan(6000);
      expect(Math.abs((durationMs ?? 0) - wholeMs)).toBeLessThan(80);
      // The original is there as it was, and nothing is left of the way.
      expect(derived.renditions.map(({ variant }) => variant)).toEqual(['clean', 'play', 'thumb-400']);
      expect((await readdir(outDir)).sort()).toEqual(['clean.' + format, 'play.mp4', 'thumb-400.webp']);
      const source = await sharp(path, { page: 75 })
        .removeAlpha()
        .resize(32, 24, { fit: 'fill' })
        .raw()
        .toBuffer();
      if (video === null) throw new Error('no pictures');
      const unlike = await Promise.all(
        [-40, 0, 40].map(async (byMs) => {
          const atSeconds = (75 * 40 + byMs) / 1000;
          const frame = await ffmpeg.frame(film, { atSeconds, width: 32, height: 24, video });
          return difference(source, frame ?? Buffer.alloc(0));
        }),
      );
      expect(Math.min(...unlike)).toBe(unlike[1]);
    },
    60_000,
  );

  test('stays as it is where one sees through it, if only in its midst', async () => {
    const { state, animated, play } = await derive(await holedGif(), 'gif', await opened);
    expect([state, animated, play]).toEqual(['ready', true, undefined]);
  }, 60_000);
});

test('a short one stays as it is', async () => {
  const [tool] = tools;
  if (tool === undefined) throw new Error('no FFmpeg');
  const { state, play } = await derive(await fixtures.gif(), 'gif', await openFfmpeg(tool, defaultLimits));
  expect([state, play]).toEqual(['ready', undefined]);
});

test('without FFmpeg it stays as it is', async () => {
  const { state, animated, play } = await derive(await longGif(), 'gif', null);
  expect([state, animated, play]).toEqual(['ready', true, undefined]);
}, 30_000);

test('whose sender keeps the metadata is shown without it', async () => {
  const { play, outDir, renditions } = await derive(await fixtures.gif(), 'gif', null, true);
  expect(renditions.map(({ variant }) => variant)).not.toContain('clean');
  const bytes = await readFile(join(outDir, play?.file ?? ''));
  for (const mark of Object.values(fixtures.marks)) expect(bytes.includes(mark)).toBe(false);
});
