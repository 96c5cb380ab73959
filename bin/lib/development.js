import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './npm.js';
import { fitNode } from './runtime.js';
import { StartError } from './terminal.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Installs what building and checking need. Returns the Node.js to do it with.
 * @returns {Promise<string>}
 */
export async function prepareTools() {
  const node = await fitNode(root);
  await install(root, {
    title: { en: 'the server’s parts and the development tools', ru: 'части сервера и средства разработки' },
    megabytes: 165,
    dev: true,
  });
  await install(join(root, 'web'), {
    title: { en: 'what builds the page', ru: 'сборка страницы' },
    megabytes: 23,
  });
  return node;
}

/**
 * Runs a program in the project's folder; throws a StartError if it fails.
 * @param {string} program
 * @param {string[]} args
 */
export function run(program, args) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  const what = args.join(' ');
  throw new StartError({ en: `Failed: ${what}`, ru: `Не удалось: ${what}` });
}
