import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { exactTime } from '../../i18n/format.ts';
import { language } from '../../i18n/language.ts';
import type { TimeStyle } from './nodes.ts';

const minuteMs = 60_000;
const now = signal(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all relative times on the page, which stands while there are none. */
function useClock(runs: boolean): void {
  useEffect(() => {
    if (!runs) return;
    now.value = Date.now();
    if (watchers++ === 0) timer = setInterval(() => (now.value = Date.now()), minuteMs / 2);
    return () => {
      if (--watchers === 0) clearInterval(timer);
    };
  }, [runs]);
}

const formats: Record<Exclude<TimeStyle, 'R'>, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** In two hours; three days ago. */
export function relative(seconds: number, tongue: string): string {
  const format = new Intl.RelativeTimeFormat(tongue, { numeric: 'auto' });
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return format.format(Math.round(seconds / size), unit);
}

/** A moment as everyone's own clock shows it. */
export function Moment({ unixSeconds, style }: { unixSeconds: number; style: TimeStyle }) {
  useClock(style === 'R');
  const time = new Date(unixSeconds * 1000);
  const text =
    style === 'R'
      ? relative(unixSeconds - now.value / 1000, language.value)
      : new Intl.DateTimeFormat(language.value, formats[style]).format(time);
  return (
    <time class="md-time" dateTime={time.toISOString()} data-tip={exactTime(time)}>
      {text}
    </time>
  );
}
