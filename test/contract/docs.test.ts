import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errors } from '../../protocol/errors.ts';
import { closeCodes, limits } from '../../protocol/limits.ts';
import { events } from '../../protocol/socket.ts';
import { startServer, type TestServer } from '../support/server.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

interface OpenApi {
  info: { version: string };
  paths: Record<string, Record<string, unknown>>;
}

let server: TestServer;
let served: OpenApi;

beforeAll(async () => {
  server = await startServer();
  served = (await server.admin.json<OpenApi>('GET', '/api/openapi.json')).body;
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

test('docs/api.md names every route', () => {
  const routes = Object.entries(served.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(routes.length).toBeGreaterThan(20);
  const api = read('docs/api.md');
  expect(routes.filter((route) => !new RegExp(`\`${route}[\`? ]`).test(api))).toEqual([]);
});

test('docs/api.md has a row for every event, with the fields of its data', () => {
  const rows = read('docs/api.md').split('\n');
  const missing = Object.entries(events).filter(([name, schema]) => {
    const row = rows.find((line) => line.startsWith('|') && line.includes(`\`${name}\``)) ?? '';
    const named = /Message|Room|Person|ReadMark/.test(row);
    return row === '' || !(named || Object.keys(schema.properties).every((field) => row.includes(field)));
  });
  expect(missing.map(([name]) => name)).toEqual([]);
});

test('docs/api.md has every error with its status, every close code and every limit', () => {
  const api = read('docs/api.md');
  for (const [code, { status }] of Object.entries(errors))
    expect(api).toContain(`| ${status} | \`${code}\` |`);
  for (const code of Object.values(closeCodes)) expect(api).toContain(`| ${code} |`);
  for (const name of Object.keys(limits)) expect(api).toContain(`\`${name}\``);
});

test('docs/openapi.json is what the server answers; else run: node bin/openapi.js', () => {
  const written = JSON.parse(read('docs/openapi.json')) as OpenApi;
  const { version } = written.info;
  expect(written).toEqual({ ...served, info: { ...served.info, version } });
  expect(version).toBe((JSON.parse(read('package.json')) as { version: string }).version);
});

test.each(['README.md', 'README.ru.md'])(
  'the table of settings in %s has all that the configuration reads',
  (file) => {
    const config = read('server/config.ts');
    const settings = [...config.matchAll(/'([A-Z][A-Z0-9_]{3,})'/g)].map(([, name]) => String(name));
    const around = [...config.matchAll(/\benv\.([A-Z_]+)/g)].map(([, name]) => String(name));
    expect(settings.length).toBeGreaterThan(20);
    const readme = read(file);
    const firstCells = readme
      .split('\n')
      .flatMap((line) => (line.startsWith('| `') ? [line.split('|')[1]] : []));
    const table = firstCells.join(' ');
    expect(settings.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
    expect(around.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  },
);

test.each(['README.md', 'README.ru.md', 'CONTRIBUTING.md', 'docs/api.md', 'docs/architecture.md'])(
  'every file that %s names is there',
  (file) => {
    const text = read(file);
    const folder = new URL(file, root);
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(
      ([, path]) => new URL(String(path), folder),
    );
    const sources = [...text.matchAll(/`((?:bin|docs|protocol|server|test|web)\/[\w./-]*)`/g)].map(
      ([, path]) => new URL(String(path), root),
    );
    const all = [...links, ...sources];
    expect(all.length).toBeGreaterThan(0);
    expect(
      all.filter((url) => !existsSync(url)).map((url) => url.pathname.slice(root.pathname.length)),
    ).toEqual([]);
  },
);
