import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { docx, letterhead, odt, xlsx } from '../../test/support/document-fixtures.ts';
import { jpeg, marks } from '../../test/support/fixtures.ts';
import { zipOf } from '../../test/support/zip-fixture.ts';
import { checkArchive } from './document.ts';
import { cleanOffice } from './office-clean.ts';
import { Source } from './strip/source.ts';
import { unzipped, zipEntries } from './zip.ts';

async function cleaned(bytes: Uint8Array): Promise<{ bytes: Buffer; path: string }> {
  const from = join(await mkdtemp(join(tmpdir(), 'bungaacord-test-')), 'document');
  await writeFile(from, bytes);
  const path = `${from}.clean`;
  cleanOffice(from, path);
  return { bytes: await readFile(path), path };
}

/** The entries and what they unpack to, those of documents within the document under its name. */
async function opened(bytes: Buffer): Promise<Map<string, Buffer>> {
  const path = join(await mkdtemp(join(tmpdir(), 'bungaacord-test-')), 'document');
  await writeFile(path, bytes);
  const source = new Source(path);
  const found = new Map<string, Buffer>();
  for (const entry of zipEntries(source)) {
    const content = unzipped(source, entry, 1e8) ?? Buffer.alloc(0);
    found.set(entry.name, content);
    if (!/\.(?:docx|xlsx)$/u.test(entry.name)) continue;
    for (const [name, inner] of await opened(content)) found.set(`${entry.name}/${name}`, inner);
  }
  source.close();
  return found;
}

const personal = [marks.owner, marks.serial, 'C:\\Users\\ivan'];
const telling = (parts: Map<string, Buffer>) =>
  [...parts].filter(([, bytes]) => personal.some((mark) => bytes.includes(mark))).map(([name]) => name);

/** What other readers look at: an entry's own header says what the directory says, and its sum is right. */
function expectSound({ path, bytes }: { path: string; bytes: Buffer }) {
  const source = new Source(path);
  for (const entry of zipEntries(source)) {
    const own = bytes.subarray(entry.at, entry.at + 30);
    expect(own.toString('latin1', 0, 4)).toBe('PK\x03\x04');
    expect(own.subarray(4, 28).equals(entry.head.subarray(6, 30))).toBe(true);
    expect(bytes.subarray(entry.at + 30).indexOf(entry.nameBytes)).toBe(0);
    const content = unzipped(source, entry, 1e8);
    expect([crc32(content ?? ''), content?.length]).toEqual([entry.head.readUInt32LE(16), entry.bytes]);
  }
  source.close();
}

const photograph = async () => readFile(await jpeg());

test('a letter keeps its words and pictures, and neither author, company, camera nor folder', async () => {
  const template =
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="file:///C:\\Users\\ivan\\Templates\\Letter.dotm" TargetMode="External"/></Relationships>';
  const before = await docx('http://127.0.0.1:1', {
    ...letterhead,
    'word/_rels/settings.xml.rels': template,
    'word/media/photo.jpeg': await photograph(),
    'word/embeddings/table.xlsx': xlsx(letterhead),
  });
  const was = await opened(before);
  expect(telling(was)).toEqual([
    'word/_rels/settings.xml.rels',
    'docProps/core.xml',
    'docProps/app.xml',
    'docProps/custom.xml',
    'word/media/photo.jpeg',
    'word/embeddings/table.xlsx/docProps/core.xml',
    'word/embeddings/table.xlsx/docProps/app.xml',
    'word/embeddings/table.xlsx/docProps/custom.xml',
  ]);
  const after = await cleaned(before);
  const is = await opened(after.bytes);
  expectSound(after);
  checkArchive(after.path, 'docx');
  expect(telling(is)).toEqual([]);
  expect([...is.keys()]).toEqual([...was.keys()]);
  for (const name of [
    'word/document.xml',
    'word/vbaProject.bin',
    '[Content_Types].xml',
    'word/media/image1.png',
  ]) {
    expect(is.get(name)?.equals(was.get(name) ?? Buffer.alloc(0)), name).toBe(true);
  }
  expect(is.get('docProps/core.xml')?.toString()).toMatch(
    /<cp:coreProperties xmlns:cp="[^"]*core-properties" xmlns:dc="[^"]*"\/>$/u,
  );
  expect(is.get('word/_rels/settings.xml.rels')?.toString()).toContain('Target="Letter.dotm"');
  expect(is.get('word/embeddings/table.xlsx/xl/workbook.xml')?.length).toBeGreaterThan(0);
});

