import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Builds what is missing, or whose sources changed since it was last built.
 * @param {string} root
 * @param {object} what
 * @param {string} what.name of the file in `dist` that remembers what it was built from
 * @param {string} what.made a file that is there once it was built
 * @param {string[]} what.sources files, and folders with all that is in them
 * @param {() => void | Promise<void>} what.build
 */
export async function ensureBuilt(root, { name, made, sources, build }) {
  const stamp = join(root, 'dist', `${name}.json`);
  const files = sources.flatMap((path) => filesOf(root, path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  const glance = hash(files.map(({ path, size, mtimeMs }) => `${path} ${size} ${mtimeMs}`));
  const last = readStamp(stamp);
  const isBuilt = existsSync(join(root, made));
  if (isBuilt && last.glance === glance) return;
  // A fresh checkout gives files new times; what they hold decides.
  const content = hash(files.map(({ path }) => `${path} ${hash([readFileSync(join(root, path))])}`));
  if (!isBuilt || last.content !== content) await build();
  writeFileSync(stamp, JSON.stringify({ glance, content }));
}

/**
 * @typedef {{ path: string, size: number, mtimeMs: number }} Source
 */

/**
 * @param {string} root
 * @param {string} path
 * @returns {Source[]}
 */
function filesOf(root, path) {
  const stats = statSync(join(root, path));
  if (!stats.isDirectory()) return [{ path, size: stats.size, mtimeMs: stats.mtimeMs }];
  return readdirSync(join(root, path)).flatMap((name) =>
    name === 'node_modules' || name.includes('.test.') ? [] : filesOf(root, `${path}/${name}`),
  );
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
