// The rules of who may import whom (docs/architecture.md): prints each import that breaks one, and then fails.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenRule, circles, heavyThreads } from './development/import-rules.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = globSync('{web,server,protocol,test,bin,bench}/**/*.{ts,tsx,js}', {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
});

const imports = sources.flatMap((from) => importsOf(from.replaceAll('\\', '/')));
const broken = [
  ...imports.flatMap((one) => brokenRule(one) ?? []),
  ...circles(imports),
  ...heavyThreads(imports),
];
for (const line of broken) process.stderr.write(`${line}\n`);
process.stdout.write(`${imports.length} imports in ${sources.length} files\n`);
if (broken.length > 0 || imports.length === 0) process.exitCode = 1;

/** @param {string} from */
function importsOf(from) {
  const text = readFileSync(join(root, from), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\s(?<what>[^'"]*?)from\s+['"](?<a>[^'"]+)['"]|\bimport\(\s*['"](?<b>[^'"]+)['"]|^import\s+['"](?<c>[^'"]+)['"]/gm,
  );
  return [...found].map(({ groups = {} }) => {
    const target = groups.a ?? groups.b ?? groups.c ?? '';
    const to = target.startsWith('.') ? normalize(join(dirname(from), target)).replaceAll('\\', '/') : target;
    return { from, to, typeOnly: /^type\s/.test(groups.what ?? '') };
  });
}
