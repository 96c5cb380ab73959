import { Overview } from '../../../protocol/rooms.ts';
import type { Context } from '../../context.ts';
import { compressed } from '../../http/compressed.ts';
import { requireActor } from '../../http/identify.ts';
import { failures } from '../../http/schemas.ts';

export function mountOverview({ app, db, pageVersion }: Context): void {
  app.get(
    '/api/rooms',
    { schema: { response: { 200: Overview, ...failures } }, onSend: compressed },
    (request, reply) => {
      // The page that a browser has kept may be an older one.
      reply.header('X-Page-Version', pageVersion);
      return db.read('overview.read', requireActor(request));
    },
  );
  app.get('/api/openapi.json', { schema: { hide: true }, config: { rateLimit: false } }, () => app.swagger());
}
