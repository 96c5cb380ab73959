import { MentionSetting } from '../../../protocol/mentions.ts';
import type { Context } from '../../context.ts';
import { requireAdmin } from '../../http/identify.ts';
import { failures } from '../../http/schemas.ts';

export function mountMentions({ app, db }: Context): void {
  app.put(
    '/api/admin/mentions',
    { schema: { body: MentionSetting, response: { 200: MentionSetting, ...failures } } },
    (request) => db.run('mentions.set', requireAdmin(request), request.body),
  );
}
