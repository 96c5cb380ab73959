// Builds the page, changed or not, and puts the server together.
import { prepareTools, root } from './development/tools.js';
import { ensureBundle } from './lib/bundle.js';
import { buildPage } from './lib/page.js';
import { runMain } from './lib/terminal.js';

await runMain(async () => {
  const node = await prepareTools();
  await buildPage(root, node);
  await ensureBundle(root, node);
});
