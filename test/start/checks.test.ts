import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brokenRule, circles, heavyThreads } from '../../bin/development/import-rules.js';
import { honest, sum } from '../../bin/development/stages.js';

const broken = (from: string, to: string, typeOnly = false) => brokenRule({ from, to, typeOnly });

test.each([
  ['protocol/rooms.ts', 'kysely'],
  ['server/app.ts', 'web/main.tsx'],
  ['web/main.tsx', 'server/config.ts'],
  ['web/main.tsx', 'protocol/errors.ts'],
  ['server/media/store.ts', 'server/features/rooms/rooms.ts'],
  ['server/features/rooms/rooms.ts', 'server/features/messages/store.ts'],
  ['web/ui/button.tsx', 'web/features/rooms/panes.ts'],
  ['web/client/store.ts', 'web/features/rooms/panes.ts'],
])('%s may not import %s', (from, to) => {
  expect(broken(from, to)).toContain(`${from} imports ${to}: `);
});

test.each([
  ['protocol/rooms.ts', 'typebox', false],
  ['web/main.tsx', 'protocol/limits.ts', false],
  ['web/main.tsx', 'protocol/errors.ts', true],
  ['server/features/messages/messages.ts', 'server/features/rooms/rooms.ts', false],
  ['server/features/rooms/rooms.ts', 'server/features/rooms/store.ts', false],
  ['server/features/rooms/rooms.ts', 'server/media/store.ts', false],
])('%s may import %s (types only: %s)', (from, to, typeOnly) => {
  expect(broken(from, to, typeOnly)).toBeNull();
});

test('whatever the server starts as a thread or a process is put together with it', async () => {
  const root = join(import.meta.dirname, '../..');
  const files = (await readdir(join(root, 'server'), { recursive: true })).filter((name) =>
    /(?<!\.test)\.ts$/u.test(name),
  );
  const texts = await Promise.all(files.map((name) => readFile(join(root, 'server', name), 'utf8')));
  const started = texts.flatMap((text) =>
    [...text.matchAll(/['"`]\.\/([\w-]+)\.(?:ts|\$\{extension\})['"`](?=[^;]{0,80}import\.meta\.url)/gu)].map(
      ([, name]) => name,
    ),
  );
  const entries = (await readFile(join(root, 'bin/lib/write-bundle.js'), 'utf8')).match(
    /'?[\w-]+'?: 'server\/.*'/gu,
  );
  const names = (entries ?? []).map((line) => /[\w-]+/u.exec(line)?.[0]);
  expect(new Set(started)).toEqual(new Set(names.filter((name) => name !== 'main')));
});

test('features in a circle are found, however long it is', () => {
  const uses = (from: string, to: string) => ({
    from: `server/features/${from}/${from}.ts`,
    to: `server/features/${to}/${to}.ts`,
    typeOnly: false,
  });
  expect(circles([uses('messages', 'rooms'), uses('rooms', 'accounts')])).toEqual([]);
  expect(
    circles([uses('messages', 'rooms'), uses('rooms', 'accounts'), uses('accounts', 'messages')]),
  ).toEqual(['features in a circle: accounts, messages, rooms']);
});

test('a schema that the database’s threads would load is found, at any distance; its types cost nothing', () => {
  const verbs = { from: 'server/database-thread.ts', to: 'server/features/a/a.ts', typeOnly: false };
  const schema = { from: 'protocol/a.ts', to: 'typebox', typeOnly: false };
  const link = (typeOnly: boolean) => ({ from: 'server/features/a/a.ts', to: 'protocol/a.ts', typeOnly });
  expect(heavyThreads([verbs, schema, link(true)])).toEqual([]);
  expect(heavyThreads([verbs, schema, link(false)])).toHaveLength(1);
});

test('a runner that ran nothing, or failed outside of its tests, has failed', () => {
  const counts = (passed: number, failed = 0, skipped = 0) => ({ passed, failed, skipped });
  expect(honest(true, counts(3, 0, 1))).toEqual(counts(3, 0, 1));
  expect(honest(true, counts(0))).toEqual(counts(0, 1));
  expect(honest(true, counts(0, 0, 5))).toEqual(counts(0, 1, 5));
  expect(honest(false, counts(3))).toEqual(counts(3, 1));
  expect(honest(false, counts(3, 2))).toEqual(counts(3, 2));
  expect(sum([counts(1, 2, 3), counts(4, 5, 6)])).toEqual(counts(5, 7, 9));
});
