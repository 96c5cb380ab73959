import { join } from 'node:path';
import { install } from './npm.js';

/**
 * Installs what builds the page, and puts the server's sources together.
 * @param {string} root
 * @param {string} node
 */
export async function ensureBuilders(root, node) {
  await install(join(root, 'web'), {
    title: { en: 'what builds the page', ru: 'сборка страницы' },
    megabytes: 23,
    node,
  });
}
