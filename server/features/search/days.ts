const dayMs = 86_400_000;

/** From its first millisecond to the next one's, since 1970. */
export interface Days {
  startMs: number;
  endMs: number;
}

/** A name of the IANA; others are not known here. */
export function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** A day (`2026-05-09`, `9.5.2026`, `today`, `yesterday`), month (`2026-05`) or year in a time zone; null if it is none. */
export function readDays(text: string, at: { nowMs: number; zone: string }): Days | null {
  const named = { today: 0, yesterday: 1 }[text.toLowerCase()];
  if (named !== undefined) {
    const [year, month, day] = dateAt(at.nowMs, at.zone);
    return between([year, month, day - named], [year, month, day - named + 1], at.zone);
  }
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const [year, month, day] = (iso ? iso.slice(1) : (dotted?.slice(1).toReversed() ?? [])).map((part) =>
    part === undefined ? undefined : Number(part),
  );
  if (year === undefined || year < 1970) return null;
  if (month === undefined) return between([year, 1, 1], [year + 1, 1, 1], at.zone);
  if (month < 1 || month > 12) return null;
  if (day === undefined) return between([year, month, 1], [year, month + 1, 1], at.zone);
  const exists = day >= 1 && new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
  return exists ? between([year, month, day], [year, month, day + 1], at.zone) : null;
}

type Date3 = [year: number, month: number, day: number];

function between(first: Date3, next: Date3, zone: string): Days {
  return { startMs: midnight(first, zone), endMs: midnight(next, zone) };
}

function midnight([year, month, day]: Date3, zone: string): number {
  const utc = Date.UTC(year, month - 1, day);
  const guess = utc - offsetAt(utc, zone);
  // The clocks may have been changed between the guess and the day.
  return utc - offsetAt(guess, zone);
}

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
function offsetAt(ms: number, zone: string): number {
  const [year, month, day, hour, minute, second] = partsAt(ms, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
}

function dateAt(ms: number, zone: string): Date3 {
  const [year, month, day] = partsAt(ms, zone);
  return [year, month, day];
}

function partsAt(ms: number, zone: string): [number, number, number, number, number, number] {
  // Beyond what a Date can hold lies nothing that could be found.
  const bounded = Math.min(Math.max(ms, 0), 250_000 * 365 * dayMs);
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(bounded);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  return [part('year'), part('month'), part('day'), part('hour'), part('minute'), part('second')];
}
