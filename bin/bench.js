// Runs benchmarks, each beside its peer or its limit: `npm run bench -- media`.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDebianPrograms } from './development/debian.js';
import { root, underFitNode } from './development/tools.js';
import { ensureFfmpegPart } from './lib/ffmpeg.js';
import { ensurePage } from './lib/page.js';
import { runMain } from './lib/terminal.js';

await runMain(async () => {
  if (!(await underFitNode())) return;
  ensureDebianPrograms();
  await ensureFfmpegPart(root, process.execPath);
  await ensurePage(root, process.execPath);
  const args = [
    '--disable-warning=ExperimentalWarning',
    join(root, 'bench/run.ts'),
    ...process.argv.slice(2),
  ];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
});
