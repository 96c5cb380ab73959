import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { install } from './npm.js';
import { StartError, say } from './terminal.js';

/**
 * Builds the page into `dist/web` if its sources changed since it was last built. A packed tarball has the page
 * but not its sources, and nothing to do here.
 * @param {string} root
 * @param {string} node the Node.js to build with
 */
export async function ensurePage(root, node) {
  if (!existsSync(join(root, 'web/package.json'))) return;
  const stamp = join(root, 'dist/web.json');
  const files = pageSources(root);
  const glance = hash(files.map(({ path, size, mtimeMs }) => `${path} ${size} ${mtimeMs}`));
  const last = readStamp(stamp);
  const isBuilt = existsSync(join(root, 'dist/web/index.html'));
  if (isBuilt && last.glance === glance) return;
  // A fresh checkout gives files new times; what they hold decides.
  const content = hash(files.map(({ path }) => `${path} ${hash([readFileSync(join(root, path))])}`));
  if (!isBuilt || last.content !== content) await buildPage(root, node);
  writeFileSync(stamp, JSON.stringify({ glance, content }));
}

/**
 * @param {string} root
 * @param {string} node
 */
export async function buildPage(root, node) {
  const title = { en: 'what builds the page', ru: 'сборка страницы' };
  await install(join(root, 'web'), { title, megabytes: 23, node });
  say({ en: 'Building the page…', ru: 'Собирается страница…' });
  mkdirSync(join(root, 'dist'), { recursive: true });
  const vite = join(root, 'web/node_modules/vite/bin/vite.js');
  const built = spawnSync(node, [vite, 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'web'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (built.status !== 0) {
    throw new StartError({ en: 'The page could not be built.', ru: 'Страницу собрать не удалось.' });
  }
  compress(join(root, 'dist/web/assets'));
}

/**
 * Once here rather than at every visit; the server hands out whichever form a browser takes.
 * @param {string} folder
 */
function compress(folder) {
  for (const name of readdirSync(folder)) {
    if (!/\.(js|css|svg|wasm)$/.test(name)) continue;
    const path = join(folder, name);
    const bytes = readFileSync(path);
    // The last percents of a large program would cost a start ten seconds.
    const quality = bytes.length > 1_000_000 ? 7 : constants.BROTLI_MAX_QUALITY;
    const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/**
 * Every file that the page is made of.
 * @param {string} root
 * @returns {{ path: string, size: number, mtimeMs: number }[]}
 */
function pageSources(root) {
  return [...walk(root, 'web'), ...walk(root, 'protocol')].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {{ path: string, size: number, mtimeMs: number }[]}
 */
function walk(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.includes('.test.')) return [];
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return walk(root, path);
    const { size, mtimeMs } = statSync(join(root, path));
    return [{ path, size, mtimeMs }];
  });
}

/**
 * @param {string} path
 * @returns {{ glance?: string, content?: string }}
 */
function readStamp(path) {
  try {
    return /** @type {{ glance?: string, content?: string }} */ (JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

/** @param {(string | Buffer)[]} parts */
function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}
