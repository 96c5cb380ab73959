import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, link?: boolean,
 *   os?: string | string[], cpu?: string | string[], libc?: string | string[] }} LockedPackage
 */

/**
 * The packages that the folder's lock file wants on this machine and that are not installed. npm keeps a list of what
 * it installed in `node_modules/.package-lock.json`, written last; comparing the two takes a few milliseconds.
 * @param {string} folder
 * @param {{ dev: boolean }} options whether development tools are wanted as well
 * @returns {string[]}
 */
export function missingPackages(folder, { dev }) {
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const present = packagesOf(join(folder, 'node_modules/.package-lock.json'));
  return Object.entries(wanted)
    .filter(([path, one]) => path !== '' && !one.link && (dev || !one.dev) && fitsHere(one))
    .filter(([path, one]) => present[path]?.version !== one.version)
    .map(([path]) => path);
}

/**
 * The packages in the folder's lock file that hold this platform's binaries for the server, as paths.
 * @param {string} folder
 */
export function platformPackages(folder) {
  return Object.entries(packagesOf(join(folder, 'package-lock.json')))
    .filter(([, one]) => one.optional && !one.dev && fitsHere(one))
    .map(([path]) => path);
}

/**
 * Whether somebody installed the development tools here: then they are kept.
 * @param {string} folder
 */
export function hasDevelopmentTools(folder) {
  return Object.values(packagesOf(join(folder, 'node_modules/.package-lock.json'))).some((one) => one.dev);
}

/**
 * @param {string} path
 * @returns {Record<string, LockedPackage>}
 */
function packagesOf(path) {
  try {
    const { packages } = /** @type {{ packages?: Record<string, LockedPackage> }} */ (
      JSON.parse(readFileSync(path, 'utf8'))
    );
    return packages ?? {};
  } catch {
    return {};
  }
}

/**
 * An optional package that names no platform hangs on one that does; whether it is there does not matter by itself.
 * @param {LockedPackage} one
 */
function fitsHere(one) {
  if (one.optional && !one.os && !one.cpu) return false;
  return allows(one.os, process.platform) && allows(one.cpu, process.arch) && allows(one.libc, libc);
}

/**
 * npm's `os`, `cpu` and `libc`: a list of what is allowed, or of what is not (`!win32`).
 * @param {string | string[] | undefined} list
 * @param {string | (() => string)} value
 */
function allows(list, value) {
  if (list === undefined) return true;
  const items = [list].flat();
  const actual = typeof value === 'string' ? value : value();
  if (items.includes(`!${actual}`)) return false;
  return items.includes(actual) || items.every((item) => item.startsWith('!'));
}

/** @type {string | undefined} */
let knownLibc;

/** `glibc` or `musl` on Linux; nothing elsewhere. */
export function libc() {
  if (process.platform !== 'linux') return '';
  if (knownLibc === undefined) {
    const report = /** @type {{ excludeNetwork?: boolean, getReport(): object }} */ (process.report);
    // Without this the report looks up the name of every open connection's other end.
    report.excludeNetwork = true;
    const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (report.getReport());
    knownLibc = header.glibcVersionRuntime ? 'glibc' : 'musl';
  }
  return knownLibc;
}
