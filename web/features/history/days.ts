const two = (n: number) => String(n).padStart(2, '0');

/** The day of a moment where the reader is, as a date field writes it: 2026-11-23. */
export const dayOf = (time: Date): string =>
  `${String(time.getFullYear()).padStart(4, '0')}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;

/** When that day begins where the reader is; null for what is no day. */
export function startOf(day: string): Date | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (year === undefined) return null;
  const start = new Date(Number(year), Number(month) - 1, Number(date));
  // Years below 100 are taken for those of the last century.
  start.setFullYear(Number(year));
  return dayOf(start) === day ? start : null;
}
