// Everything that can be checked, from nothing: installs what is needed, checks, builds, tests, counts.
import { join } from 'node:path';
import { ensureDebianPrograms } from './development/debian.js';
import { conclude, runCheck, runChecks, runPlaywright, runVitest, sum } from './development/stages.js';
import { root, underFitNode } from './development/tools.js';
import { ensureFfmpegPart } from './lib/ffmpeg.js';
import { runMain } from './lib/terminal.js';

await runMain(async () => {
  if (!(await underFitNode())) return;
  ensureDebianPrograms();
  await ensureFfmpegPart(root, process.execPath);
  const checks = runChecks();
  const build = runCheck('Build the page', [join(root, 'bin/build.js')]);
  conclude(sum([checks, build, runVitest(), runPlaywright()]));
});
