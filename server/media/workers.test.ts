import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import * as fixtures from '../../test/support/fixtures.ts';
import { type AcceptedInspection, MediaError } from './types.ts';
import { createMediaWorkers, type MediaWorkers } from './workers.ts';

const workers = createMediaWorkers();
const others: MediaWorkers[] = [];
afterAll(async () => {
  await Promise.all([workers, ...others].map((each) => each.stop()));
});

function withLimits(limits: Parameters<typeof createMediaWorkers>[0]): MediaWorkers {
  const made = createMediaWorkers(limits);
  others.push(made);
  return made;
}

const newFolder = () => mkdtemp(join(tmpdir(), 'workers-'));

async function accepted(path: string, from = workers): Promise<AcceptedInspection> {
  const inspection = await from.inspect({ path, name: 'any' });
  if (inspection.outcome === 'refused') throw new Error(`refused: ${inspection.found}`);
  return inspection;
}

/** The processes that this one has started and that read media. */
async function workerPids(): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['--ppid', String(process.pid), '-o', 'pid=,args=']);
  return stdout
    .split('\n')
    .flatMap((line) => (/media\/worker\.[jt]s/u.test(line) ? [Number.parseInt(line, 10)] : []));
}

/** proc(5), field 19 of each of a process's threads. */
async function nicenessOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const stats = await Promise.all(threads.map((id) => readFile(`/proc/${pid}/task/${id}/stat`, 'latin1')));
  return stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]));
}

/** proc(5), field 6: where Linux shares processors between sessions first, niceness counts within one alone. */
async function sessionOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}

test('all that a worker does stands back for the server, whichever of its threads does it', async () => {
  const image = await fixtures.jpeg();
  await workers.prepare({ path: image, outDir: await newFolder(), inspection: await accepted(image) });
  const pids = await workerPids();
  const all = (await Promise.all(pids.map(nicenessOf))).flat();
  expect(all.length).toBeGreaterThan(10);
  expect(Math.min(...all)).toBeGreaterThan(0);
  const own = await sessionOf(process.pid);
  expect(await Promise.all(pids.map(sessionOf))).toEqual(pids.map(() => own));
});

describe('an inspection', () => {
  test('tells what a picture is, upright, with its placeholder', async () => {
    const found = await accepted(await fixtures.jpeg(6));
    expect(found).toMatchObject({ kind: 'image', mime: 'image/jpeg', ext: 'jpg', width: 900, height: 600 });
    expect(found).toMatchObject({ animated: false, playable: 'as-is', reason: null, durationMs: null });
    expect(found.thumbhash).toMatch(/^[\w+/=]{20,40}$/u);
  });

  test('refuses by content and says what it found', async () => {
    const path = await fixtures.file('inspect.png', '<html><script>1</script></html>');
    expect(await workers.inspect({ path, name: 'a.png' })).toEqual({
      outcome: 'refused',
      found: 'text/html',
    });
  });

  test('answers for broken content', async () => {
    const found = await accepted(await fixtures.truncated(await fixtures.webp(), 'inspect-cut.webp', 0.4));
    expect(found).toMatchObject({ width: null, playable: 'no', reason: 'unreadable' });
  });

  test('keeps its deadline and knows then what it knew by then', async () => {
    const discs = '<circle cx="500" cy="500" r="500" fill="red" fill-opacity="0.5"/>'.repeat(30_000);
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000">${discs}</svg>`;
    const path = await fixtures.svg('slow-discs', text);
    const startedMs = performance.now();
    const found = await workers.inspect({ path, name: 'slow.svg', deadlineMs: 500 });
    expect(performance.now() - startedMs).toBeLessThan(2500);
    expect(found).toMatchObject({
      outcome: 'accepted',
      mime: 'image/svg+xml',
      reason: 'media-timeout',
      playable: 'no',
    });
    expect(await accepted(await fixtures.jpeg())).toMatchObject({ width: 900 });
  });

  test('a missing file is our mistake, and an error', async () => {
    await expect(workers.inspect({ path: '/nowhere/at/all', name: 'x' })).rejects.toThrow(/ENOENT/u);
  });
});

