import { mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { displayName, safeName } from './names.ts';
import { openMediaStore } from './store.ts';

const uuid = '0b4e7c1a-3c55-4f6e-9d0a-1f2e3d4c5b6a';

async function store() {
  const folder = await mkdtemp(join(tmpdir(), 'media-store-'));
  const opened = await openMediaStore({ mediaDir: join(folder, 'media'), dataDir: join(folder, 'data') });
  return { folder, store: opened };
}

describe('names on disk', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['C:\\Users\\me\\photo.jpg', 'photo.jpg'],
    ['Отпуск 2024.jpg', 'Отпуск 2024.jpg'],
    ['cafe\u0301.png', 'caf\u00e9.png'],
    ['evil\u202egpj.exe', 'evilgpj.exe'],
    ['a\u0000b\nc\td.png', 'abcd.png'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1.tar.gz', '_com1.tar.gz'],
    ['a<b>c:d"e|f?g*.png', 'a_b_c_d_e_f_g_.png'],
    ['...', 'file'],
    ['', 'file'],
    ['.', 'file'],
    ['trailing. . ', 'trailing'],
    ['.htaccess', 'htaccess'],
    ['\ud800broken.png', '\ufffdbroken.png'],
    ['# 100% «ok»?.png', '# 100% «ok»_.png'],
  ])('%j is kept as %j', (given, kept) => {
    expect(safeName(given)).toBe(kept);
  });

  test('is cut to 200 bytes between characters, keeping the extension', () => {
    const long = safeName(`${'семья👨‍👩‍👧'.repeat(40)}.jpeg`);
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(200);
    expect(long).toMatch(/\.jpeg$/u);
    expect(long).not.toContain('\ufffd');
    expect(Buffer.byteLength(safeName('x'.repeat(500)))).toBe(200);
  });

  test('people get their name back, in one form, without tricks', () => {
    expect(displayName('nul.txt')).toBe('nul.txt');
    expect(displayName('a:b?.png')).toBe('a:b?.png');
    expect(displayName('dir/👨‍👩‍👧 семья.png')).toBe('👨‍👩‍👧 семья.png');
    expect(displayName('e\u0301\u202e.png')).toBe('\u00e9.png');
    expect(Buffer.byteLength(displayName(`${'я'.repeat(300)}.png`))).toBeLessThanOrEqual(255);
  });
});

describe('the media store', () => {
  test('keeps an original durably under its uuid and safe name', async () => {
    const { store: media, folder } = await store();
    const temporary = media.temporaryPath();
    await writeFile(temporary, 'bytes');
    const name = media.originalName(uuid, '../Отпуск.jpg');
    await media.keepOriginal(temporary, name);
    expect(name).toBe(`${uuid}_Отпуск.jpg`);
    expect(await readFile(join(folder, 'media', name), 'utf8')).toBe('bytes');
    expect(await readdir(join(folder, 'data/tmp'))).toEqual([]);
    await media.removeOriginal(name);
    await media.removeOriginal(name);
    expect(await readdir(join(folder, 'media'))).toEqual(['derived']);
  });

  test('puts a derived file in the original’s place', async () => {
    const { store: media } = await store();
    const name = media.originalName(uuid, 'a.jpg');
    await writeFile(media.originalPath(name), 'with place');
    await mkdir(media.derivedDir('42'));
    await writeFile(media.derivedPath('42', 'clean.jpg'), 'without');
    await media.replaceOriginal(name, '42', 'clean.jpg');
    expect(await readFile(media.originalPath(name), 'utf8')).toBe('without');
    expect(await readdir(media.derivedDir('42'))).toEqual([]);
  });

  test.each(['../x', 'a/b', 'a\\b', '', '.', '..', 'a\0b'])('refuses the id %j', async (id) => {
    const { store: media } = await store();
    expect(() => media.derivedDir(id)).toThrow(TypeError);
    expect(() => media.derivedPath('1', id)).toThrow(TypeError);
    expect(() => media.originalPath(id)).toThrow(TypeError);
  });

  test('lists what is its own, with age, for a sweep', async () => {
    const { store: media, folder } = await store();
    const name = media.originalName(uuid, 'a.jpg');
    await writeFile(media.originalPath(name), '12345');
    await utimes(media.originalPath(name), 1000, 1000);
    await writeFile(join(folder, 'media', '.gitignore'), '*');
    await mkdir(media.derivedDir('7'));
    await writeFile(media.temporaryPath(), 'x');
    expect(await Array.fromAsync(media.listOriginals())).toMatchObject([
      { name, size: 5, modifiedAtMs: 1_000_000 },
    ]);
    expect(await Array.fromAsync(media.listDerived())).toMatchObject([{ name: '7' }]);
    expect(await Array.fromAsync(media.listTemporaries())).toHaveLength(1);
    await media.removeDerived('7');
    expect(await Array.fromAsync(media.listDerived())).toEqual([]);
    expect(await media.freeBytes()).toBeGreaterThan(0);
  });
});
