import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../protocol/messages.ts';
import { clips, png } from '../support/fixtures.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { generalRoom, signIn, stranger, unhurried, whenPrepared } from '../support/wire.ts';

let server: TestServer;
let ann: TestPerson;

beforeAll(async () => {
  server = await startServer(unhurried);
  ann = await server.person('Ann Unmistakable');
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

/** Every sample as `name{labels}` and its value; fails on a line that Prometheus would not read. */
async function scrape(): Promise<Map<string, number>> {
  const { status, headers, text } = await server.admin.request('GET', '/metrics');
  expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  expect(headers['content-type']).toMatch(/^text\/plain; version=/);
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const [, name = '', value = ''] = /^([a-z_][a-z0-9_]*(?:\{[^}]*\})?) (\S+)$/.exec(line) ?? [];
      expect([line, name !== '' && /^(?:[-+]?[\d.e+-]+|[+-]Inf|Nan)$/.test(value)]).toEqual([line, true]);
      return [name, Number(value)];
    }),
  );
}

test('only the admin’s header opens it; for all others nothing is there', async () => {
  const get = (headers: Record<string, string>) => server.admin.request('GET', '/metrics', { headers });
  expect((await get({ ...stranger, authorization: `Bearer ${server.admin.secret}` })).status).toBe(200);
  expect((await get({ 'x-user-uuid': server.admin.secret })).status).toBe(200);
  const { browser } = await signIn(server, server.admin.secret);
  expect((await get({ ...browser })).status).toBe(404);
  for (const headers of [stranger, { 'x-user-uuid': ann.secret }, { 'x-user-uuid': 'guess' }]) {
    const refused = await get(headers);
    expect([refused.status, refused.text.includes('bungaacord_')]).toEqual([404, false]);
  }
});

test('it counts what people do, and names nobody', async () => {
  const before = await scrape();
  await ann.listen();
  const room = await generalRoom(ann);
  for (const text of ['unmistakable one', 'unmistakable two']) {
    await ann.json('POST', `/api/rooms/${room}/messages`, { text });
  }
  const photo = await readFile(await png());
  const film = await readFile(await clips.mp4());
  const sent = await ann.upload<{ message: Message }>('/api/upload', [
    ['file', { name: 'unmistakable.png', bytes: photo }],
    ['file', { name: 'film.mp4', bytes: film }],
    ['file', { name: 'broken.png', bytes: photo.subarray(0, 60) }],
  ]);
  expect((await whenPrepared(ann, sent.body.message.id)).attachments.map(({ state }) => state)).toEqual([
    'ready',
    'ready',
    'failed',
  ]);
  const after = await scrape();
  const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);

  expect(grown('bungaacord_events_total{event="message.posted"}')).toBe(3);
  expect(grown('bungaacord_upload_bytes_total')).toBe(photo.length + film.length + 60);
  expect(grown('bungaacord_media_jobs_total{kind="image",outcome="ready"}')).toBe(1);
  expect(grown('bungaacord_media_jobs_total{kind="video",outcome="ready"}')).toBe(1);
  expect(grown('bungaacord_media_jobs_total{kind="image",outcome="unreadable"}')).toBe(1);
  expect(grown('bungaacord_media_job_seconds_count{kind="image"}')).toBe(2);
  expect(grown('bungaacord_media_task_seconds_count{task="inspect",outcome="done"}')).toBe(3);
  expect(grown('bungaacord_media_task_seconds_count{task="derive",outcome="done"}')).toBe(3);
  expect(after.get('bungaacord_connections')).toBe(1);
  expect(after.get('bungaacord_people_connected')).toBe(1);
  expect(after.get('bungaacord_files{kind="image"}')).toBe(2);
  expect(after.get('bungaacord_files_bytes{kind="video",part="originals"}')).toBeGreaterThan(1000);
  for (const lane of ['quick', 'derive', 'convert']) {
    expect(after.get(`bungaacord_media_tasks_waiting{lane="${lane}"}`)).toBe(0);
  }
  for (const name of [
    'bungaacord_disk_free_bytes{folder="media"}',
    'bungaacord_disk_size_bytes{folder="data"}',
    'nodejs_eventloop_lag_p99_seconds',
    'process_resident_memory_bytes',
    'process_cpu_seconds_total',
  ]) {
    expect([name, (after.get(name) ?? 0) > 0]).toEqual([name, true]);
  }

  const { text } = await server.admin.request('GET', '/metrics');
  const telling = [ann.secret, server.admin.secret, ann.id, room, 'nmistakable', '127.0.0.1', server.folder];
  for (const word of telling) expect([word, text.includes(word)]).toEqual([word, false]);
});

test('jobs that wait are told by kind', async () => {
  const noisy = Buffer.concat([await readFile(await png()), Buffer.alloc(64)]);
  const upload = (n: number) => ann.upload('/api/uploads', [['file', { name: `${n}.png`, bytes: noisy }]]);
  const seen: number[] = [];
  const uploads = Promise.all(Array.from({ length: 12 }, (_, n) => upload(n)));
  let done = false;
  void uploads.then(() => {
    done = true;
  });
  while (!done) {
    const now = await scrape();
    const of = (state: string) => now.get(`bungaacord_jobs{job="derive",kind="image",state="${state}"}`) ?? 0;
    seen.push(of('waiting') + of('running'));
  }
  await uploads;
  expect(Math.max(...seen)).toBeGreaterThan(0);
});
