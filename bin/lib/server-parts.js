import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { platformPackages } from './lock.js';
import { install } from './npm.js';

/**
 * Installs what the server imports. In a packed tarball npm has done so beside us, unless it ran under a Node.js so old
 * that it left out the packages that hold this platform's binaries. Then everything is installed once more, in
 * `dist`, where the compiled server looks first and where that npm does not clear it away again.
 * @param {string} root
 * @param {string} node
 */
export async function ensureServerParts(root, node) {
  const isPacked = !existsSync(join(root, 'package-lock.json'));
  const folder = isPacked ? join(root, 'dist') : root;
  if (isPacked && platformPackages(folder).every((path) => existsSync(join(root, '../..', path)))) return;
  await install(folder, { title: { en: 'the server’s parts', ru: 'части сервера' }, megabytes: 47, node });
}
