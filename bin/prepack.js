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
  // npm leaves the lock file itself out of a tarball.
  copyFileSync(join(root, 'package-lock.json'), join(root, 'dist/package-lock.json'));
  run(node, ['node_modules/typescript/bin/tsc', '-p', 'bin/tsconfig.pack.json']);
});
