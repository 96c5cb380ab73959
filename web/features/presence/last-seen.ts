import { relative } from '../../i18n/format.ts';
import { t } from './words.ts';

/** When somebody who isn't here now was last here; `now` is milliseconds since 1970. */
export function lastSeen(at: string, now: number): string {
  // The server's clock may be ahead of this one: nobody was seen in the future.
  const seconds = Math.min(0, (new Date(at).getTime() - now) / 1000);
  return seconds > -60 ? t.value.seenJustNow : t.value.seen(relative(seconds));
}
