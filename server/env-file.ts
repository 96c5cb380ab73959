import {
  chmodSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export function envPathIn(cwd: string): string {
  return join(cwd, '.env');
}

/** The settings in `.env`; none where there is no such file. Throws what reading throws. */
export function readEnvFile(cwd: string): Record<string, string | undefined> {
  return parseEnv(readText(envPathIn(cwd)));
}

/**
 * Sets one line of `.env` (makes the file where it is missing) and leaves every other line as it was. The new file
 * replaces the old one in one step, readable by its owner alone, since it holds the admin's secret. The value
 * must need no quotes: letters, digits, `-`, `_`, `.`.
 */
export function writeEnvValue(cwd: string, key: string, value: string): void {
  if (!/^[A-Z][A-Z0-9_]*$/.test(key) || !/^[\w.-]*$/.test(value)) {
    throw new TypeError('only plain names and values can be written to .env');
  }
  const path = envPathIn(cwd);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeSync(file, withLine(readText(path), key, value));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The last of several lines with the same key is the one that counts; the earlier ones go. */
function withLine(text: string, key: string, value: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
  const isOurs = (line: string) => new RegExp(`^\\s*(export\\s+)?${key}\\s*=`).test(line);
  const at = lines.findIndex(isOurs);
  const kept = lines.filter((line, index) => index === at || !isOurs(line));
  if (at >= 0) kept[at] = `${key}=${value}`;
  else kept.push(`${key}=${value}`);
  return kept.join(newline) + newline;
}

/** Windows editors put a byte order mark first, which would become part of the first name. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
