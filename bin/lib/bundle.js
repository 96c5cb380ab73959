import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilders } from './builders.js';
import { ensureBuilt } from './built.js';
import { StartError, say } from './terminal.js';

/** The file that the bundled server is started with, seen from the root. */
export const bundledEntry = 'dist/bundle/main.js';

/**
 * Puts the server and those of its parts that are JavaScript together in one file for each process and thread, if any
 * source changed: at a start, finding and reading some 1,200 small files took longer than all the rest. A packed
 * tarball has no sources.
 * @param {string} root
 * @param {string} node the Node.js to do it with
 */
export async function ensureBundle(root, node) {
  if (!existsSync(join(root, 'server/main.ts'))) return;
  await ensureBuilt(root, {
    name: 'bundle',
    made: bundledEntry,
    // The lock file stands for all that is installed.
    sources: ['bin/lib/write-bundle.js', 'package-lock.json', 'protocol', 'server'],
    build: () => buildBundle(root, node),
  });
}

/**
 * @param {string} root
 * @param {string} node
 */
async function buildBundle(root, node) {
  await ensureBuilders(root, node);
  say({ en: 'Putting the server together…', ru: 'Собирается сервер…' });
  mkdirSync(join(root, 'dist'), { recursive: true });
  const script = fileURLToPath(new URL('./write-bundle.js', import.meta.url));
  const { status } = spawnSync(node, [script], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  throw new StartError({ en: 'The server could not be built.', ru: 'Сервер собрать не удалось.' });
}
