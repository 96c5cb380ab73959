import { table } from '../../bench/support/table.ts';
import type { Allowed } from './allowed.ts';
import type { Facts } from './facts.ts';
import type { Verdict } from './page.ts';
import type { Sent } from './send.ts';

export interface Seen {
  /** The path as the table shows it. */
  shown: string;
  facts: Facts;
  verdict: Verdict;
  /** Null: it was refused. */
  sent: Sent | null;
}

export const head = ['File', 'Codecs', 'Verdict', 'Poster', 'Playable', 'Done'];

/** One line of the table, and whether what it says is as it should be. */
export function rowOf({ shown, facts, verdict, sent }: Seen, allowed: readonly Allowed[]) {
  const excuse = allowed.find(({ path, told }) => shown.endsWith(path) && verdict.details.startsWith(told));
  const isExcused = verdict.is === 'failed' && excuse !== undefined;
  const isWell = verdict.is === 'failed' ? isExcused : verdict.is !== 'NOT OK';
  const said = [verdict.is, verdict.details].filter(Boolean).join(': ');
  const why =
    verdict.is !== 'failed' ? '' : isExcused ? ` (allowed: ${excuse.reason})` : ' (NOT OK: not on the list)';
  const seconds = (ms: number | null | undefined) =>
    ms === null || ms === undefined ? '–' : `${(ms / 1000).toFixed(2)} s`;
  const times = [seconds(sent?.posterMs), seconds(sent?.playableMs), seconds(sent?.doneMs)];
  return { cells: [shown, facts.codecs || '–', said + why, ...times], isWell };
}

export function write(titles: readonly string[], rows: readonly string[][], form: 'md' | 'tsv'): string {
  const plain = (cell: string) => cell.replaceAll(/[\t\r\n]+/g, ' ');
  if (form === 'tsv') return [titles, ...rows].map((row) => row.map(plain).join('\t')).join('\n');
  return table(
    titles,
    rows.map((row) => row.map((cell) => plain(cell).replaceAll('|', '\\|'))),
  );
}
