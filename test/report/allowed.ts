import { readFile } from 'node:fs/promises';

/** A file that nobody can show, and why that is right. */
export interface Allowed {
  /** The end of its path. */
  path: string;
  /** What is to be told: the beginning of the verdict's details. */
  told: string;
  reason: string;
}

/** Lines of path, verdict and reason with tabs between; `#` begins a remark. */
export async function readAllowed(path: string): Promise<Allowed[]> {
  const lines = (await readFile(path, 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line, n) => {
    const [end = '', told = '', reason = ''] = line.split('\t');
    if (!end || !told || !reason)
      throw new Error(`${path}, entry ${n + 1}: path, verdict and reason are needed`);
    return { path: end, told, reason };
  });
}
