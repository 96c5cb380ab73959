import { readFileSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import { serve } from './child.ts';

/** The peer of media delivery: @fastify/static and nothing around it. */
serve({
  listen: async ({ root, certPath, keyPath }: { root: string; certPath: string; keyPath: string }) => {
    const app = Fastify({
      https: { cert: readFileSync(certPath), key: readFileSync(keyPath), minVersion: 'TLSv1.2' },
    });
    await app.register(fastifyStatic, { root });
    return app.listen({ port: 0, host: '127.0.0.1' });
  },
});
