import { Type } from 'typebox';
import { MarkUnread, MoveRead, ReadMark, ReadMarks } from '../../../protocol/unread.ts';
import type { Context } from '../../context.ts';
import { requireActor } from '../../http/identify.ts';
import { failures } from '../../http/schemas.ts';

const params = Type.Object({ room: Type.String({ maxLength: 256 }) });
const response = { 200: ReadMark, ...failures };

export function mountUnread({ app, db }: Context): void {
  app.get('/api/rooms/:room/read', { schema: { params, response } }, (request) =>
    db.read('unread.read', requireActor(request), request.params),
  );
  app.put('/api/rooms/:room/read', { schema: { params, body: MoveRead, response } }, (request) =>
    db.run('unread.move', requireActor(request), { ...request.body, room: request.params.room }),
  );
  app.put('/api/rooms/:room/unread', { schema: { params, body: MarkUnread, response } }, (request) =>
    db.run('unread.mark', requireActor(request), { ...request.body, room: request.params.room }),
  );
  app.post('/api/read', { schema: { response: { 200: ReadMarks, ...failures } } }, async (request) => ({
    marks: await db.run('unread.move-all', requireActor(request)),
  }));
}
