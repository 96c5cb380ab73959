// Uploads files, looks at them in a browser, and writes which of them show and play: `npm run media:report -- --help`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDebianPrograms } from './development/debian.js';
import { root, underFitNode } from './development/tools.js';
import { ensureFfmpeg } from './lib/ffmpeg.js';
import { ensurePage } from './lib/page.js';
import { runMain } from './lib/terminal.js';

await runMain(async () => {
  if (!(await underFitNode())) return;
  ensureDebianPrograms();
  await ensureFfmpeg(root, process.execPath);
  await ensurePage(root, process.execPath);
  const program = join(root, 'test/report/main.ts');
  const args = ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 2;
});
