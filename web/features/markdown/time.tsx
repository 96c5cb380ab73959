import { exactTime, relative } from '../../i18n/format.ts';
import { language } from '../../i18n/language.ts';
import { useNow } from '../../ui/clock.ts';
import type { TimeStyle } from './nodes.ts';

const formats: Record<Exclude<TimeStyle, 'R'>, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

/** A moment as everyone's own clock shows it. */
export function Moment({ unixSeconds, style }: { unixSeconds: number; style: TimeStyle }) {
  const now = useNow(style === 'R');
  const time = new Date(unixSeconds * 1000);
  const text =
    style === 'R'
      ? relative(unixSeconds - now / 1000)
      : new Intl.DateTimeFormat(language.value, formats[style]).format(time);
  return (
    <time class="md-time" dateTime={time.toISOString()} data-tip={exactTime(time)}>
      {text}
    </time>
  );
}
