import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** @typedef {{ gzipBytes: number, because: string }} Recorded */

/** More than this over what is recorded is refused. */
const mostGrowthPercent = 5;

/**
 * The scripts and style sheets that the page asks for before anything can be done with it, as a browser gets them.
 * @param {string} folder the built page
 */
export function firstLoadBytes(folder) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const names = [...html.matchAll(/(?:src|href)="\/?(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, name]) => name ?? '',
  );
  const [, inPage = ''] = /<script>(.*?)<\/script>/s.exec(html) ?? [];
  if (names.length === 0) throw new Error('index.html names no script and no style sheet');
  return [...new Set(names)].reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length,
    inPage === '' ? 0 : gzipSync(inPage, { level: 9 }).length,
  );
}

/**
 * Why the size can't stay as it is; null if it can. The last of the recorded sizes counts, and every one says why it is so.
 * @param {number} bytes
 * @param {readonly Recorded[]} recorded
 * @returns {string | null}
 */
export function refusal(bytes, recorded) {
  const last = recorded.at(-1);
  if (!last) return 'No size is recorded.';
  const wordless = recorded.find(
    ({ because }, n) => because.trim() === '' || because === recorded[n - 1]?.because,
  );
  if (wordless) return `Of ${wordless.gzipBytes} bytes no reason of their own is written.`;
  if (bytes * 100 <= last.gzipBytes * (100 + mostGrowthPercent)) return null;
  return `It was ${last.gzipBytes} bytes: ${((bytes / last.gzipBytes - 1) * 100).toFixed(1)} % more. Let it come later (web/later.ts, web/ui/lazy.tsx), or record it with the reason.`;
}
