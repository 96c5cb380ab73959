import { statfs } from 'node:fs/promises';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';
import { AppError } from '../../http/errors.ts';
import { credentialOf, requireAdmin } from '../../http/identify.ts';
import type { Measured } from './metrics.ts';

/** What the server counts, for Prometheus and its kin: numbers only, and to the admin only. */
export function mountMetrics(context: Context): void {
  const { app, metrics } = context;
  countEvents(context);
  watchConnections(context);
  watchMedia(context);
  watchDisk(context);
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    requireScraper(request);
    const { type, body } = await metrics.text();
    return reply.header('Content-Type', type).header('Cache-Control', 'no-store').send(body);
  });
}

/** A scraper shows the secret in a header; for a page's cookie, as for strangers, there is nothing here. */
function requireScraper(request: FastifyRequest): void {
  if (!request.actor || credentialOf(request.headers)?.by !== 'secret') throw new AppError('not-found');
  requireAdmin(request);
}

function countEvents({ metrics, on }: Context): void {
  const happened = metrics.counter('events_total', {
    help: 'Durable events by name; message.posted counts the messages posted.',
    labels: ['event'],
  });
  on('committed', ({ events }) => {
    for (const { event } of events) happened({ event });
  });
}

function watchConnections({ metrics, sockets }: Context): void {
  metrics.gauge('connections', {
    help: 'Sockets that are open and have said hello.',
    read: () => [{ value: [...sockets.open()].length }],
  });
  metrics.gauge('people_connected', {
    help: 'People with at least one open socket.',
    read: () => [{ value: new Set([...sockets.open()].map(({ person }) => person)).size }],
  });
}

function watchMedia({ metrics, db, media }: Context): void {
  metrics.gauge('media_tasks_waiting', {
    help: 'Tasks that wait for a media worker, by its lane.',
    labels: ['lane'],
    read: async () =>
      Object.entries(await media.depths()).map(([lane, value]) => ({ labels: { lane }, value })),
  });
  // Both are asked for at every look, and one answer does for both.
  let reading: Promise<Measured> | null = null;
  const read = () => {
    reading ??= db.read('metrics.read', nobody).finally(() => {
      reading = null;
    });
    return reading;
  };
  metrics.gauge('jobs', {
    help: 'Jobs of the table, by name, kind of file, and whether one waits or is under way.',
    labels: ['job', 'kind', 'state'],
    read: async () => (await read()).jobs.map(({ count, ...labels }) => ({ labels, value: count })),
  });
  metrics.gauge('files', {
    help: 'Files that are kept, by kind.',
    labels: ['kind'],
    read: async () => (await read()).files.map(({ kind, count }) => ({ labels: { kind }, value: count })),
  });
  metrics.gauge('files_bytes', {
    help: 'What files take on the disk, by kind, originals apart from what was made of them.',
    labels: ['kind', 'part'],
    read: async () =>
      (await read()).files.flatMap(({ kind, originals, derived }) => [
        { labels: { kind, part: 'originals' }, value: originals },
        { labels: { kind, part: 'derived' }, value: derived },
      ]),
  });
}

function watchDisk({ metrics, config }: Context): void {
  const folders = { media: config.mediaDir, data: config.dataDir };
  const each = (value: (disk: { bsize: number; blocks: number; bavail: number }) => number) => () =>
    Promise.all(
      Object.entries(folders).map(async ([folder, path]) => ({
        labels: { folder },
        value: value(await statfs(path)),
      })),
    );
  const labels = ['folder'];
  metrics.gauge('disk_free_bytes', {
    help: 'What the server may still write to the disk of each folder.',
    labels,
    read: each(({ bsize, bavail }) => bsize * bavail),
  });
  metrics.gauge('disk_size_bytes', {
    help: 'How large the disk of each folder is.',
    labels,
    read: each(({ bsize, blocks }) => bsize * blocks),
  });
}
