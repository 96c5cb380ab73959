// Writes docs/openapi.json from a server that runs for a moment in a folder of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { root, underFitNode } from './development/tools.js';
import { ensurePage } from './lib/page.js';
import { runMain, StartError } from './lib/terminal.js';

await runMain(async () => {
  if (!(await underFitNode())) return;
  await ensurePage(root, process.execPath);
  const folder = mkdtempSync(join(tmpdir(), 'bungaacord-openapi-'));
  try {
    const description = await describe(folder);
    writeFileSync(join(root, 'docs/openapi.json'), `${JSON.stringify(description, null, 1)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * @param {string} folder
 * @returns {Promise<unknown>}
 */
async function describe(folder) {
  const server = spawn(process.execPath, [join(root, 'server/main.ts')], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', LANG: 'en', MIN_FREE_MB: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    const origin = await originOf(server.stdout);
    return await fetchTrusting(`${origin}/api/openapi.json`, join(folder, 'data/tls/ca.crt'));
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

/**
 * The address that the server prints once it listens.
 * @param {NodeJS.ReadableStream} output
 * @returns {Promise<string>}
 */
async function originOf(output) {
  for await (const line of createInterface({ input: output })) {
    const origin = /(https:\/\/127\.0\.0\.1:\d+)\/\?user=/.exec(line)?.[1];
    if (origin) return origin;
  }
  throw new StartError({ en: 'The server did not start.', ru: 'Сервер не запустился.' });
}

/**
 * @param {string} url
 * @param {string} authority the file of the one to be trusted
 * @returns {Promise<unknown>}
 */
function fetchTrusting(url, authority) {
  return new Promise((resolve, reject) => {
    const request = get(url, { ca: readFileSync(authority) }, (response) => resolve(json(response)));
    request.on('error', reject);
  });
}
