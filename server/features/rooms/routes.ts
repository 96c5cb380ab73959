import {
  EditRetention,
  EditRoom,
  NewRoom,
  RoomCore,
  RoomOrder,
  ServerState,
} from '../../../protocol/rooms.ts';
import type { Context } from '../../context.ts';
import { requireAdmin } from '../../http/identify.ts';
import { failures, IdParams, Nothing } from '../../http/schemas.ts';
import { roomStream } from './rooms.ts';
import { readServerState } from './server-state.ts';

export function mountRooms(context: Context): void {
  const { app, db, sockets, on } = context;
  on('room-created', ({ id }) => sockets.joinAll(roomStream(id)));

  app.post(
    '/api/admin/rooms',
    { schema: { body: NewRoom, response: { 201: RoomCore, ...failures } } },
    async (request, reply) =>
      reply.status(201).send(await db.run('rooms.create', requireAdmin(request), request.body)),
  );
  app.put(
    '/api/admin/rooms/order',
    { schema: { body: RoomOrder, response: { 204: Nothing, ...failures } } },
    async (request, reply) => {
      await db.run('rooms.order', requireAdmin(request), request.body);
      return reply.status(204).send(null);
    },
  );
  app.patch(
    '/api/admin/rooms/:id',
    { schema: { params: IdParams, body: EditRoom, response: { 200: RoomCore, ...failures } } },
    (request) => db.run('rooms.edit', requireAdmin(request), { ...request.body, id: request.params.id }),
  );
  app.delete(
    '/api/admin/rooms/:id',
    { schema: { params: IdParams, response: { 204: Nothing, ...failures } } },
    async (request, reply) => {
      await db.run('rooms.remove', requireAdmin(request), request.params);
      return reply.status(204).send(null);
    },
  );
  app.get('/api/admin/server', { schema: { response: { 200: ServerState, ...failures } } }, (request) => {
    requireAdmin(request);
    return readServerState(context);
  });
  app.put(
    '/api/admin/retention',
    { schema: { body: EditRetention, response: { 200: ServerState, ...failures } } },
    async (request) => {
      await db.run('rooms.set-retention', requireAdmin(request), request.body);
      return readServerState(context);
    },
  );
}
