import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { ensureBuilders } from './builders.js';
import { ensureBuilt } from './built.js';
import { StartError, say } from './terminal.js';

/**
 * Builds the page into `dist/web` if its sources changed since it was last built. A packed tarball has the page
 * but not its sources, and nothing to do here.
 * @param {string} root
 * @param {string} node the Node.js to build with
 */
export async function ensurePage(root, node) {
  if (!existsSync(join(root, 'web/package.json'))) return;
  await ensureBuilt(root, {
    name: 'web',
    made: 'dist/web/index.html',
    sources: ['protocol', 'web'],
    build: () => buildPage(root, node),
  });
}

/**
 * @param {string} root
 * @param {string} node
 */
export async function buildPage(root, node) {
  await ensureBuilders(root, node);
  say({ en: 'Building the page…', ru: 'Собирается страница…' });
  mkdirSync(join(root, 'dist'), { recursive: true });
  const vite = join(root, 'web/node_modules/vite/bin/vite.js');
  for (const mode of ['production', 'alone']) {
    const built = spawnSync(node, [vite, 'build', '--logLevel', 'warn', '--mode', mode], {
      cwd: join(root, 'web'),
      // Of any mode but “production” Vite makes a build for developers, unless it is told.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (built.status !== 0) {
      throw new StartError({ en: 'The page could not be built.', ru: 'Страницу собрать не удалось.' });
    }
  }
  putEarlyFirst(join(root, 'dist/web'));
  compress(join(root, 'dist/web/assets'));
}

/**
 * What asks ahead stands in the page itself: it runs before anything else has been fetched. The server allows it by its hash.
 * @param {string} folder
 */
function putEarlyFirst(folder) {
  const early = join(folder, 'early.js');
  const code = readFileSync(early, 'utf8').trim();
  if (code.includes('</script')) throw new Error('web/early.ts ends the script that it stands in');
  const index = join(folder, 'index.html');
  // Which has to come within the first kilobyte.
  const charset = '<meta charset="utf-8" />';
  writeFileSync(
    index,
    readFileSync(index, 'utf8').replace(charset, () => `${charset}<script>${code}</script>`),
  );
  rmSync(early);
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
