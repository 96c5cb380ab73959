import { clock, daysAgo, shortTime } from '../../i18n/format.ts';
import { t } from './words.ts';

/** The server writes down once a minute who is here, so that this much silence still means presence. */
const hereMs = 2 * 60_000;

/** When somebody, or a device, was last here: a short sentence. */
export function seen(lastSeenAt: string | null, now = new Date()): string {
  if (lastSeenAt === null) return t.value.never;
  const time = new Date(lastSeenAt);
  if (now.getTime() - time.getTime() < hereMs) return t.value.hereNow;
  const days = daysAgo(time, now);
  if (days === 0) return t.value.seenToday(clock(time));
  if (days === 1) return t.value.seenYesterday(clock(time));
  return t.value.seenOn(shortTime(time));
}
