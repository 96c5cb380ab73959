import type { Context } from '../../context.ts';
import type { Actor } from '../../db/sql.ts';
import type { MediaRow } from './store.ts';

const rememberedFiles = 5000;

/**
 * Finds files as people see them, and remembers what was found until the next commit: a player that seeks, and a
 * room that many open, ask for the same ones many times a second.
 */
export function rememberFiles({ db, on }: Context): (actor: Actor, id: string) => Promise<MediaRow> {
  let found = new Map<string, MediaRow>();
  // Also while it is empty: what is being read at this moment was read before.
  on('committed', () => {
    found = new Map();
  });
  return async (actor, id) => {
    const key = `${actor.personId}:${id}`;
    const known = found.get(key);
    if (known) return known;
    // A commit while this is read makes the answer old before it is there.
    const until = found;
    const row = await db.read('attachments.find', actor, { id });
    if (until === found && found.size < rememberedFiles) found.set(key, row);
    return row;
  };
}
