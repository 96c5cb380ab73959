import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const web = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(web, path), 'utf8');

/** What a file has the browser fetch with it, and not only when it is asked for. */
const importsOf = (path: string): string[] =>
  [...read(path).matchAll(/^(?:import|export)\s+(?!type\s)(?:[^'"]*?from\s+)?'(\.[^']+)'/gm)].map(([, to]) =>
    normalize(join(dirname(path), to ?? '')),
  );

function firstLoad(): string[] {
  const found = new Set(['main.tsx']);
  for (const path of found) {
    if (/\.tsx?$/.test(path)) for (const to of importsOf(path)) if (!to.startsWith('..')) found.add(to);
  }
  return [...found];
}

const classesIn = (source: string): string[] =>
  [...source.matchAll(/\bclass=(?:"([^"]+)"|\{`([^`]+)`\})/g)]
    .flatMap(([, plain, made]) => (plain ?? made ?? '').replaceAll(/\$\{[^}]*\}/g, ' ').split(/\s+/))
    .filter((name) => /^[a-z][\w-]+$/.test(name));

const classesOf = (sheets: string[]) =>
  new Set(sheets.flatMap((path) => [...read(path).matchAll(/\.([a-z][\w-]+)/g)].map(([, name]) => name)));

test('what the first load draws has its styles in the first load', () => {
  const files = firstLoad();
  const sheets = globSync('**/*.css', { cwd: web, exclude: (path) => path.includes('node_modules') });
  const here = classesOf(files.filter((path) => path.endsWith('.css')));
  const anywhere = classesOf(sheets);
  const drawn = files
    .filter((path) => path.endsWith('.tsx'))
    .flatMap((path) => classesIn(read(path)).map((name) => ({ path, name })));
  expect(drawn.length).toBeGreaterThan(100);
  expect(drawn.filter(({ name }) => anywhere.has(name) && !here.has(name))).toEqual([]);
});