describe('a derivation', () => {
  test('leaves everything in its folder, and may run twice', async () => {
    const path = await fixtures.jpeg(6);
    const outDir = join(await newFolder(), 'deeper');
    const inspection = await accepted(path);
    const first = await workers.derive({ path, outDir, inspection });
    const second = await workers.derive({ path, outDir, inspection });
    expect(second).toEqual(first);
    expect(first.renditions.map(({ file }) => file)).toEqual([
      'clean.jpg',
      'thumb-400.webp',
      'thumb-800.webp',
    ]);
    expect((await readdir(outDir)).sort()).toEqual(['clean.jpg', 'thumb-400.webp', 'thumb-800.webp']);
  });

  test('can be cancelled, waiting or running', async () => {
    const path = await fixtures.jpeg();
    const inspection = await accepted(path);
    const outDir = await newFolder();
    await expect(workers.derive({ path, outDir, inspection, signal: AbortSignal.abort() })).rejects.toThrow(
      /abort/iu,
    );
    const stopping = new AbortController();
    const running = workers.derive({
      path: await fixtures.clips.mp4(),
      outDir,
      inspection: await accepted(await fixtures.clips.mp4()),
      signal: stopping.signal,
    });
    stopping.abort();
    await expect(running).rejects.toThrow(/abort/iu);
    expect((await workers.derive({ path, outDir, inspection })).state).toBe('ready');
  });

  test('makes a square avatar of any picture', async () => {
    const outDir = await newFolder();
    const avatar = await workers.avatar({ path: await fixtures.jpeg(6), outDir });
    expect(avatar).toMatchObject({ variant: 'avatar-128', mime: 'image/webp' });
    expect(await sharp(join(outDir, avatar.file)).metadata()).toMatchObject({ width: 128, height: 128 });
    const page = await fixtures.file('avatar.png', '<html></html>');
    await expect(workers.avatar({ path: page, outDir })).rejects.toThrow(MediaError);
  });
});

describe('a worker may die', () => {
  test('killed in the middle of a job: the job fails, the next one works', async () => {
    const troubles: string[] = [];
    const path = await fixtures.clips.avi();
    const inspection = await accepted(path);
    const healthy = await workerPids();
    const frail = withLimits({ onTrouble: (message) => troubles.push(message) });
    const outDir = await newFolder();
    // As often as it comes back: trying again must not help.
    const killer = setInterval(async () => {
      for (const pid of await workerPids()) if (!healthy.includes(pid)) endProcess(pid);
    }, 30);
    const derived = await frail.derive({ path, outDir, inspection }).finally(() => clearInterval(killer));
    expect([derived.state, derived.reason]).toEqual(['failed', 'media-worker-died']);
    expect(troubles.join()).toContain('SIGKILL');
    expect((await frail.derive({ path, outDir, inspection })).state).toBe('ready');
  });

  test('takes its own children with it, and ends with its parent', async () => {
    const script = `
      import { createMediaWorkers } from ${JSON.stringify(new URL('./workers.ts', import.meta.url).href)};
      const workers = createMediaWorkers();
      await workers.inspect({ path: process.argv[1], name: 'x' });
      console.log('ready');
      setInterval(() => {}, 1000);
    `;
    const path = await fixtures.jpeg();
    const parent = execFile(process.execPath, ['--input-type=module', '-e', script, path]);
    await new Promise((resolve) => parent.stdout?.once('data', resolve));
    const { stdout } = await promisify(execFile)('ps', ['--ppid', String(parent.pid), '-o', 'pid=']);
    const pids = stdout.trim().split(/\s+/u).map(Number);
    expect(pids).toHaveLength(2);
    parent.kill('SIGKILL');
    await eventually(() => {
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/u);
    });
  });

  test('one that outgrows its memory is ended', async () => {
    const small = withLimits({ limits: { maxRssBytes: 200 * 1024 * 1024 } });
    const side = 9000;
    const path = await fixtures.file(
      'large-interlaced.png',
      await sharp({ create: { width: side, height: side, channels: 3, background: 'teal' } })
        .png({ progressive: true, compressionLevel: 1 })
        .toBuffer(),
    );
    const inspection = { ...(await accepted(await fixtures.png())) };
    const derived = await small.derive({ path, outDir: await newFolder(), inspection });
    expect(derived).toMatchObject({ state: 'failed', reason: 'media-memory' });
    // What could be done without decoding is done.
    expect(derived.renditions.map(({ variant }) => variant)).toEqual(['clean']);
  });

  test('one that takes more than its share of the processor is ended', async () => {
    const brief = withLimits({ limits: { deriveCpuSeconds: 0.5 } });
    const create = { width: 7000, height: 7000, channels: 3, background: 'teal' } as const;
    const bytes = await sharp({ create }).png({ progressive: true, compressionLevel: 1 }).toBuffer();
    const path = await fixtures.file('costly-interlaced.png', bytes);
    const inspection = await accepted(await fixtures.png());
    const derived = await brief.derive({ path, outDir: await newFolder(), inspection });
    expect(derived).toMatchObject({ state: 'failed', reason: 'media-timeout' });
  });

  test('its environment holds none of the server’s secrets', async () => {
    process.env['ADMIN_UUID'] = 'secret-of-the-admin';
    const fresh = withLimits({});
    await accepted(await fixtures.jpeg(), fresh);
    delete process.env['ADMIN_UUID'];
    for (const pid of await workerPids()) {
      expect((await readFile(`/proc/${pid}/environ`, 'latin1')).includes('secret-of-the-admin')).toBe(false);
    }
  });

  test('after a stop nothing runs and nothing is taken', async () => {
    const brief = createMediaWorkers();
    const before = await workerPids();
    await accepted(await fixtures.jpeg(), brief);
    await brief.stop();
    expect((await workerPids()).every((pid) => before.includes(pid))).toBe(true);
    await expect(brief.inspect({ path: await fixtures.jpeg(), name: 'x' })).rejects.toThrow(MediaError);
  });
});

