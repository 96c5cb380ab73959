import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundledEntry } from './bundle.js';

/**
 * What the server is started with. Two hundred viewers at once made Node reserve 160 MB for objects of the moment, of which 30
 * were in use: with half of its usual young generation it does as well.
 */
export const serverFlags = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=16',
  // For server/http/passing-bytes.ts.
  '--expose-gc',
];

/**
 * Runs the server in this process's place. Where the system cannot replace a process, it becomes a child that gets
 * our signals and gives us its exit code.
 * @param {string} root
 * @param {string} node
 */
export function serve(root, node) {
  const own = [serverEntry(root), ...process.argv.slice(2)];
  const follow = ['--import', new URL('./follow-parent.js', import.meta.url).href];
  // Halves the time that a start takes: what Node compiled last time is kept.
  const env = { NODE_COMPILE_CACHE: join(root, 'dist/cache'), ...process.env };
  if (process.execve && process.platform !== 'win32') {
    process.execve(node, [node, ...serverFlags, ...(isUnderNpm() ? follow : []), ...own], env);
  }
  const child = spawn(node, [...serverFlags, ...follow, ...own], { stdio: 'inherit', env });
  // A terminal sends Ctrl+C to the child itself: a second one from us would look like impatience.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY && process.platform !== 'win32') child.kill('SIGINT');
  });
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 1;
    if (signal === null) return;
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

export function isUnderNpm() {
  return process.env.npm_lifecycle_event !== undefined;
}

/**
 * Put together in a clone; compiled file by file in a packed tarball.
 * @param {string} root
 */
function serverEntry(root) {
  const bundled = join(root, bundledEntry);
  return existsSync(bundled) ? bundled : join(root, 'dist/server/main.js');
}
