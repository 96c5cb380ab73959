/** @typedef {{ from: string, to: string, typeOnly: boolean }} Import paths from the root, or a package's name */

const platform = ['db', 'realtime', 'http', 'media', 'jobs', 'tls'];

/**
 * Each rule: a name for people, and whether an import breaks it.
 * @type {[string, (one: Import) => boolean][]}
 */
const rules = [
  [
    'protocol imports only itself and typebox',
    ({ from, to }) => top(from) === 'protocol' && top(to) !== 'protocol' && to !== 'typebox' && !isTest(from),
  ],
  [
    'the server imports neither the page nor the tests',
    ({ from, to }) => top(from) === 'server' && isFile(to, 'web', 'test', 'bin', 'bench') && !isTest(from),
  ],
  [
    'the page imports neither the server nor the tests',
    ({ from, to }) => top(from) === 'web' && isFile(to, 'server', 'test', 'bin', 'bench'),
  ],
  [
    'at run time the page imports only protocol/limits.ts of the protocol',
    ({ from, to, typeOnly }) =>
      top(from) === 'web' &&
      top(to) === 'protocol' &&
      to !== 'protocol/limits.ts' &&
      !typeOnly &&
      !isTest(from),
  ],
  [
    'a platform folder never imports a feature',
    ({ from, to }) =>
      platform.some((folder) => from.startsWith(`server/${folder}/`)) &&
      to.startsWith('server/features/') &&
      !isTest(from),
  ],
  [
    'a feature uses another one only through its door, <name>/<name>.ts',
    ({ from, to }) => {
      const [mine, other] = [feature(from), feature(to)];
      const isForeign = mine !== null && other !== null && mine !== other;
      return isForeign && to !== `server/features/${other}/${other}.ts` && !isTest(from);
    },
  ],
  [
    'web/ui has never heard of chat',
    ({ from, to }) => from.startsWith('web/ui/') && /^(web\/(client|features)|protocol)\//.test(to),
  ],
  [
    'web/client never imports a feature',
    ({ from, to }) => from.startsWith('web/client/') && to.startsWith('web/features/'),
  ],
];

/**
 * The sentence about the first rule that an import breaks; null if it breaks none.
 * @param {Import} one
 * @returns {string | null}
 */
export function brokenRule(one) {
  const rule = rules.find(([, isBroken]) => isBroken(one));
  return rule ? `${one.from} imports ${one.to}: ${rule[0]}` : null;
}

/**
 * The server's features that use one another in a circle, each circle as a sentence.
 * @param {Import[]} imports
 * @returns {string[]}
 */
export function circles(imports) {
  /** @type {Map<string, Set<string>>} */
  const uses = new Map();
  for (const { from, to } of imports) {
    const [mine, other] = [feature(from), feature(to)];
    if (mine === null || other === null || mine === other || isTest(from)) continue;
    uses.set(mine, (uses.get(mine) ?? new Set()).add(other));
  }
  const found = [...uses.keys()].filter((name) => reaches(uses, name, name));
  return found.length === 0 ? [] : [`features in a circle: ${found.sort().join(', ')}`];
}

/**
 * The database's threads start without the schemas: a third of a second, three times, on the way to the first answer.
 * @param {Import[]} imports
 * @returns {string[]}
 */
export function heavyThreads(imports) {
  /** @type {Map<string, Set<string>>} */
  const uses = new Map();
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly) uses.set(from, (uses.get(from) ?? new Set()).add(to));
  }
  return reaches(uses, 'server/database-thread.ts', 'typebox')
    ? [
        'server/database-thread.ts loads typebox at run time: import types alone, or put the rule in a file without schemas',
      ]
    : [];
}

/**
 * @param {Map<string, Set<string>>} uses
 * @param {string} start
 * @param {string} goal
 */
function reaches(uses, start, goal) {
  const seen = new Set();
  const waiting = [...(uses.get(start) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === goal) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(uses.get(next) ?? []));
  }
  return false;
}

/** @param {string} path */
function top(path) {
  return path.split('/')[0];
}

/**
 * @param {string} path
 * @param {...string} folders
 */
function isFile(path, ...folders) {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}

/** @param {string} path */
function feature(path) {
  return /^server\/features\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** @param {string} path */
function isTest(path) {
  return /\.test\.tsx?$/.test(path) || path.startsWith('test/');
}
