import type { Keep } from '../../../protocol/rooms.ts';
import type { Sql, Write } from '../../db/sql.ts';
import { readSetting, writeSetting } from '../settings.ts';

/** `fromEnv` is MAX_MESSAGES as it was when `keep` was set: another value there, at a later start, is newer and wins. */
export interface Retention {
  keep: Keep;
  asked: boolean;
  fromEnv: number;
}

const key = 'retention';

export async function readRetention(sql: Sql): Promise<Retention> {
  return (await readSetting<Retention>(sql, key)) ?? { keep: { last: 20 }, asked: false, fromEnv: 20 };
}

/** Called at every start with MAX_MESSAGES (0: everything); `chosen` says whether somebody set it. */
export async function adoptEnvironment(
  tx: Write,
  input: { maxMessages: number; chosen: boolean },
): Promise<void> {
  const saved = await readSetting<Retention>(tx, key);
  if (saved && saved.fromEnv === input.maxMessages) return;
  await writeSetting(tx, key, {
    keep: input.maxMessages === 0 ? {} : { last: input.maxMessages },
    asked: input.chosen || (saved?.asked ?? false),
    fromEnv: input.maxMessages,
  } satisfies Retention);
}

/** The admin's own answer. */
export async function setRetention(tx: Write, keep: Keep): Promise<void> {
  await writeSetting(tx, key, { ...(await readRetention(tx)), keep, asked: true } satisfies Retention);
}
