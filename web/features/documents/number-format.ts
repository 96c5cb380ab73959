/** How a cell's number is shown, told by its format's code (ECMA-376 part 1, 18.8.30 and 18.8.31). */
export type NumberFormat =
  | { is: 'general' }
  | { is: 'date'; hasDate: boolean; hasTime: boolean }
  | { is: 'number'; digits: number; percent: boolean; unit: string };

const builtIn: Record<number, string> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm',
  19: 'h:mm:ss',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yy h:mm',
  37: '#,##0',
  38: '#,##0',
  39: '#,##0.00',
  40: '#,##0.00',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
};

export const formatOfId = (id: number) => formatOf(builtIn[id] ?? '');

export function formatOf(code: string): NumberFormat {
  const positive = code.split(';')[0] ?? '';
  const bare = positive.replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\.|"[^"]*"|_.|\*./gi, '');
  if (bare === '' || /general|@/i.test(bare)) return { is: 'general' };
  const hasDate = /[yd]/i.test(bare) || /m{3,}/i.test(bare);
  const hasTime = /[hs]/i.test(bare);
  if (hasDate || hasTime) return { is: 'date', hasDate, hasTime };
  if (/m/i.test(bare)) return { is: 'date', hasDate: true, hasTime: false };
  const digits = /\.([0#?]+)/.exec(bare)?.[1]?.length ?? 0;
  const unit = /[$€£¥₽₴₸₹]/.exec(positive)?.[0] ?? '';
  return { is: 'number', digits, percent: bare.includes('%'), unit };
}

const dayMs = 86_400_000;
/** Day 0 of the calendar of 1900, which counts a 29 February that wasn't, and of the one of 1904. */
const zero1900 = Date.UTC(1899, 11, 30);
const zero1904 = Date.UTC(1904, 0, 1);

/** ISO dates and times, which everyone reads alike; numbers with a point and without groups, as a CSV has them. */
export function shown(value: number, format: NumberFormat, since1904: boolean): string {
  if (format.is === 'date') return dated(value, format, since1904);
  if (format.is === 'general') return String(Number(value.toPrecision(12)));
  const { digits, percent, unit } = format;
  const number = (percent ? value * 100 : value).toFixed(Math.min(digits, 20));
  return `${number}${percent ? '%' : ''}${unit && `\u00a0${unit}`}`;
}

function dated(
  value: number,
  { hasDate, hasTime }: { hasDate: boolean; hasTime: boolean },
  since1904: boolean,
) {
  if (!hasDate) return clock(value);
  const time = new Date((since1904 ? zero1904 : zero1900) + Math.round(value * 86_400) * 1000);
  if (Number.isNaN(time.getTime()) || Math.abs(value) * dayMs > 8e15) return String(value);
  const iso = time.toISOString();
  return hasTime ? iso.slice(0, 16).replace('T', ' ') : iso.slice(0, 10);
}

/** Hours may be more than a day's. */
function clock(value: number): string {
  const seconds = Math.round(value * 86_400);
  const two = (n: number) => String(n).padStart(2, '0');
  const rest = seconds % 60;
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
  return rest === 0 ? text : `${text}:${two(rest)}`;
}
