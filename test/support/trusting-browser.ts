import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const chromiumPath = '/usr/bin/chromium';
export const browserArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A microphone that beeps, and that nobody asks for.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** Chromium on Linux reads its authorities from the NSS database in the home folder. */
export function homeThatTrusts(caPem: string): string {
  const home = mkdtempSync(join(tmpdir(), 'bungaacord-home-'));
  const database = join(home, '.pki', 'nssdb');
  mkdirSync(database, { recursive: true });
  writeFileSync(join(home, 'ca.crt'), caPem);
  execFileSync('certutil', ['-d', `sql:${database}`, '-N', '--empty-password']);
  const add = ['-A', '-t', 'C,,', '-n', 'bungaacord', '-i', join(home, 'ca.crt')];
  execFileSync('certutil', ['-d', `sql:${database}`, ...add]);
  return home;
}
