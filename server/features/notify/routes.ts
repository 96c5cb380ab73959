import { Type } from 'typebox';
import { EditNotify, EditRoomNotify, Notify } from '../../../protocol/notify.ts';
import type { Context } from '../../context.ts';
import { requireActor } from '../../http/identify.ts';
import { failures } from '../../http/schemas.ts';

const RoomParams = Type.Object({ room: Type.String({ maxLength: 256 }) });

export function mountNotify({ app, db }: Context): void {
  app.put(
    '/api/notify',
    { schema: { body: EditNotify, response: { 200: Notify, ...failures } } },
    (request) => db.run('notify.set', requireActor(request), request.body),
  );
  app.put(
    '/api/rooms/:room/notify',
    { schema: { params: RoomParams, body: EditRoomNotify, response: { 200: Notify, ...failures } } },
    (request) =>
      db.run('notify.set-room', requireActor(request), { ...request.body, room: request.params.room }),
  );
}
