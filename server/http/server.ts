import type { Server } from 'node:https';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type FastifySchema,
  LogController,
  type RouteOptions,
} from 'fastify';
import type { TSchema } from 'typebox';

import type { Config } from '../config.ts';
import { answerErrors, answerFrameworkError, answerNoRequest } from './answer-error.ts';
import { AppError } from './errors.ts';
import { credentialOf, type Identities, requireAdmin } from './identify.ts';
import { securityHeaders } from './security-headers.ts';
import { validatorCompiler } from './validator.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the parts of a multipart body are. */
    form?: TSchema;
  }
}

export interface HttpOptions {
  config: Config;
  tls: { cert: string; key: string };
  identities: Identities;
  isOurOrigin(origin: string | undefined): boolean;
  version: string;
  logger: FastifyBaseLogger;
}

const maxJsonBytes = 256 * 1024;
const headersTimeoutMs = 15_000;
/** A phone on a bad line needs minutes for a large file; whoever sends nothing at all is cut off much sooner. */
const requestTimeoutMs = 30 * 60_000;
const idleTimeoutMs = 60_000;

export type App = Awaited<ReturnType<typeof createHttp>>;

/** The bare HTTPS server: who asks, from where, how often; errors in one shape. Features add their routes. */
export async function createHttp(options: HttpOptions) {
  const { config, tls } = options;
  const app = Fastify<Server>({
    https: { cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' },
    loggerInstance: options.logger,
    // A line per request would hold addresses with secrets in them, and cost more than most requests.
    logController: new LogController({ disableRequestLogging: true }),
    // Nor has a request a logger of its own: whatever is worth a line has an id of its own in it.
    childLoggerFactory: (log) => log,
    bodyLimit: maxJsonBytes,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: idleTimeoutMs,
    trustProxy: trustProxy(config.trustProxy),
    routerOptions: { maxParamLength: 1200 },
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerNoRequest,
    // Sockets and downloads are ended by us, with a code that says so.
    forceCloseConnections: true,
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.headersTimeout = headersTimeoutMs;
  app.setValidatorCompiler(validatorCompiler);
  // Compiling a writer of JSON for each answer took a quarter of a second of each start, and was slower than the engine's own.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));

  answerErrors(app as unknown as FastifyInstance);
  const headersOf = securityHeaders(config);
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headersOf(request.url));
    done();
  });
  await app.register(swagger, openapi(options.version));
  app.decorateRequest('actor', null);
  app.addHook('onRequest', (request) => identify(request as FastifyRequest, options));
  await app.register(rateLimit, {
    // Before a body is read or judged.
    hook: 'onRequest',
    // A fixed window of burst ÷ rate seconds: at most the burst at once, and the rate over time.
    max: config.limits.requestBurst,
    timeWindow: (1000 * config.limits.requestBurst) / config.limits.requestsPerSecond,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-reset': false },
    keyGenerator: (request) => request.actor?.personId ?? request.ip,
    errorResponseBuilder: (_request, { ttl }) =>
      new AppError('rate-limited', { seconds: Math.ceil(ttl / 1000) }),
  });
  app.get('/health', { config: { rateLimit: false }, schema: { hide: true } }, () => ({
    status: 'ok',
    version: options.version,
  }));
  return app;
}

/** Fastify takes a number of hops only as a function. */
function trustProxy(setting: Config['trustProxy']) {
  return typeof setting === 'number' ? (_address: string, hop: number) => hop < setting : setting;
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

async function identify(request: FastifyRequest, options: HttpOptions): Promise<void> {
  const credential = credentialOf(request.headers);
  if (!reading.has(request.method) && credential?.by !== 'secret') {
    const { origin } = request.headers;
    const foreign = origin !== undefined && !options.isOurOrigin(origin);
    // A browser sends the cookie from any site; only the Origin tells whose page it was.
    if (foreign || (credential && origin === undefined)) {
      throw new AppError('forbidden', { origin: origin ?? null });
    }
  }
  if (credential) request.actor = await options.identities.find(credential);
  // Before a body is judged: for others, what the admin may call does not exist.
  if (request.url.startsWith('/api/admin/')) requireAdmin(request);
}

function openapi(version: string) {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'bungaacord',
        version,
        description: 'Rooms, messages and files; live events come over `/ws`.',
      },
      components: {
        securitySchemes: {
          user: { type: 'apiKey' as const, in: 'header' as const, name: 'X-User-UUID' },
          bearer: { type: 'http' as const, scheme: 'bearer' },
          session: { type: 'apiKey' as const, in: 'cookie' as const, name: '__Host-session' },
        },
      },
      security: [{ user: [] }, { bearer: [] }, { session: [] }],
    },
    // A form is read as it streams in, never validated as a whole: its shape is for the documentation alone.
    transform: ({ schema, url, route }: { schema: FastifySchema; url: string; route: RouteOptions }) => {
      const { form } = route.config ?? {};
      return { url, schema: form ? { ...schema, body: form } : schema };
    },
  };
}
