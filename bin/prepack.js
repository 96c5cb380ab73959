// Before `npm pack`: builds the page, and compiles the server, since Node runs no TypeScript inside node_modules.
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareTools, root, run } from './development/tools.js';
import { ensurePage } from './lib/page.js';
import { runMain } from './lib/terminal.js';

await runMain(async () => {
  const node = await prepareTools();
  await ensurePage(root, node);
  for (const folder of ['server', 'protocol'])
    rmSync(join(root, 'dist', folder), { recursive: true, force: true });
  // For a start that has to install by itself; npm leaves the lock file at the root out of a tarball.
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(root, name), join(root, 'dist', name));
  run(node, ['node_modules/typescript/bin/tsc', '-p', 'bin/tsconfig.pack.json']);
});
