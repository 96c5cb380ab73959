import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { hasDevelopmentTools, missingPackages } from './lock.js';
import { progress, StartError, say } from './terminal.js';

/** @typedef {import('./terminal.js').Sentence} Sentence */

/**
 * Installs a folder's packages exactly as its lock file has them, unless they are there already. Development tools
 * that somebody installed stay. Throws a StartError where npm cannot.
 * @param {string} folder
 * @param {{ title: Sentence, megabytes: number, dev?: boolean }} what `megabytes`: about how much is downloaded
 */
export async function install(folder, { title, megabytes, dev = false }) {
  const missing = missingPackages(folder, { dev });
  if (missing.length === 0) return;
  const withDev = dev || hasDevelopmentTools(folder);
  say({
    en: `Installing ${title.en} (about ${megabytes} MB to download)…`,
    ru: `Устанавливается: ${title.ru} (скачать нужно около ${megabytes} МБ)…`,
  });
  const bar = progress({ en: 'packages', ru: 'пакеты' }, missingPackages(folder, { dev: withDev }).length);
  const failure = await npmCi(folder, withDev ? [] : ['--omit=dev'], bar.step);
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
 * @param {string[]} options
 * @param {() => void} onPackage called for each package that was fetched
 * @returns {Promise<string | null>}
 */
function npmCi(folder, options, onPackage) {
  const [command, ...first] = npmCommand();
  const args = [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http', ...options];
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, npm_config_update_notifier: 'false' },
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: process.platform === 'win32' && first.length === 0,
    });
    /** @type {string[]} */
    const errors = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (/^npm http (fetch GET 200|cache) .*\.tgz/.test(line)) onPackage();
      if (/^npm (error|ERR!) (?!A complete log|code)/.test(line))
        errors.push(line.replace(/^npm (error|ERR!) /, ''));
    });
    child.on('error', (error) => resolve(`npm: ${error.message}`));
    child.on('close', (code) =>
      resolve(code === 0 ? null : errors.slice(0, 3).join('; ') || `npm ci: ${code}`),
    );
  });
}

/**
 * The npm that is running us, which fits the Node that is running us; else the one on the PATH.
 * @returns {[string, ...string[]]}
 */
function npmCommand() {
  const own = process.env.npm_execpath;
  return own && /npm-cli\.c?js$/.test(own) ? [process.execPath, own] : ['npm'];
}
