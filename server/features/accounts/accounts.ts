import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { AdminPerson, Person } from '../../../protocol/accounts.ts';
import { closeCodes, limits } from '../../../protocol/limits.ts';
import type { Renderers } from '../../db/log.ts';
import type { Actor, Sql, Write } from '../../db/sql.ts';
import { AppError, invalid } from '../../http/errors.ts';
import { cleanName, nameKey } from '../names.ts';
import { findPerson, lastSeen, listDevices, listForAdmin } from './store.ts';

export { authorsOf, listPeople } from './store.ts';

/** Of secrets and session tokens only this is kept. Both are random, so a plain hash is enough. */
export const hashSecret = (secret: string): Uint8Array => createHash('sha256').update(secret).digest();
export const newSecret = (): string => randomUUID();
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What other features do in the same transaction when a person is made. */
export const personCreated: ((tx: Write, personId: string) => Promise<void>)[] = [];

async function adminPerson(sql: Sql, id: string): Promise<AdminPerson> {
  const [person] = await listForAdmin(sql, id);
  if (!person) throw new AppError('not-found');
  return person;
}

async function changed(tx: Write, event: 'person.created' | 'person.updated' | 'person.removed', id: string) {
  await tx.emit({ stream: 'server', event, subject: id });
}

async function insertPerson(
  tx: Write,
  input: { name: string; role: Person['role']; secretHash: Uint8Array },
) {
  const name = cleanName(input.name, 'name', limits.personNameLength);
  await refuseTakenName(tx, name, null);
  const id = tx.newId();
  await tx.run(
    'insert into users (id, name, name_key, role, secret_hash, created_at) values (?, ?, ?, ?, ?, ?)',
    id,
    name,
    nameKey(name),
    input.role,
    input.secretHash,
    tx.now,
  );
  for (const hook of personCreated) await hook(tx, id);
  await changed(tx, 'person.created', id);
  return id;
}

async function refuseTakenName(tx: Write, name: string, exceptId: string | null) {
  const taken = await tx.get(
    'select 1 from users where name_key = ?1 and (?2 is null or id <> ?2)',
    nameKey(name),
    exceptId,
  );
  if (taken) throw new AppError('conflict', { name });
}

async function rename(tx: Write, id: string, input: string) {
  const name = cleanName(input, 'name', limits.personNameLength);
  await refuseTakenName(tx, name, id);
  const count = await tx.run(
    'update users set name = ?, name_key = ? where id = ? and removed_at is null and name <> ?',
    name,
    nameKey(name),
    id,
    name,
  );
  if (count > 0) await changed(tx, 'person.updated', id);
}

/** Ends a person's sign-ins, all or all but one; their sockets close with the code. */
async function endSessions(
  tx: Write,
  personId: string,
  options: { exceptId?: string | null; closeCode: number },
) {
  await tx.run(
    'delete from sessions where user_id = ?1 and (?2 is null or id <> ?2)',
    personId,
    options.exceptId ?? null,
  );
  const { exceptId: exceptSessionId = null, closeCode } = options;
  tx.after('access-changed', { personId, exceptSessionId, closeCode });
}

async function requireOther(tx: Write, actor: Actor, id: string) {
  if (id === actor.personId) throw invalid('id', 'another person than yourself');
  await adminPerson(tx, id);
}

