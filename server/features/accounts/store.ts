import type { AdminPerson, Author, Device, Person } from '../../../protocol/accounts.ts';
import type { Sql } from '../../db/sql.ts';
import { deviceLabel } from './device-label.ts';

interface UserRow {
  id: string;
  name: string;
  role: 'admin' | 'member';
  avatar_media_id: string | null;
}

const userColumns = 'id, name, role, avatar_media_id';

export function avatarUrl(mediaId: string | null): string | null {
  return mediaId === null ? null : `/media/${mediaId}/avatar-128/avatar.webp`;
}

function personView(row: UserRow): Person {
  return { id: row.id, name: row.name, avatar: avatarUrl(row.avatar_media_id), role: row.role };
}

/** A person who can still sign in. */
export async function findPerson(sql: Sql, id: string): Promise<Person | undefined> {
  const row = await sql.get<UserRow>(
    `select ${userColumns} from users where id = ? and removed_at is null`,
    id,
  );
  return row && personView(row);
}

export async function listPeople(sql: Sql): Promise<Person[]> {
  const rows = await sql.all<UserRow>(
    `select ${userColumns} from users where removed_at is null and disabled_at is null order by name_key`,
  );
  return rows.map(personView);
}

/** Authors also of messages whose writers are gone. */
export async function authorsOf(sql: Sql, ids: readonly string[]): Promise<Map<string, Author>> {
  const [first, ...others] = new Set(ids);
  if (first === undefined) return new Map();
  const rows =
    others.length === 0
      ? await sql.all<UserRow>(`select ${userColumns} from users where id = ?`, first)
      : await sql.all<UserRow>(
          `select ${userColumns} from users where id in (select value from json_each(?))`,
          JSON.stringify([first, ...others]),
        );
  return new Map(
    rows.map((row) => [row.id, { id: row.id, name: row.name, avatar: avatarUrl(row.avatar_media_id) }]),
  );
}

export async function listForAdmin(sql: Sql, id: string | null = null): Promise<AdminPerson[]> {
  const rows = await sql.all<
    UserRow & {
      disabled_at: number | null;
      created_at: number;
      last_seen_at: number | null;
      devices: number;
      bytes: number;
    }
  >(
    `select id, name, role, avatar_media_id, disabled_at, created_at, last_seen_at,
            (select count(*) from sessions where user_id = users.id) as devices,
            (select coalesce(sum(size + derived_bytes), 0) from media where owner_id = users.id) as bytes
       from users where removed_at is null and (?1 is null or id = ?1) order by role, name_key`,
    id,
  );
  return rows.map((row) => ({
    ...personView(row),
    disabled: row.disabled_at !== null,
    devices: row.devices,
    storageBytes: row.bytes,
    createdAt: new Date(row.created_at).toISOString(),
    lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at).toISOString(),
  }));
}

/** When each person who can sign in was last here, as written down; null for whoever never was. */
export async function lastSeen(sql: Sql): Promise<{ id: string; at: number | null }[]> {
  return sql.all('select id, last_seen_at as at from users where removed_at is null and disabled_at is null');
}

export async function listDevices(sql: Sql, personId: string, currentId: string | null): Promise<Device[]> {
  const rows = await sql.all<{
    id: string;
    user_agent: string;
    address: string;
    created_at: number;
    last_seen_at: number;
  }>(
    `select id, user_agent, address, created_at, last_seen_at from sessions
      where user_id = ? order by last_seen_at desc`,
    personId,
  );
  return rows.map((row) => ({
    id: row.id,
    label: deviceLabel(row.user_agent),
    address: row.address,
    createdAt: new Date(row.created_at).toISOString(),
    lastSeenAt: new Date(row.last_seen_at).toISOString(),
    current: row.id === currentId,
  }));
}
