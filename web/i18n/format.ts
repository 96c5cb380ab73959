import { number } from './intl.ts';
import { type Language, language } from './language.ts';

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language.value} ${name}`;
  let found = cache.get(key);
  if (!found) {
    // The person's own region (24-hour clock or not) where it speaks the chosen language.
    const regional = navigator.languages.find((tag) => tag.startsWith(`${language.value}-`));
    found = new Intl.DateTimeFormat(regional ?? language.value, options);
    cache.set(key, found);
  }
  return found;
}

/** 14:02 */
export const clock = (time: Date) => formatter('clock', { hour: 'numeric', minute: '2-digit' }).format(time);

/** Monday, 23 November 2026 at 14:02:31 */
export const exactTime = (time: Date) =>
  formatter('exact', { dateStyle: 'full', timeStyle: 'medium' }).format(time);

/** 23 Nov 2026, 14:02 */
export const shortTime = (time: Date) =>
  formatter('short', { dateStyle: 'medium', timeStyle: 'short' }).format(time);

const startOfDay = (time: Date) => new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();

/** Whole calendar days from `time` to `now` in local time; 0 is today. */
export const daysAgo = (time: Date, now = new Date()) =>
  Math.round((startOfDay(now) - startOfDay(time)) / 86_400_000);

/** Today · Yesterday · Monday, 23 November · with the year when it is another one. */
export function dayName(time: Date, now = new Date()): string {
  const days = daysAgo(time, now);
  if (days === 0 || days === 1) {
    const text = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' }).format(-days, 'day');
    return text.charAt(0).toLocaleUpperCase(language.value) + text.slice(1);
  }
  if (time.getFullYear() === now.getFullYear()) {
    return formatter('day', { weekday: 'long', day: 'numeric', month: 'long' }).format(time);
  }
  return formatter('day-year', { day: 'numeric', month: 'long', year: 'numeric' }).format(time);
}

const spans: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** In two hours; three days ago. */
export function relative(seconds: number): string {
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  // What would round to 60 minutes is an hour.
  const isLong = ([, length]: [unknown, number], n: number) =>
    Math.abs(seconds) >= length - (spans[n + 1]?.[1] ?? 1) / 2;
  const [unit, size] = spans.find(isLong) ?? ['second', 1];
  return format.format(Math.round(seconds / size), unit);
}

/** November 2026 */
export function monthName(time: Date): string {
  const text = formatter('month', { month: 'long', year: 'numeric' }).format(time);
  return text.charAt(0).toLocaleUpperCase(language.value) + text.slice(1);
}

const units: Record<Language, readonly string[]> = {
  en: ['B', 'KB', 'MB', 'GB', 'TB'],
  ru: ['Б', 'КБ', 'МБ', 'ГБ', 'ТБ'],
};

/** 1.4 MB; a unit is 1,024 of the one before, as limits are set. */
export function byteSize(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  const number = new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(value);
  return `${number}\u00a0${units[language.value][power] ?? ''}`;
}

/** 3:07 or 1:02:09 */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export const percent = (share: number) =>
  new Intl.NumberFormat(language.value, { style: 'percent' }).format(share);

export const whole = (count: number) => number(language.value, count);
