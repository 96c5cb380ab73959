import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Identities } from './identify.ts';
import { policyWithScript } from './security-headers.ts';
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

export interface BuiltPage {
  folder: string;
  index: string;
  /** What the page may do; it begins with a script of its own. */
  policy: string;
  noLink: Buffer;
  letter: Buffer;
  /** What keeps the page in a browser, with what there is to keep. */
  shellWorker: string;
  /** Changes with the page and all that it loads: the names of its pieces are made of what they hold. */
  version: string;
}

export async function loadPage(folder: string): Promise<BuiltPage> {
  const [index, worker, noLink, letter] = await Promise.all([
    readFile(join(folder, 'index.html'), 'utf8'),
    readFile(join(folder, 'shell-worker.js'), 'utf8'),
    readFile(join(folder, 'nolink.html')),
    readFile(join(folder, 'letter.html')),
  ]);
  const version = createHash('sha256').update(index).update(worker).digest('hex').slice(0, 16);
  const files = [...index.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
  return {
    folder,
    policy: policyWithScript(/<script>(.*?)<\/script>/s.exec(index)?.[1] ?? ''),
    index: index.replace('<head>', `<head><meta name="page-version" content="${version}">`),
    noLink,
    letter,
    shellWorker: `const shell=${JSON.stringify({ version, files })};${worker}`,
    version,
  };
}

/**
 * The page itself. Who has no session and no good link gets a friendly page with status 404 that is the same for
 * everyone; opening a link signs nobody in, so that a scanner of mail uses nothing up.
 */
export async function servePage(
  app: App,
  options: { page: BuiltPage; identities: Identities; caPem: string | null },
) {
  const { page } = options;
  await app.register(fastifyStatic, {
    root: join(page.folder, 'assets'),
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
      if (known) reply.header('Content-Security-Policy', page.policy);
      return reply
        .status(known ? 200 : 404)
        .header('Cache-Control', 'no-store')
        .header('Vary', 'Cookie')
        .type('text/html; charset=utf-8')
        .send(known ? page.index : page.noLink);
    });
  }

  app.get('/shell-worker.js', { schema: { hide: true } }, (_request, reply) =>
    reply.header('Cache-Control', 'no-cache').type('text/javascript; charset=utf-8').send(page.shellWorker),
  );
  app.get('/letter', { schema: { hide: true } }, (_request, reply) =>
    reply
      .header('Content-Security-Policy', letterPolicy)
      .header('Cache-Control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page.letter),
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