describe('mutilated pictures', () => {
  const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_123);
  const makers = {
    jpeg: () => fixtures.jpeg(6),
    png: fixtures.png,
    apng: fixtures.apng,
    gif: fixtures.gif,
    webp: fixtures.animatedWebp,
  };

  test.each(Object.entries(makers))(`%s: each ends in an answer (seed ${seed})`, async (name, make) => {
    const random = randomFrom(seed + name.length);
    const bytes = await readFile(await make());
    const folder = await newFolder();
    for (let round = 0; round < 12; round++) {
      const path = join(folder, `${round}`);
      await writeFile(path, mutilate(bytes, random));
      const inspection = await workers.inspect({ path, name });
      if (inspection.outcome === 'refused') continue;
      const derived = await workers.derive({ path, outDir: join(folder, `out-${round}`), inspection });
      expect(['ready', 'failed'], `round ${round}`).toContain(derived.state);
      expect(derived.reason ?? 'none', `round ${round}`).not.toMatch(/^media-/u);
    }
  });
});

/** A linear congruential generator (Numerical Recipes): the same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutilate(bytes: Buffer, random: (below: number) => number): Buffer {
  const length = random(4) === 0 ? 1 + random(bytes.length) : bytes.length;
  const out = Buffer.from(bytes.subarray(0, length));
  // Headers are where a flipped bit does most.
  const reach = random(2) === 0 ? Math.min(length, 2000) : length;
  for (let flips = random(30); flips >= 0; flips--) out[random(reach)] = random(256);
  return out;
}

describe('which FFmpeg', () => {
  test('is told in one line', async () => {
    expect(await workers.ffmpeg()).toMatch(/^FFmpeg \S+ \(.+\)$/u);
  });

  test('none: pictures work, videos are files', async () => {
    const without = withLimits({ ffmpegPath: '/nowhere/ffmpeg', ffmpegPartDir: '/nowhere' });
    expect(await without.ffmpeg()).toBeNull();
    expect(await accepted(await fixtures.jpeg(), without)).toMatchObject({ playable: 'as-is' });
    expect(await accepted(await fixtures.clips.mp4(), without)).toMatchObject({
      kind: 'video',
      playable: 'no',
      reason: 'no-ffmpeg',
    });
  });
});
