import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { File } from '../../protocol/attachments.ts';
import type { Message } from '../../protocol/messages.ts';
import { formats } from '../../server/media/formats.ts';
import { docx, letterhead, odt, pdf, updatedPdf, xlsx } from '../support/document-fixtures.ts';
import { jpeg, marks } from '../support/fixtures.ts';
import type { TestPerson } from '../support/person.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { unhurried, whenPrepared } from '../support/wire.ts';
import { unpacked, zipOf } from '../support/zip-fixture.ts';

let server: TestServer;
let ann: TestPerson;
let bob: TestPerson;

beforeAll(async () => {
  server = await startServer({ ...unhurried });
  ann = await server.person('Ann');
  bob = await server.person('Bob');
});
afterAll(async () => {
  await server.stop();
  await server.remove();
});

/** What becomes of a file that somebody sends, once all is done with it. */
async function sent(name: string, bytes: Uint8Array, fields: [string, string][] = []): Promise<File> {
  const parts: Parameters<TestPerson['upload']>[1] = [...fields, ['file', { name, bytes }]];
  const { body } = await ann.upload<{ message: Message }>('/api/upload', parts);
  const [file] = (await whenPrepared(bob, body.message.id)).attachments;
  if (!file) throw new Error(`${name} was not taken`);
  return file;
}

describe('a PDF', () => {
  test('has pages, a size, thumbnails and a placeholder, and tells nothing of its maker', async () => {
    const file = await sent('report.pdf', await updatedPdf());
    expect(file).toMatchObject({
      kind: 'document',
      mime: 'application/pdf',
      pages: 3,
      width: 400,
      height: 533,
      state: 'ready',
      reason: null,
    });
    expect(file.thumbhash).not.toBeNull();
    const thumb = await bob.request('GET', file.urls.thumb400 ?? '');
    expect([thumb.status, thumb.headers['content-type']]).toEqual([200, 'image/webp']);
    expect((await bob.request('GET', file.urls.thumb800 ?? '')).status).toBe(200);
    const original = await bob.request('GET', file.url);
    expect(original.headers['content-disposition']).toMatch(/^attachment/);
    expect(original.headers['content-security-policy']).toContain('sandbox');
    expect(original.bytes.length).toBe(file.size);
    expect(original.bytes.toString('latin1')).not.toMatch(/\/(?:Author|Creator|Title)\b|x:xmpmeta/);
  });

  test('keeps what its sender wishes to keep', async () => {
    const bytes = await pdf({ packed: false });
    const file = await sent('kept.pdf', bytes, [['metadata', 'keep']]);
    expect(file.pages).toBe(3);
    expect((await bob.request('GET', file.url)).bytes.equals(bytes)).toBe(true);
  });

  test('with a password is a file for all, unless something stands in it unlocked', async () => {
    const bytes = await pdf({ userPassword: 'secret', marked: false });
    const file = await sent('locked.pdf', bytes);
    expect(file).toMatchObject({ state: 'ready', reason: 'encrypted', pages: null, onlyFor: null });
    expect((await bob.request('GET', file.url)).bytes.equals(bytes)).toBe(true);

    const telling = await pdf({ userPassword: 'secret' });
    expect(telling.includes(marks.owner)).toBe(true);
    const held = await sent('locked.pdf', telling);
    expect(held).toMatchObject({ state: 'ready', reason: 'encrypted', onlyFor: ann.id });
    expect((await bob.request('GET', held.url)).status).toBe(409);
    expect((await ann.request('GET', held.url)).bytes.equals(telling)).toBe(true);
    const kept = await sent('locked.pdf', telling, [['metadata', 'keep']]);
    expect((await bob.request('GET', kept.url)).status).toBe(200);
  });

  test('that is none is told so', async () => {
    const file = await sent('broken.pdf', Buffer.from(`%PDF-1.7\n${marks.owner}\n`.repeat(100)));
    expect(file).toMatchObject({ state: 'failed', reason: 'unreadable', onlyFor: ann.id });
    expect((await bob.request('GET', file.url)).status).toBe(409);
    expect((await ann.request('GET', file.url)).status).toBe(200);
  });
});

