// Builds the page and restarts the server at every change of their sources.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepareTools, root } from './development/tools.js';
import { ensurePage } from './lib/page.js';
import { runMain } from './lib/terminal.js';

await runMain(async () => {
  const node = await prepareTools();
  await ensurePage(root, node);
  const vite = join(root, 'web/node_modules/vite/bin/vite.js');
  const page = spawn(node, [vite, 'build', '--watch', '--mode', 'watching', '--logLevel', 'warn'], {
    cwd: join(root, 'web'),
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  });
  const server = spawn(node, ['--watch', '--watch-preserve-output', join(root, 'server/main.ts')], {
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => {
      page.kill(signal);
      server.kill(signal);
    });
  }
});
