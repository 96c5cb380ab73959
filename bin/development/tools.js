import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilders } from '../lib/builders.js';
import { install } from '../lib/npm.js';
import { fitNode } from '../lib/runtime.js';
import { StartError } from '../lib/terminal.js';

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
    node,
    dev: true,
  });
  await ensureBuilders(root, node);
  return node;
}

/**
 * True when this very process can go on: the tools are there and its Node.js is fit. Otherwise the script has been
 * run again under one that is, and is done.
 */
export async function underFitNode() {
  const node = await prepareTools();
  if (node === process.execPath) return true;
  const { status, signal } = spawnSync(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` },
  });
  if (signal) process.stderr.write(`${signal}\n`);
  process.exitCode = status ?? 1;
  return false;
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