export const accountWrites = {
  /** Makes `.env` true: its admin exists, and its link is the one that works. Answers the admin's id. */
  'accounts.ensure-admin': async (
    tx: Write,
    _actor: Actor,
    input: { name: string; secretHash: Uint8Array },
  ) => {
    const admin = await tx.get<{ id: string; secret_hash: Uint8Array | null }>(
      `select id, secret_hash from users where role = 'admin' and removed_at is null order by id limit 1`,
    );
    if (!admin) return await insertPerson(tx, { ...input, role: 'admin' });
    if (admin.secret_hash && Buffer.from(admin.secret_hash).equals(input.secretHash)) return admin.id;
    await tx.run('update users set secret_hash = null where secret_hash = ?', input.secretHash);
    await tx.run(
      'update users set secret_hash = ?, disabled_at = null where id = ?',
      input.secretHash,
      admin.id,
    );
    await endSessions(tx, admin.id, { closeCode: closeCodes.unauthenticated });
    return admin.id;
  },

  'accounts.sign-in': async (
    tx: Write,
    _actor: Actor,
    input: { secretHash: Uint8Array; tokenHash: Uint8Array; userAgent: string; address: string },
  ): Promise<Person> => {
    const user = await tx.get<{ id: string }>(
      'select id from users where secret_hash = ? and disabled_at is null and removed_at is null',
      input.secretHash,
    );
    const person = user && (await findPerson(tx, user.id));
    if (!person) throw new AppError('unauthenticated');
    await tx.run(
      `insert into sessions (id, user_id, token_hash, user_agent, address, created_at, last_seen_at)
       values (?, ?, ?, ?, ?, ?, ?)`,
      tx.newId(),
      person.id,
      input.tokenHash,
      input.userAgent.slice(0, 300),
      input.address,
      tx.now,
      tx.now,
    );
    await tx.run('update users set last_seen_at = ? where id = ?', tx.now, person.id);
    return person;
  },

  /** Ends one of a person's own sign-ins, or anybody's where the admin asks. */
  'accounts.end-session': async (tx: Write, actor: Actor, input: { id: string }) => {
    const session = await tx.get<{ user_id: string }>('select user_id from sessions where id = ?', input.id);
    const allowed = session && (actor.role === 'admin' || session.user_id === actor.personId);
    if (!allowed) throw new AppError('not-found');
    await tx.run('delete from sessions where id = ?', input.id);
    tx.after('access-changed', { sessionIds: [input.id], closeCode: closeCodes.unauthenticated });
  },

  'accounts.create': async (tx: Write, _actor: Actor, input: { name: string; secretHash: Uint8Array }) =>
    adminPerson(tx, await insertPerson(tx, { ...input, role: 'member' })),

  'accounts.rename-me': async (tx: Write, actor: Actor, input: { name: string }): Promise<Person> => {
    await rename(tx, actor.personId, input.name);
    const me = await findPerson(tx, actor.personId);
    if (!me) throw new AppError('unauthenticated');
    return me;
  },

  'accounts.edit': async (
    tx: Write,
    actor: Actor,
    input: { id: string; name?: string; disabled?: boolean },
  ) => {
    const before = await adminPerson(tx, input.id);
    if (input.name !== undefined) await rename(tx, input.id, input.name);
    if (input.disabled !== undefined && input.disabled !== before.disabled) {
      await requireOther(tx, actor, input.id);
      await tx.run('update users set disabled_at = ? where id = ?', input.disabled ? tx.now : null, input.id);
      if (input.disabled) await endSessions(tx, input.id, { closeCode: closeCodes.removed });
      await changed(tx, input.disabled ? 'person.removed' : 'person.created', input.id);
    }
    return adminPerson(tx, input.id);
  },

  /** The old link ends, and with it whoever came in by it. */
  'accounts.reissue': async (tx: Write, actor: Actor, input: { id: string; secretHash: Uint8Array }) => {
    await adminPerson(tx, input.id);
    await tx.run('update users set secret_hash = ? where id = ?', input.secretHash, input.id);
    const exceptId = input.id === actor.personId ? actor.sessionId : null;
    await endSessions(tx, input.id, { exceptId, closeCode: closeCodes.unauthenticated });
    return adminPerson(tx, input.id);
  },

  /** The person's messages stay, under their name; the name itself is free again. */
  'accounts.remove': async (tx: Write, actor: Actor, input: { id: string }) => {
    await requireOther(tx, actor, input.id);
    await tx.run(
      'update users set removed_at = ?, name_key = null, secret_hash = null where id = ?',
      tx.now,
      input.id,
    );
    await endSessions(tx, input.id, { closeCode: closeCodes.removed });
    await changed(tx, 'person.removed', input.id);
  },

  /** When people and their devices were last here. */
  'accounts.seen': async (tx: Write, _actor: Actor, input: { people: string[]; sessions: string[] }) => {
    await tx.run(
      'update users set last_seen_at = ? where id in (select value from json_each(?))',
      tx.now,
      JSON.stringify(input.people),
    );
    await tx.run(
      'update sessions set last_seen_at = ? where id in (select value from json_each(?))',
      tx.now,
      JSON.stringify(input.sessions),
    );
  },
};

export const accountReads = {
  'accounts.by-session': async (sql: Sql, _actor: Actor, input: { tokenHash: Uint8Array }) =>
    await sql.get<{ personId: string; role: Person['role']; sessionId: string }>(
      `select u.id as personId, u.role, s.id as sessionId from sessions s join users u on u.id = s.user_id
        where s.token_hash = ? and u.disabled_at is null and u.removed_at is null`,
      input.tokenHash,
    ),
  'accounts.by-secret': async (sql: Sql, _actor: Actor, input: { secretHash: Uint8Array }) =>
    await sql.get<{ personId: string; role: Person['role'] }>(
      `select id as personId, role from users
        where secret_hash = ? and disabled_at is null and removed_at is null`,
      input.secretHash,
    ),
  'accounts.person': async (sql: Sql, _actor: Actor, input: { id: string }): Promise<Person> => {
    const person = await findPerson(sql, input.id);
    if (!person) throw new AppError('not-found');
    return person;
  },
  'accounts.list': async (sql: Sql) => listForAdmin(sql),
  'accounts.last-seen': lastSeen,
  'accounts.devices': async (sql: Sql, actor: Actor, input: { personId: string }) =>
    listDevices(sql, input.personId, actor.sessionId),
};

const renderPerson: Renderers[string] = async (sql, { subject: id }) => {
  const person = await findPerson(sql, id);
  const disabled = await sql.get('select 1 from users where id = ? and disabled_at is not null', id);
  return person && !disabled ? { data: person } : { event: 'person.removed', data: { id } };
};

export const accountRenderers: Renderers = {
  'person.created': renderPerson,
  'person.updated': renderPerson,
  // Whoever was let in again since is shown as what they are now.
  'person.removed': async (sql, event) => ({ event: 'person.updated', ...(await renderPerson(sql, event)) }),
};
