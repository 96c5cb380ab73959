import type { LanguageFn } from 'highlight.js';

type Load = () => Promise<{ default: LanguageFn }>;

/** What colours a language; each a piece of the page of its own, fetched when it is needed. */
const loads: Record<string, Load> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cmake: () => import('highlight.js/lib/languages/cmake'),
  clojure: () => import('highlight.js/lib/languages/clojure'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  dart: () => import('highlight.js/lib/languages/dart'),
  diff: () => import('highlight.js/lib/languages/diff'),
  dos: () => import('highlight.js/lib/languages/dos'),
  elixir: () => import('highlight.js/lib/languages/elixir'),
  erlang: () => import('highlight.js/lib/languages/erlang'),
  go: () => import('highlight.js/lib/languages/go'),
  gradle: () => import('highlight.js/lib/languages/gradle'),
  graphql: () => import('highlight.js/lib/languages/graphql'),
  haskell: () => import('highlight.js/lib/languages/haskell'),
  ini: () => import('highlight.js/lib/languages/ini'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  julia: () => import('highlight.js/lib/languages/julia'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  latex: () => import('highlight.js/lib/languages/latex'),
  less: () => import('highlight.js/lib/languages/less'),
  lisp: () => import('highlight.js/lib/languages/lisp'),
  lua: () => import('highlight.js/lib/languages/lua'),
  makefile: () => import('highlight.js/lib/languages/makefile'),
  markdown: () => import('highlight.js/lib/languages/markdown'),
  objectivec: () => import('highlight.js/lib/languages/objectivec'),
  ocaml: () => import('highlight.js/lib/languages/ocaml'),
  perl: () => import('highlight.js/lib/languages/perl'),
  php: () => import('highlight.js/lib/languages/php'),
  powershell: () => import('highlight.js/lib/languages/powershell'),
  protobuf: () => import('highlight.js/lib/languages/protobuf'),
  python: () => import('highlight.js/lib/languages/python'),
  r: () => import('highlight.js/lib/languages/r'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  scala: () => import('highlight.js/lib/languages/scala'),
  scss: () => import('highlight.js/lib/languages/scss'),
  sql: () => import('highlight.js/lib/languages/sql'),
  swift: () => import('highlight.js/lib/languages/swift'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  vim: () => import('highlight.js/lib/languages/vim'),
  x86asm: () => import('highlight.js/lib/languages/x86asm'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
};

const byExtension: Record<string, string> = {
  ...same('bash', ['sh', 'zsh', 'fish']),
  ...same('javascript', ['js', 'mjs', 'cjs', 'jsx']),
  ...same('typescript', ['ts', 'mts', 'cts', 'tsx']),
  ...same('xml', ['vue', 'svelte']),
  ...same('cpp', ['cc', 'hpp', 'h']),
  ...same('csharp', ['cs']),
  ...same('python', ['py']),
  ...same('ruby', ['rb']),
  ...same('perl', ['pl']),
  ...same('julia', ['jl']),
  ...same('powershell', ['ps1']),
  ...same('dos', ['bat']),
  ...same('kotlin', ['kt', 'kts']),
  ...same('rust', ['rs']),
  ...same('haskell', ['hs']),
  ...same('ocaml', ['ml']),
  ...same('elixir', ['ex', 'exs']),
  ...same('erlang', ['erl']),
  ...same('clojure', ['clj']),
  ...same('lisp', ['el']),
  ...same('x86asm', ['asm']),
  ...same('latex', ['tex']),
  ...same('makefile', ['mk']),
  ...same('objectivec', ['m']),
  ...same('ini', ['toml', 'conf', 'cfg', 'env', 'properties', 'tf']),
  ...same('yaml', ['yml']),
  ...same('json', ['jsonl']),
  ...same('protobuf', ['proto']),
  ...same('markdown', ['md']),
  ...same('diff', ['patch']),
};

function same(language: string, extensions: string[]): Record<string, string> {
  return Object.fromEntries(extensions.map((extension) => [extension, language]));
}

const byName: Record<string, string> = {
  makefile: 'makefile',
  dockerfile: 'bash',
  'cmakelists.txt': 'cmake',
};

/** The language of a text by its name; null for what is no code. */
export function languageOf(name: string): string | null {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const language = byName[name.toLowerCase()] ?? byExtension[extension] ?? extension;
  return Object.hasOwn(loads, language) ? language : null;
}

export const loadLanguage = async (language: string) => (await loads[language]?.())?.default ?? null;
