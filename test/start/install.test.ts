import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { hasDevelopmentTools, missingPackages, platformPackages } from '../../bin/lib/lock.js';
import { isFit } from '../../bin/lib/runtime.js';
import { cleanUp, newFolder, root, startProgram } from './program.ts';

afterEach(cleanUp);

const here = { os: [process.platform], cpu: [process.arch] };
const elsewhere = { os: [process.platform === 'win32' ? 'linux' : 'win32'], cpu: [process.arch] };
const lock = {
  '': { name: 'x' },
  'node_modules/chat': { version: '2.0.0' },
  'node_modules/binary-here': { version: '1.0.0', optional: true, ...here },
  'node_modules/binary-elsewhere': { version: '1.0.0', optional: true, ...elsewhere },
  'node_modules/not-windows': { version: '1.0.0', os: ['!aix'] },
  'node_modules/helper-of-a-binary': { version: '1.0.0', optional: true },
  'node_modules/linter': { version: '3.0.0', dev: true },
};
type Locked = Record<
  string,
  { version?: string; dev?: boolean; optional?: boolean; name?: string; os?: string[]; cpu?: string[] }
>;

function folderWith(installed: Locked | null, wanted: Locked = lock): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (installed) {
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: installed }));
  }
  return folder;
}

const production: Locked = {
  'node_modules/chat': { version: '2.0.0' },
  'node_modules/binary-here': { version: '1.0.0' },
  'node_modules/not-windows': { version: '1.0.0' },
};

test('what is missing is told by the lock file, for this platform only', () => {
  expect(missingPackages(folderWith(null), { dev: false })).toEqual(Object.keys(production));
  expect(missingPackages(folderWith(production), { dev: false })).toEqual([]);
  expect(missingPackages(folderWith(production), { dev: true })).toEqual(['node_modules/linter']);
});

test('another version counts as missing, and development tools do no harm', () => {
  const old = { ...production, 'node_modules/chat': { version: '1.9.0' } };
  expect(missingPackages(folderWith(old), { dev: false })).toEqual(['node_modules/chat']);
  const full = { ...production, 'node_modules/linter': { version: '3.0.0', dev: true } };
  expect(missingPackages(folderWith(full), { dev: false })).toEqual([]);
  expect(hasDevelopmentTools(folderWith(full))).toBe(true);
  expect(hasDevelopmentTools(folderWith(production))).toBe(false);
});

test('the lock files name every platform’s binaries, and the server’s are those of this one', () => {
  const names = (folder: string) => readFileSync(join(root, folder, 'package-lock.json'), 'utf8');
  for (const platform of [
    'linux-x64',
    'linux-arm64',
    'linuxmusl-x64',
    'darwin-arm64',
    'darwin-x64',
    'win32-x64',
  ]) {
    expect(names('.')).toContain(`"node_modules/@img/sharp-${platform}"`);
  }
  for (const platform of ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-arm64', 'win32-x64-msvc']) {
    expect(names('.')).toContain(`"node_modules/@napi-rs/image-${platform}"`);
    expect(names('web')).toContain(`"node_modules/@rolldown/binding-${platform}"`);
    expect(names('web')).toContain(`"node_modules/lightningcss-${platform}"`);
  }
  for (const platform of ['linux-x64', 'linux-arm64', 'win-x64']) {
    expect(names('parts/node')).toContain(`"node_modules/node-${platform}"`);
  }
  expect(platformPackages(root).some((path) => path.includes(`sharp-${process.platform}`))).toBe(true);
});

test('every dependency is pinned to one version', () => {
  for (const folder of ['.', 'web', 'parts/node', 'parts/ffmpeg']) {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const pins = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries((manifest[kind] ?? {}) as Record<string, string>),
    );
    expect(pins.length).toBeGreaterThan(0);
    for (const [name, version] of pins) expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+$/);
  }
});

test.each([
  ['18.20.4', false],
  ['20.20.2', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['24.21.0', true],
])('Node.js %s is fit: %s', (version, fit) => expect(isFit(version)).toBe(fit));

/**
 * Installs with an npm of our own making, which notes how it was called and does what `then` says.
 * @returns what was printed, with the calls
 */
async function installWith(folder: string, then: string, language = 'C') {
  const npm = join(folder, 'npm-cli.js');
  const notes = join(folder, 'calls.json');
  writeFileSync(
    npm,
    `const fs = require('node:fs');
     fs.writeFileSync(${JSON.stringify(notes)}, JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() }));
     ${then}`,
  );
  const script = `import { install } from ${JSON.stringify(join(root, 'bin/lib/npm.js'))};
    await install(${JSON.stringify(folder)}, {
      title: { en: 'the parts', ru: 'части' }, megabytes: 7, node: process.execPath,
    }).catch((error) => console.error(error.message));`;
  const program = startProgram([process.execPath, '--input-type=module', '-e', script], folder, {
    npm_execpath: npm,
    LANG: language,
  });
  await program.ends();
  const calls = (): { args: string[]; cwd: string } => JSON.parse(readFileSync(notes, 'utf8')) as never;
  return { out: program.out(), err: program.err(), calls };
}

const putInPlace = (packages: Locked) =>
  `fs.writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(JSON.stringify({ packages }))});`;

test('missing packages are installed exactly, without scripts and without development tools', async () => {
  const folder = folderWith(null);
  const { out, err, calls } = await installWith(folder, putInPlace(production));
  expect(err).toBe('');
  expect(out).toContain('Installing the parts (about 7 MB to download)…');
  expect(calls().cwd).toBe(folder);
  expect(calls().args).toEqual(expect.arrayContaining(['ci', '--omit=dev', '--ignore-scripts']));
});

test('nothing is installed where nothing is missing', async () => {
  const { out, err, calls } = await installWith(folderWith(production), putInPlace({}));
  expect(out + err).toBe('');
  expect(calls).toThrow('ENOENT');
});

test('development tools that are there stay', async () => {
  const tools = { 'node_modules/linter': { version: '2.0.0', dev: true } };
  const { calls } = await installWith(folderWith(tools), putInPlace({ ...production, ...tools }));
  expect(calls().args).not.toContain('--omit=dev');
});

test('what npm says went wrong is told in one sentence', async () => {
  const fail = `console.error('npm error code ENOTFOUND\\nnpm error getaddrinfo ENOTFOUND registry.example'); process.exit(1);`;
  const { err } = await installWith(folderWith(null), fail);
  expect(err).toBe('Could not install the parts: getaddrinfo ENOTFOUND registry.example\n');
  const russian = await installWith(folderWith(null), fail, 'ru_RU.UTF-8');
  expect(russian.err).toMatch(/^Не удалось установить: части \(/);
});

test('an npm that leaves something out is not believed', async () => {
  const { err } = await installWith(
    folderWith(null),
    putInPlace({ 'node_modules/chat': { version: '2.0.0' } }),
  );
  expect(err).toContain('node_modules/binary-here');
});
