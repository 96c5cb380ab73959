import { ReactionParams } from '../../../protocol/reactions.ts';
import type { Context } from '../../context.ts';
import { requireActor } from '../../http/identify.ts';
import { failures, Nothing } from '../../http/schemas.ts';

export function mountReactions({ app, db }: Context): void {
  const schema = { params: ReactionParams, response: { 204: Nothing, ...failures } };
  app.put('/api/messages/:id/reactions/:emoji', { schema }, async (request, reply) => {
    await db.run('reactions.add', requireActor(request), request.params);
    return reply.status(204).send(null);
  });
  app.delete('/api/messages/:id/reactions/:emoji', { schema }, async (request, reply) => {
    await db.run('reactions.remove', requireActor(request), request.params);
    return reply.status(204).send(null);
  });
}
