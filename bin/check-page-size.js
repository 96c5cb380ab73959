// The page's first load must not grow unnoticed: compares the built page with what web/size.json records.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstLoadBytes, refusal } from './development/page-size.js';
import { root } from './development/tools.js';
import { ensurePage } from './lib/page.js';

await ensurePage(root, process.execPath);
const bytes = firstLoadBytes(join(root, 'dist/web'));
const recorded = /** @type {import('./development/page-size.js').Recorded[]} */ (
  JSON.parse(readFileSync(join(root, 'web/size.json'), 'utf8'))
);
const fault = refusal(bytes, recorded);
process.stdout.write(`JavaScript and CSS of the first load: ${bytes} bytes, gzip\n`);
if (fault) process.stderr.write(`web/size.json: ${fault}\n`);
process.exitCode = fault ? 1 : 0;
