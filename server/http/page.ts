import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Identities } from './identify.ts';
import type { App } from './server.ts';

const yearSeconds = 31_536_000;

/**
 * What draws a PDF is WebAssembly: it may run there alone, in a thread that has no network (a thread's policy is its
 * script's, not the page's).
 */
const pdfThreadPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
/** A frame of no origin that shows letters: it may run our script and draw, and reach nothing. */
const letterPolicy = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data: blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

/**
 * The page itself. Who has no session and no good link gets a friendly page with status 404 that is the same for
 * everyone; opening a link signs nobody in, so that a scanner of mail uses nothing up.
 */
export async function servePage(
  app: App,
  options: { folder: string; identities: Identities; caPem: string | null },
) {
  const index = await readFile(join(options.folder, 'index.html'));
  const noLink = await readFile(join(options.folder, 'nolink.html'));

  await app.register(fastifyStatic, {
    root: join(options.folder, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    preCompressed: true,
    cacheControl: true,
    immutable: true,
    maxAge: yearSeconds * 1000,
    setHeaders: (reply, path) => {
      // Public code; the frame of letters has no origin of its own to ask from.
      reply.header('Access-Control-Allow-Origin', '*');
      if (/pdf-worker-[^/]*\.js/.test(path)) reply.header('Content-Security-Policy', pdfThreadPolicy);
    },
  });

  const perMinute = { config: { rateLimit: { max: 120, timeWindow: 60_000 } }, schema: { hide: true } };
  for (const path of ['/', '/admin', '/admin/:section', '/r/:room', '/r/:room/:seq']) {
    app.get<{ Querystring: { user?: unknown } }>(path, perMinute, async (request, reply) => {
      const { user } = request.query;
      const byLink =
        typeof user === 'string' && user !== ''
          ? await options.identities.find({ by: 'secret', value: user })
          : null;
      const known = byLink ?? (user === undefined ? request.actor : null);
      return reply
        .status(known ? 200 : 404)
        .header('Cache-Control', 'no-store')
        .header('Vary', 'Cookie')
        .type('text/html; charset=utf-8')
        .send(known ? index : noLink);
    });
  }

  const letter = await readFile(join(options.folder, 'letter.html'));
  app.get('/letter', { schema: { hide: true } }, (_request, reply) =>
    reply
      .header('Content-Security-Policy', letterPolicy)
      .header('Cache-Control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(letter),
  );

  const { caPem } = options;
  if (caPem) {
    app.get('/ca.crt', { schema: { hide: true } }, (_request, reply) =>
      reply
        .type('application/x-x509-ca-cert')
        .header('Content-Disposition', 'attachment; filename="bungaacord-ca.crt"')
        .send(caPem),
    );
  }
}
