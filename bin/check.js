// The static part of `npm test`: types, format, lint, dead code, import rules.

import { conclude, runChecks } from './development/stages.js';
import { underFitNode } from './development/tools.js';
import { runMain } from './lib/terminal.js';

await runMain(async () => {
  if (await underFitNode()) conclude(runChecks());
});
