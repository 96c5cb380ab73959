import {
  AdminPeople,
  Devices,
  EditMe,
  EditPerson,
  NewPerson,
  Person,
  PersonLink,
  SignedIn,
  SignIn,
} from '../../../protocol/accounts.ts';
import { writeEnvValue } from '../../config.ts';
import type { Context } from '../../context.ts';
import { nobody } from '../../db/sql.ts';
import { requireActor, requireAdmin, sessionCookieOf } from '../../http/identify.ts';
import { failures, IdParams, Nothing } from '../../http/schemas.ts';
import { hashSecret, newSecret, newToken } from './accounts.ts';
import { mountSeen } from './seen.ts';

const sessionSeconds = 400 * 86_400;

export function mountAccounts(context: Context): void {
  mountSession(context);
  mountMe(context);
  mountAdminPeople(context);
  mountSeen(context);
}

function mountSession({ app, db, config }: Context): void {
  app.post(
    '/api/session',
    {
      schema: { body: SignIn, response: { 200: SignedIn, ...failures }, security: [] },
      config: {
        rateLimit: { max: config.limits.signInsPerMinute, timeWindow: 60_000, keyGenerator: (r) => r.ip },
      },
    },
    async (request, reply) => {
      const token = newToken();
      const me = await db.run('accounts.sign-in', nobody, {
        secretHash: hashSecret(request.body.user),
        tokenHash: hashSecret(token),
        userAgent: request.headers['user-agent'] ?? '',
        address: request.ip,
      });
      void reply.header('Set-Cookie', sessionCookieOf(token, sessionSeconds));
      return { me };
    },
  );
  app.delete(
    '/api/session',
    { schema: { response: { 204: Nothing, ...failures } } },
    async (request, reply) => {
      const actor = requireActor(request);
      if (actor.sessionId) await db.run('accounts.end-session', actor, { id: actor.sessionId });
      return reply.header('Set-Cookie', sessionCookieOf('', 0)).status(204).send(null);
    },
  );
}

function mountMe({ app, db }: Context): void {
  app.get('/api/me', { schema: { response: { 200: Person, ...failures } } }, (request) => {
    const actor = requireActor(request);
    return db.read('accounts.person', actor, { id: actor.personId });
  });
  app.patch('/api/me', { schema: { body: EditMe, response: { 200: Person, ...failures } } }, (request) =>
    db.run('accounts.rename-me', requireActor(request), request.body),
  );
  app.get('/api/me/devices', { schema: { response: { 200: Devices, ...failures } } }, async (request) => {
    const actor = requireActor(request);
    return { devices: await db.read('accounts.devices', actor, { personId: actor.personId }) };
  });
  app.delete(
    '/api/me/devices/:id',
    { schema: { params: IdParams, response: { 204: Nothing, ...failures } } },
    async (request, reply) => {
      const actor = requireActor(request);
      await db.run('accounts.end-session', { ...actor, role: 'member' }, request.params);
      return reply.status(204).send(null);
    },
  );
}

function mountAdminPeople(context: Context): void {
  const { app, db } = context;
  const linkTo = (secret: string) => `${context.publicUrl()}/?user=${secret}`;
  const one = { params: IdParams } as const;

  app.get(
    '/api/admin/people',
    { schema: { response: { 200: AdminPeople, ...failures } } },
    async (request) => ({
      people: await db.read('accounts.list', requireAdmin(request)),
    }),
  );
  app.post(
    '/api/admin/people',
    { schema: { body: NewPerson, response: { 201: PersonLink, ...failures } } },
    async (request, reply) => {
      const secret = newSecret();
      const input = { name: request.body.name, secretHash: hashSecret(secret) };
      const person = await db.run('accounts.create', requireAdmin(request), input);
      return reply
        .status(201)
        .header('Cache-Control', 'no-store')
        .send({ person, link: linkTo(secret) });
    },
  );
  app.patch(
    '/api/admin/people/:id',
    {
      schema: {
        ...one,
        body: EditPerson,
        response: { 200: AdminPeople.properties.people.items, ...failures },
      },
    },
    (request) => db.run('accounts.edit', requireAdmin(request), { ...request.body, id: request.params.id }),
  );
  app.post(
    '/api/admin/people/:id/link',
    { schema: { ...one, response: { 200: PersonLink, ...failures } } },
    async (request, reply) => {
      const actor = requireAdmin(request);
      const secret = newSecret();
      const { id } = request.params;
      const person = await db.run('accounts.reissue', actor, { id, secretHash: hashSecret(secret) });
      // `.env` is the truth for the admin's link: left as it was, the next start would bring the old one back.
      if (person.role === 'admin') writeEnvValue(context.config.cwd, 'ADMIN_UUID', secret);
      return reply.header('Cache-Control', 'no-store').send({ person, link: linkTo(secret) });
    },
  );
  app.delete(
    '/api/admin/people/:id',
    { schema: { ...one, response: { 204: Nothing, ...failures } } },
    async (request, reply) => {
      await db.run('accounts.remove', requireAdmin(request), request.params);
      return reply.status(204).send(null);
    },
  );
  app.get(
    '/api/admin/people/:id/devices',
    { schema: { ...one, response: { 200: Devices, ...failures } } },
    async (request) => ({
      devices: await db.read('accounts.devices', requireAdmin(request), { personId: request.params.id }),
    }),
  );
  app.delete(
    '/api/admin/devices/:id',
    { schema: { ...one, response: { 204: Nothing, ...failures } } },
    async (request, reply) => {
      await db.run('accounts.end-session', requireAdmin(request), request.params);
      return reply.status(204).send(null);
    },
  );
}
