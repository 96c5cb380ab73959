import type { Sql } from '../db/sql.ts';

/** The server's own few settings, as JSON by key. */
export async function readSetting<T>(sql: Sql, key: string): Promise<T | undefined> {
  const row = await sql.get<{ value: string }>('select value from settings where key = ?', key);
  return row ? (JSON.parse(row.value) as T) : undefined;
}

export async function writeSetting(sql: Sql, key: string, value: unknown): Promise<void> {
  await sql.run(
    'insert into settings (key, value) values (?1, ?2) on conflict (key) do update set value = ?2',
    key,
    JSON.stringify(value),
  );
}