describe('documents of offices, archives, texts', () => {
  test('are what they seem', async () => {
    const files = [
      ['files.zip', zipOf([{ name: 'page.html', content: '<script>' }]), /^application\/zip$/],
      ['notes.md', Buffer.from('# Title'), /^text\/plain$/],
    ] as const;
    for (const [name, bytes, mime] of files) {
      const file = await sent(name, bytes);
      expect(file, name).toMatchObject({ kind: 'document', state: 'ready', reason: null });
      expect(file.mime).toMatch(mime);
      const original = await bob.request('GET', file.url);
      expect(original.bytes.equals(bytes)).toBe(true);
      expect(original.headers['content-disposition']).toMatch(/^attachment/);
      expect(original.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('letters and tables are what they seem, and name nobody', async () => {
    const files = [
      ['letter.docx', await docx('http://127.0.0.1:1', letterhead), 'docx'],
      ['book.xlsx', xlsx(letterhead), 'xlsx'],
      ['text.odt', odt({ 'Pictures/photo.jpg': await readFile(await jpeg()) }), 'odt'],
    ] as const;
    for (const [name, bytes, format] of files) {
      const file = await sent(name, bytes);
      expect(file, name).toMatchObject({ kind: 'document', state: 'ready', reason: null, onlyFor: null });
      expect(file.mime).toBe(formats[format].mime);
      const original = await bob.request('GET', file.url);
      expect(original.bytes.length).toBe(file.size);
      expect(original.headers['content-disposition']).toMatch(/^attachment/);
      const parts = unpacked(original.bytes);
      expect([...parts.keys()]).toEqual([...unpacked(bytes).keys()]);
      expect([...parts.values()].filter((part) => part.includes(marks.owner))).toEqual([]);
      const kept = await sent(name, bytes, [['metadata', 'keep']]);
      expect((await bob.request('GET', kept.url)).bytes.equals(bytes)).toBe(true);
    }
    // Nobody can say what stands in one that is broken.
    const broken = (await docx('', letterhead)).subarray(0, -20);
    const file = await sent('broken.docx', broken);
    expect(file).toMatchObject({ state: 'failed', reason: 'unreadable', onlyFor: ann.id });
    expect((await bob.request('GET', file.url)).status).toBe(409);
  });

  test('text is never shown as anything else', async () => {
    const file = await sent('page.txt', Buffer.from('hello <script>alert(1)</script>'));
    const original = await bob.request('GET', file.url);
    expect(original.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  test.each([
    ['a directory that leads nowhere', () => xlsx().subarray(0, -30)],
    [
      'no letter in it',
      () =>
        zipOf([
          {
            name: '[Content_Types].xml',
            content:
              '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
          },
        ]),
    ],
  ])('broken: %s', async (name, make) => {
    const file = await sent(`${name}.docx`, make());
    expect(file).toMatchObject({ state: 'failed', reason: 'unreadable' });
  });

  test('bombs cost nothing: nothing is unpacked', async () => {
    const zeros = Buffer.alloc(40 * 1024 * 1024);
    const bomb = zipOf([
      ...Array.from({ length: 3 }, (_, i) => ({ name: `${i}.bin`, content: zeros, toldBytes: 0xfffffffe })),
      { name: 'inside.zip', content: zipOf([{ name: 'x', content: zeros }]) },
    ]);
    const began = performance.now();
    expect(await sent('bomb.zip', bomb)).toMatchObject({ state: 'ready', reason: null });
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe('what reads documents', () => {
  test('has policies of its own, and the page’s stays as strict', async () => {
    const page = await ann.request('GET', '/');
    const policy = String(page.headers['content-security-policy']);
    // Its own files, and the one script that stands in it.
    expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/]{43}=';/);
    expect(policy).not.toMatch(/wasm|unsafe-inline/);
    expect(policy).toContain("frame-src 'self'");
    const letter = String((await ann.request('GET', '/letter')).headers['content-security-policy']);
    expect(letter).toMatch(/^sandbox allow-scripts; default-src 'none'; script-src 'self';/);
    expect(letter).not.toMatch(/https?:|connect-src|allow-same-origin/);
  });
});
