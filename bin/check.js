// The static part of `npm test`: types, format, lint, dead code, import rules.
import { underFitNode } from './lib/development.js';
import { conclude, runChecks } from './lib/stages.js';
import { runMain } from './lib/terminal.js';

await runMain(async () => {
  if (await underFitNode()) conclude(runChecks());
});
