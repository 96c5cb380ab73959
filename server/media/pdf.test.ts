import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFDict, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib';
import { describe, expect, test } from 'vitest';
import { pdf, scriptMark, updatedPdf } from '../../test/support/document-fixtures.ts';
import { marks, samplesDir } from '../../test/support/fixtures.ts';
import { cleanPdf, lookAtPdf } from './pdf.ts';

const timeoutMs = 30_000;
const box = { width: 800, height: 1600 };

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'bungaacord-test-')), 'document.pdf');
  await writeFile(path, bytes);
  return path;
}

async function cleaned(bytes: Uint8Array): Promise<Buffer> {
  const from = await written(bytes);
  const to = `${from}.clean`;
  await cleanPdf(from, to, timeoutMs);
  return readFile(to);
}

/** All that a curious person finds: the bytes, and whatever in them unpacks. */
function everythingIn(bytes: Buffer): string {
  const found = [bytes.toString('latin1')];
  for (let at = bytes.indexOf('stream'); at >= 0; at = bytes.indexOf('stream', at + 6)) {
    const start = at + (bytes[at + 6] === 0x0d ? 8 : 7);
    try {
      found.push(inflateSync(bytes.subarray(start), { finishFlush: 2 }).toString('latin1'));
    } catch {
      // Not packed so.
    }
  }
  return found.join('\n');
}

const secrets = [marks.owner, marks.serial, marks.comment, scriptMark];
const hex = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16().toString('hex').toUpperCase();
const found = (bytes: Buffer) => {
  const all = everythingIn(bytes);
  return secrets.filter((secret) => all.includes(secret) || all.toUpperCase().includes(hex(secret).slice(4)));
};

describe('the maker of a document', () => {
  test.each([
    ['packed', () => pdf()],
    ['plain', () => pdf({ packed: false })],
    ['updated', updatedPdf],
  ])('is gone from a %s one, in all its versions', async (_name, make) => {
    const bytes = await make();
    expect(found(bytes)).toEqual(secrets);
    expect(found(await cleaned(bytes))).toEqual([]);
  });

  test('goes without pages, forms, attachments and pictures', async () => {
    const document = await PDFDocument.load(await cleaned(await pdf()), { updateMetadata: false });
    expect(document.getPageCount()).toBe(3);
    expect(document.getForm().getTextField('answer').getText()).toBe('a filled field');
    const names = document.catalog.lookup(PDFName.of('Names'), PDFDict);
    expect(names.has(PDFName.of('EmbeddedFiles'))).toBe(true);
    const texts = document.context
      .enumerateIndirectObjects()
      .flatMap(([, object]) => (object instanceof PDFRawStream ? [object] : []))
      .filter(({ dict }) => dict.lookup(PDFName.of('Subtype')) !== PDFName.of('Image'))
      .map((stream) => Buffer.from(decodePDFRawStream(stream).decode()).toString('latin1'));
    expect(texts.join()).toContain('attached text');
    expect(document.getTitle()).toBeUndefined();
  });

  test('takes nothing else along: what is forbidden stays forbidden', async () => {
    const bytes = await pdf({ restricted: true });
    const clean = await cleaned(bytes);
    const { isEncrypted, context } = await PDFDocument.load(clean, { ignoreEncryption: true });
    expect(isEncrypted).toBe(true);
    const encryption = context.lookup(context.trailerInfo.Encrypt, PDFDict);
    const bits = Number(encryption.lookup(PDFName.of('P'))?.toString());
    expect([bits & 4, bits & 16]).toEqual([0, 16]);
    expect((await lookAtPdf(await written(clean), { box, timeoutMs })).pages).toBe(3);
    const opened = await PDFDocument.load(clean, { password: '', updateMetadata: false });
    expect(opened.getAuthor()).toBeUndefined();
  });

  test('stays where it can’t be told from the rest', async () => {
    await expect(cleaned(await pdf({ userPassword: 'secret' }))).rejects.toMatchObject({
      code: 'unreadable',
    });
    await expect(cleaned((await pdf()).subarray(0, 900))).rejects.toMatchObject({ code: 'unreadable' });
  });
});

describe('the first page', () => {
  test('is drawn, and its size and the number of pages are known', async () => {
    const { raster, ...facts } = await lookAtPdf(await written(await pdf({ pages: 7 })), { box, timeoutMs });
    expect(facts).toEqual({ pages: 7, width: 400, height: 533 });
    expect([raster?.width, raster?.height]).toEqual([800, 1067]);
    const dark = raster?.data.filter((value) => value < 100).length ?? 0;
    expect(dark).toBeGreaterThan(1000);
  });

  test('needs the password where there is one', async () => {
    const locked = await written(await pdf({ userPassword: 'secret' }));
    await expect(lookAtPdf(locked, { box, timeoutMs })).rejects.toMatchObject({ code: 'encrypted' });
  });

  test('costs no more than its time', async () => {
    const path = await written(await pdf());
    await expect(lookAtPdf(path, { box, timeoutMs: 1 })).rejects.toMatchObject({ code: 'media-timeout' });
  });
});

describe('hostile documents end as such', () => {
  const shell = (body: string) =>
    Buffer.from(
      `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/X ${body}>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 999999999>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`,
    );
  test.each([
    ['deeply nested', shell('['.repeat(400_000) + ']'.repeat(400_000))],
    ['a loop of pages', shell('0')],
    ['no more than a name', Buffer.from('%PDF-1.7\n')],
  ])('%s', async (_name, bytes) => {
    const path = await written(bytes);
    await expect(lookAtPdf(path, { box, timeoutMs })).rejects.toMatchObject({ code: /unreadable|timeout/ });
    await expect(cleanPdf(path, `${path}.clean`, timeoutMs)).rejects.toMatchObject({ name: 'MediaError' });
  });
});

test.each(['multi_page.pdf', 'basicapi.pdf'])('documents from programs: %s', async (name) => {
  const bytes = await readFile(join(samplesDir, 'document/pdf', name)).catch(() => null);
  if (bytes === null) return;
  const clean = await cleaned(bytes);
  expect(everythingIn(clean)).not.toMatch(/\/(?:Author|Producer|CreationDate)\b|<x:xmpmeta/u);
});
