import { Type } from 'typebox';
import { MoveRead, ReadMark } from '../../../protocol/unread.ts';
import type { Context } from '../../context.ts';
import { requireActor } from '../../http/identify.ts';
import { failures } from '../../http/schemas.ts';

export function mountUnread({ app, db }: Context): void {
  app.put(
    '/api/rooms/:room/read',
    {
      schema: {
        params: Type.Object({ room: Type.String({ maxLength: 256 }) }),
        body: MoveRead,
        response: { 200: ReadMark, ...failures },
      },
    },
    (request) => db.run('unread.move', requireActor(request), { ...request.body, room: request.params.room }),
  );
}
