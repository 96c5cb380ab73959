import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tools.js';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** The static checks, each a title and a script with its arguments. */
const checks = /** @type {const} */ ([
  ['Types', 'node_modules/typescript/bin/tsc', '-b'],
  ['Format', 'node_modules/@biomejs/biome/bin/biome', 'ci', '.'],
  ['Lint', 'node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'],
  ['Dead code', 'node_modules/knip/bin/knip.js', '--no-progress'],
  ['Import rules', 'bin/check-imports.js'],
  ['Page size', 'bin/check-page-size.js'],
]);

/**
 * Runs every static check; each counts as one.
 * @returns {Counts}
 */
export function runChecks() {
  return sum(checks.map(([title, script, ...args]) => runCheck(title, [script, ...args])));
}

/**
 * @param {string} title
 * @param {string[]} args a script and its arguments
 * @returns {Counts}
 */
export function runCheck(title, args) {
  const isFine = runScript(title, args);
  return { passed: isFine ? 1 : 0, failed: isFine ? 0 : 1, skipped: 0 };
}

/** @returns {Counts} */
export function runVitest() {
  const report = freshReport('vitest.json');
  const isFine = runScript('Unit and front-door tests', [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const found = readReport(report);
  return honest(isFine, {
    passed: number(found.numPassedTests),
    failed: number(found.numFailedTests),
    skipped: number(found.numPendingTests) + number(found.numTodoTests),
  });
}

/** @returns {Counts} */
export function runPlaywright() {
  const report = freshReport('playwright.json');
  const args = ['node_modules/@playwright/test/cli.js', 'test', '-c', 'test/playwright.config.ts'];
  const isFine = runScript('Browser journeys', [...args, '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  const { stats } = readReport(report);
  const found = /** @type {Record<string, unknown>} */ (stats ?? {});
  return honest(isFine, {
    passed: number(found.expected),
    failed: number(found.unexpected) + number(found.flaky),
    skipped: number(found.skipped),
  });
}

/**
 * A runner that ran nothing, or failed outside of a test, has failed.
 * @param {boolean} isFine
 * @param {Counts} counts
 * @returns {Counts}
 */
export function honest(isFine, counts) {
  const ranNothing = counts.passed + counts.failed === 0;
  return counts.failed === 0 && (ranNothing || !isFine) ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  return all.reduce((a, b) => ({
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }));
}

/**
 * The closing line, and the exit code that goes with it.
 * @param {Counts} counts
 */
export function conclude({ passed, failed, skipped }) {
  process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/**
 * @param {string} title
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function runScript(title, args, env = {}) {
  process.stdout.write(`\n── ${title}\n`);
  const { status, signal } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // What Node compiled for one server it keeps for the next hundred.
    env: { NODE_COMPILE_CACHE: join(root, 'dist/cache'), ...process.env, ...env },
  });
  process.stdout.write(`── ${title}: ${status === 0 ? 'fine' : `FAILED${signal ? ` (${signal})` : ''}`}\n`);
  return status === 0;
}

/** @param {string} name */
function freshReport(name) {
  mkdirSync(join(root, 'dist/reports'), { recursive: true });
  const path = join(root, 'dist/reports', name);
  rmSync(path, { force: true });
  return path;
}

/**
 * @param {string} path
 * @returns {Record<string, unknown>}
 */
function readReport(path) {
  try {
    return /** @type {Record<string, unknown>} */ (JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

/** @param {unknown} value */
function number(value) {
  return typeof value === 'number' ? value : 0;
}
