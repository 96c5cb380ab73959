import { lastSeen } from '../presence/last-seen.ts';
import { t } from './words.ts';

/** The server writes down once a minute who is here, so that this much silence still means presence. */
const hereMs = 2 * 60_000;

/** When a device was last here, or that it is: a short sentence; `now` is milliseconds since 1970. */
export function seen(lastSeenAt: string, now: number): string {
  return now - new Date(lastSeenAt).getTime() < hereMs ? t.value.hereNow : lastSeen(lastSeenAt, now);
}
