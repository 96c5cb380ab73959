import { Type } from 'typebox';
import {
  EditMessage,
  GoneMessage,
  Message,
  MessageEdits,
  MessagePage,
  NewMessage,
  PageQuery,
} from '../../../protocol/messages.ts';
import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';
import { compressed } from '../../http/compressed.ts';
import { requireActor } from '../../http/identify.ts';
import { failures, IdParams, Nothing } from '../../http/schemas.ts';
import { checkedText } from './messages.ts';
import { peopleHere } from './people-here.ts';

const RoomParams = Type.Object({ room: Type.String({ maxLength: 256, description: 'an id, or a name' }) });
const afterStartMs = 500;
const trimEveryMs = 10 * 60_000;
const purgeEveryMs = 2000;
const forgetEveryMs = 6 * 3_600_000;

export function mountMessages({ app, db, config, sockets, on, every }: Context): void {
  const { messagesPerSecond, messageBurst } = config.limits;
  const rate = {
    max: messageBurst,
    timeWindow: (1000 * messageBurst) / messagesPerSecond,
  };

  app.get(
    '/api/rooms/:room/messages',
    {
      schema: { params: RoomParams, querystring: PageQuery, response: { 200: MessagePage, ...failures } },
      onSend: compressed,
    },
    async (request, reply) => {
      const wanted = { room: request.params.room, query: request.query };
      const page = await db.readJson('messages.page', requireActor(request), wanted);
      // Written by a reader of the database already.
      return reply.type('application/json; charset=utf-8').send(page as unknown as MessagePage);
    },
  );
  app.post(
    '/api/rooms/:room/messages',
    {
      schema: {
        params: RoomParams,
        body: NewMessage,
        response: { 200: Type.Union([Message, GoneMessage]), 201: Message, ...failures },
      },
      config: { rateLimit: rate },
    },
    async (request, reply) => {
      const actor = requireActor(request);
      checkedText(request.body);
      const here = peopleHere(sockets, request.body.text);
      const posted = await db.run('messages.post', actor, {
        ...request.body,
        room: request.params.room,
        here,
      });
      return reply.status(posted.repeated ? 200 : 201).send(posted.message as Message);
    },
  );
  app.get(
    '/api/messages/:id',
    { schema: { params: IdParams, response: { 200: Message, ...failures } } },
    (request) => db.read('messages.read', requireActor(request), request.params),
  );

  app.get(
    '/api/messages/:id/edits',
    { schema: { params: IdParams, response: { 200: MessageEdits, ...failures } } },
    (request) => db.read('messages.edits', requireActor(request), request.params),
  );
  app.patch(
    '/api/messages/:id',
    {
      schema: { params: IdParams, body: EditMessage, response: { 200: Message, ...failures } },
      config: { rateLimit: rate },
    },
    (request) => {
      const here = peopleHere(sockets, request.body.text);
      return db.run('messages.edit', requireActor(request), { ...request.body, id: request.params.id, here });
    },
  );
  app.delete(
    '/api/messages/:id',
    { schema: { params: IdParams, response: { 204: Nothing, ...failures } } },
    async (request, reply) => {
      await db.run('messages.delete', requireActor(request), request.params);
      return reply.status(204).send(null);
    },
  );
  app.post(
    '/api/messages/:id/restore',
    { schema: { params: IdParams, response: { 200: Message, ...failures } } },
    (request) => db.run('messages.restore', requireActor(request), request.params),
  );

  const trim = async () => {
    while (await db.run('messages.trim', nobody));
  };
  const trimNow = () => void trim().catch((error) => app.log.error({ err: error }, 'trim'));
  on('retention-changed', trimNow);
  on('room-removed', trimNow);
  // What a setting from outside no longer keeps, or a crash left of a removed room, goes soon after the start.
  setTimeout(trimNow, afterStartMs).unref();
  every(trimEveryMs, 'retention', trim);
  every(purgeEveryMs, 'purge deleted messages', () => db.run('messages.purge', nobody));
  every(forgetEveryMs, 'forget old keys', () => db.run('messages.forget', nobody));
}
