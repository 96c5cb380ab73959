import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { platformPackages } from './lock.js';
import { install } from './npm.js';

/**
 * Installs what the server imports. In a packed tarball npm has done so beside us, unless it ran under a Node.js so old
 * that it left out the packages that hold this platform's binaries: then everything is installed once more, in here.
 * @param {string} root
 * @param {string} node
 */
export async function ensureServerParts(root, node) {
  const lock = join(root, 'package-lock.json');
  const packedLock = join(root, 'dist/package-lock.json');
  if (!existsSync(lock)) {
    const beside = join(root, '..');
    if (
      platformPackages(packedLock).every((path) =>
        existsSync(join(beside, path.replace(/^node_modules\//, ''))),
      )
    )
      return;
    copyFileSync(packedLock, lock);
  }
  await install(root, { title: { en: 'the server’s parts', ru: 'части сервера' }, megabytes: 47, node });
}
