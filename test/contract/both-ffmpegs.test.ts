import { readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { File } from '../../protocol/attachments.ts';
import type { Message } from '../../protocol/messages.ts';
import type { ServerState } from '../../protocol/rooms.ts';
import { clips, soundOnly } from '../support/fixtures.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { whenReady } from '../support/when-ready.ts';

/** The PATH without the folders in which an `ffmpeg` is: what is left to the server then is the one from npm. */
async function withoutFfmpeg(path: string): Promise<string> {
  const folders = await Promise.all(
    path.split(delimiter).map(async (folder) => {
      const isThere = await stat(join(folder, 'ffmpeg')).catch(() => null);
      return isThere ? [] : [folder];
    }),
  );
  return folders.flat().join(delimiter);
}

/** What a browser is told of a file, without what differs from one upload to the next. */
const told = ({ kind, mime, width, height, state, reason, playMime, urls }: File) => ({
  kind,
  mime,
  width,
  height,
  state,
  reason,
  playMime,
  urls: Object.keys(urls).toSorted(),
});

const path = process.env['PATH'] ?? '';
const files = {
  'as it is': clips.mp4,
  'in another box': clips.mkv,
  'encoded anew': clips.avi,
  'with foreign sound': clips.mkvAc3,
  'from Windows': clips.wmv,
  'without pictures': soundOnly,
};
const outcomes = new Map<string, Map<string, ReturnType<typeof told>>>();

describe.each([
  ['the system’s', async () => path, /^FFmpeg .+ \(\/.+ffmpeg\)$/],
  ['npm’s', () => withoutFfmpeg(path), /^FFmpeg of node-av .+ \(npm\)$/],
] as const)('with %s FFmpeg', (whose, pathOf, name) => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServerProcess({ PATH: await pathOf() });
    outcomes.set(whose, new Map());
  });
  afterAll(() => server.remove());

  test('the start and the admin’s page say which one it is', async () => {
    const { body } = await server.admin.json<ServerState>('GET', '/api/admin/server');
    expect(body.ffmpeg).toMatch(name);
    expect(server.output()).toContain(body.ffmpeg);
  });

  test.each(Object.entries(files))('a film %s plays', async (what, make) => {
    const file = { name: `clip.${(await make()).split('.').at(-1)}`, bytes: await readFile(await make()) };
    const sent = await server.admin.upload<{ message: Message }>('/api/upload', [['file', file]]);
    expect(sent.status).toBe(201);
    const [done] = (await whenReady(server.admin, sent.body.message.id, 100_000)).attachments;
    if (!done) throw new Error('no file');
    expect(done).toMatchObject({ state: 'ready', reason: null });
    const played = await server.admin.request('GET', done.urls.play ?? '');
    expect(played.status).toBe(200);
    expect(played.bytes.length).toBeGreaterThan(1000);
    expect(played.headers['content-type']).toBe(done.playMime);
    outcomes.get(whose)?.set(what, told(done));
  });
});

test('both tell the same of the same files', () => {
  const [system, npm] = [outcomes.get('the system’s'), outcomes.get('npm’s')];
  expect(system?.size).toBe(Object.keys(files).length);
  expect(npm).toEqual(system);
});
