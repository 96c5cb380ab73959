import { clock, daysAgo, shortTime } from '../../i18n/format.ts';
import { t } from './words.ts';

/** The server writes down once a minute who is here, so that this much silence still means presence. */
const hereMs = 2 * 60_000;

/** When a device was last here, or that it is: a short sentence. */
export function seen(lastSeenAt: string | null, now = new Date()): string {
  const here = lastSeenAt !== null && now.getTime() - new Date(lastSeenAt).getTime() < hereMs;
  return here ? t.value.hereNow : lastSeen(lastSeenAt, now);
}

/** When somebody who isn't here now was last here. */
export function lastSeen(lastSeenAt: string | null, now = new Date()): string {
  if (lastSeenAt === null) return t.value.never;
  const time = new Date(lastSeenAt);
  const days = daysAgo(time, now);
  if (days === 0) return t.value.seenToday(clock(time));
  if (days === 1) return t.value.seenYesterday(clock(time));
  return t.value.seenOn(shortTime(time));
}