test('properties are found where the package says that they are', async () => {
  const relationships =
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/about/who.xml" Id="a" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"/></Relationships>';
  const before = await docx('', {
    '_rels/.rels': relationships,
    'about/who.xml': letterhead['docProps/core.xml'],
  });
  expect(telling(await opened(before))).toEqual(['about/who.xml']);
  expect(telling(await opened((await cleaned(before)).bytes))).toEqual([]);
});

test('a workbook forgets the folder that it was saved in', async () => {
  const plain = (await opened(xlsx())).get('xl/workbook.xml')?.toString() ?? '';
  const path = '<x15ac:absPath xmlns:x15ac="http://x" url="C:\\Users\\ivan\\Documents\\"/>';
  const before = xlsx({ 'xl/workbook.xml': plain.replace('<sheets>', `${path}<sheets>`) });
  const after = await cleaned(before);
  expect((await opened(after.bytes)).get('xl/workbook.xml')?.toString()).toBe(
    plain.replace('<sheets>', '<x15ac:absPath xmlns:x15ac="http://x" url=""/><sheets>'),
  );
  expectSound(after);
});

test('a text of ODF keeps its type in front, and names nobody', async () => {
  const after = await cleaned(odt({ 'Pictures/1.jpg': await photograph() }));
  const is = await opened(after.bytes);
  expectSound(after);
  checkArchive(after.path, 'odt');
  expect(telling(is)).toEqual([]);
  expect([...is.keys()][0]).toBe('mimetype');
  expect(is.get('meta.xml')?.toString()).toMatch(/<office:document-meta .*office:version="1\.3"\/>$/u);
  expect(is.get('content.xml')?.toString()).toContain('Plain words');
});

test('what is signed or locked stays bit for bit', async () => {
  const signed = await docx('', { ...letterhead, '_xmlsignatures/sig1.xml': '<Signature/>' });
  const signedOdt = odt({ 'META-INF/documentsignatures.xml': '<Signature/>' });
  const locked = odt({ 'META-INF/manifest.xml': '<manifest:encryption-data/>', 'meta.xml': 'unreadable' });
  for (const bytes of [signed, signedOdt, locked]) {
    expect((await cleaned(bytes)).bytes.equals(bytes)).toBe(true);
  }
});

test('what stood before an archive, between its entries and behind it goes; what is broken is refused', async () => {
  const whole = await docx('', letterhead);
  const after = await cleaned(Buffer.concat([Buffer.from(`#!${marks.owner}\n`), whole]));
  expect(after.bytes.includes(marks.owner)).toBe(false);
  expectSound(after);
  await expect(cleaned(whole.subarray(0, whole.length - 30))).rejects.toThrow('directory');
  await expect(cleaned(zipOf([]).subarray(0, 10))).rejects.toThrow('directory');
  // Locked by the archive's own password: its properties go, and the rest is still there for who knows it.
  const archive = await cleaned(
    zipOf([
      { name: '[Content_Types].xml', content: '<Types/>' },
      { name: 'docProps/core.xml', content: marks.owner, encrypted: true },
      { name: 'word/document.xml', content: 'x', encrypted: true },
    ]),
  );
  expect((await opened(archive.bytes)).get('docProps/core.xml')?.toString()).toContain('<Properties/>');
});
