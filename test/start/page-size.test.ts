import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { firstLoadBytes, refusal } from '../../bin/development/page-size.js';

const root = join(import.meta.dirname, '../..');
const recorded = [{ gzipBytes: 50_000, because: 'the chat' }];

test('a twentieth more is let pass, anything over it is not', () => {
  expect(refusal(52_500, recorded)).toBeNull();
  expect(refusal(52_501, recorded)).toContain('It was 50000 bytes: 5.0 % more');
  expect(refusal(40_000, recorded)).toBeNull();
});

test('growth is let pass with a reason of its own, and with none is not', () => {
  const withNew = (because: string) => [...recorded, { gzipBytes: 60_000, because }];
  expect(refusal(60_000, withNew('search is wanted at once'))).toBeNull();
  expect(refusal(60_000, withNew(' '))).toContain('no reason');
  expect(refusal(60_000, withNew('the chat'))).toContain('no reason');
  expect(refusal(60_000, [])).toContain('No size');
});

test('what the page names is counted as a browser gets it, and what comes later is not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bungaacord-size-'));
  mkdirSync(join(folder, 'assets'));
  for (const name of ['a.js', 'b.js', 'c.css', 'later.js'])
    writeFileSync(join(folder, 'assets', name), name.repeat(500));
  writeFileSync(
    join(folder, 'index.html'),
    `<script src="/assets/a.js"></script><link rel="modulepreload" href="/assets/b.js">
     <link rel="stylesheet" href="/assets/c.css"><link rel="stylesheet" href="/assets/c.css">`,
  );
  const size = (name: string) => gzipSync(name.repeat(500), { level: 9 }).length;
  const named = size('a.js') + size('b.js') + size('c.css');
  expect(firstLoadBytes(folder)).toBe(named);
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  writeFileSync(join(folder, 'index.html'), `<script>a.js</script>${index}`);
  expect(firstLoadBytes(folder)).toBe(named + gzipSync('a.js', { level: 9 }).length);
  writeFileSync(join(folder, 'index.html'), '<p>');
  expect(() => firstLoadBytes(folder)).toThrow('names no script');
  rmSync(folder, { recursive: true });
});

test('what is recorded has its reasons, and stays within what a phone loads in a moment', () => {
  const sizes = JSON.parse(readFileSync(join(root, 'web/size.json'), 'utf8')) as typeof recorded;
  const last = sizes.at(-1)?.gzipBytes ?? 0;
  expect(refusal(last, sizes)).toBeNull();
  expect(last).toBeLessThanOrEqual(60_000);
});
