// Builds the page, changed or not.
import { prepareTools, root } from './development/tools.js';
import { buildPage } from './lib/page.js';
import { runMain } from './lib/terminal.js';

await runMain(async () => buildPage(root, await prepareTools()));
