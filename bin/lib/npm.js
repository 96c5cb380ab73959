import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { hasDevelopmentTools, missingPackages } from './lock.js';
import { onPath } from './programs.js';
import { progress, StartError, say } from './terminal.js';

/** @typedef {import('./terminal.js').Sentence} Sentence */

/**
 * @typedef {object} What
 * @property {Sentence} title
 * @property {number} megabytes about how much is downloaded
 * @property {string} node the Node.js to run npm with, since npm leaves out what does not fit its own
 * @property {boolean} [dev] with development tools
 * @property {boolean} [optional] better given up at once than waited for
 */

/**
 * Installs a folder's packages exactly as its lock file has them, unless they are there already. Development tools
 * that somebody installed stay. Throws a StartError where npm cannot.
 * @param {string} folder
 * @param {What} what
 */
export async function install(folder, { title, megabytes, node, dev = false, optional = false }) {
  const missing = missingPackages(folder, { dev });
  if (missing.length === 0) return;
  const withDev = dev || hasDevelopmentTools(folder);
  say({
    en: `Installing ${title.en} (about ${megabytes} MB to download)…`,
    ru: `Устанавливается: ${title.ru} (скачать нужно около ${megabytes} МБ)…`,
  });
  const bar = progress({ en: 'packages', ru: 'пакеты' }, missingPackages(folder, { dev: withDev }).length);
  const command = [
    ...npmCommand(node),
    'ci',
    ...(withDev ? [] : ['--omit=dev']),
    ...(optional ? ['--fetch-retries=0'] : []),
  ];
  const failure = await runNpm(folder, command, bar.step);
  bar.end();
  const still = missingPackages(folder, { dev });
  if (failure === null && still.length === 0) return;
  throw new StartError({
    en: `Could not install ${title.en}: ${failure ?? `no package fits this machine (${still.join(', ')})`}`,
    ru: `Не удалось установить: ${title.ru} (${failure ?? `для этой машины нет пакета: ${still.join(', ')}`})`,
  });
}

/**
 * Null when npm succeeded, else what it said was wrong.
 * @param {string} folder
 * @param {string[]} command
 * @param {() => void} onPackage called for each package that was fetched
 * @returns {Promise<string | null>}
 */
function runNpm(folder, [program = '', ...args], onPackage) {
  const common = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http'];
  return new Promise((resolve) => {
    const child = spawn(program, [...args, ...common], {
      cwd: folder,
      env: { ...process.env, npm_config_update_notifier: 'false' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // On Windows `npm` is a script, which only a shell can run.
      shell: program === 'npm' && process.platform === 'win32',
    });
    /** @type {string[]} */
    const errors = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (/^npm http (fetch GET 200|cache) .*\.tgz/.test(line)) onPackage();
      const [, said] = /^npm (?:error|ERR!) (?!code|errno|syscall|A complete log| )(.+)/.exec(line) ?? [];
      if (said) errors.push(said);
    });
    child.on('error', (error) => resolve(`npm: ${error.message}`));
    child.on('close', (code) =>
      resolve(code === 0 ? null : errors.slice(0, 2).join('; ') || `npm ci: ${code}`),
    );
  });
}

/**
 * The npm that started us, or the one on the PATH, run by the given Node.js.
 * @param {string} node
 * @returns {string[]}
 */
function npmCommand(node) {
  // Under npx the first is npx's own script.
  for (const found of [process.env.npm_execpath, onPath('npm')]) {
    const script = found && existsSync(found) ? realpathSync(found) : '';
    if (/npm-cli\.c?js$/.test(script)) return [node, script];
  }
  return ['npm'];
}
