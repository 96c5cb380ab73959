import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseCsv, separatorOf } from '../../web/features/documents/csv.ts';
import { decodeText, encodingOf } from '../../web/features/documents/decode-text.ts';
import { labelOf, lookOf, readerOf } from '../../web/features/documents/kinds.ts';
import { languageOf } from '../../web/features/documents/languages.ts';
import { formatOf, shown } from '../../web/features/documents/number-format.ts';
import { readText } from '../../web/features/documents/read-text.ts';
import { TooLargeError, unpack } from '../../web/features/documents/unpack.ts';
import { readXlsx } from '../../web/features/documents/xlsx.ts';
import { tokensOf, unescaped } from '../../web/features/documents/xml.ts';
import { listZip } from '../../web/features/documents/zip-listing.ts';
import { xlsx } from '../support/document-fixtures.ts';
import { zipOf } from '../support/zip-fixture.ts';

const russian = 'Привет, мир! Съешь же ещё этих мягких французских булок, да выпей чаю.';

/** The bytes of a text in one of the old encodings, which only decoders are built in for. */
function encoded(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const table = new Map(Array.from({ length: 256 }, (_, i) => [decoder.decode(new Uint8Array([i])), i]));
  return Uint8Array.from(Array.from(text), (letter) => table.get(letter) ?? 63);
}

describe('the encoding of a text', () => {
  it.each(['windows-1251', 'koi8-r', 'ibm866', 'iso-8859-5'])('%s', (encoding) => {
    expect(decodeText(encoded(russian, encoding))).toEqual({ text: russian, encoding });
    expect(encodingOf(encoded(russian.toUpperCase(), encoding))).toBe(encoding);
  });
  it('UTF-8 and UTF-16, with and without marks', () => {
    const wide = new Uint8Array(Buffer.from(russian.slice(0, 12) + ' plain letters', 'utf16le'));
    expect(decodeText(new TextEncoder().encode(`\ufeff${russian}`)).text).toBe(russian);
    expect(decodeText(new Uint8Array([0xff, 0xfe, ...wide])).encoding).toBe('utf-16le');
    expect(encodingOf(wide)).toBe('utf-16le');
    expect(encodingOf(new Uint8Array(Buffer.from(wide).swap16()))).toBe('utf-16be');
  });
  it('Western letters are not taken for Russian', () => {
    expect(encodingOf(encoded('Ça déjà vu, où être — naïve façade', 'windows-1252'))).toBe('windows-1252');
  });
});

describe('a CSV', () => {
  it('has its separator guessed', () => {
    expect(separatorOf('a;b;c\n1,5;2,5;3\n2;3;4')).toBe(';');
    expect(separatorOf('a,b\n"x;y;z",2\n3,4')).toBe(',');
    expect(separatorOf('a\tb\n1\t2')).toBe('\t');
    expect(separatorOf('sep=|\na|b')).toBe('|');
  });
  it('keeps quotes, lines in cells, empty cells', () => {
    const text = 'a,"b ""q""\nline",\r\n,,\n"open';
    const { rows, total } = parseCsv(text, { separator: ',', most: 10 });
    expect(rows).toEqual([['a', 'b "q"\nline', ''], ['', '', ''], ['open']]);
    expect(total).toBe(3);
  });
  it('counts what it does not show, and survives being huge', () => {
    const { rows, total } = parseCsv('1,2\n'.repeat(300_000), { separator: ',', most: 5000 });
    expect([rows.length, total]).toEqual([5000, 300_000]);
    expect(parseCsv('"'.repeat(1_000_001), { separator: ',', most: 10 }).total).toBe(1);
  });
});

describe('a workbook', () => {
  const sheets = readXlsx(new Uint8Array(xlsx()));
  it('shows visible sheets by name and in order', () => {
    expect(sheets.map(({ name }) => name)).toEqual(['Счета & суммы', 'Second']);
    expect(sheets[1]?.rows).toEqual([['1', '2']]);
  });
  it('shows strings, numbers, dates, formulas’ results, truth and errors', () => {
    expect(sheets[0]?.rows).toEqual([
      ['Имя', 'rich text', '', 'inline'],
      ['2024-01-01', '2024-01-01 18:00', '1234.50\u00a0₽', '25%'],
      [],
      ['0.3', 'TRUE', '#DIV/0!', '=cmd|calc', '12:00', 'a\rb <i>'],
    ]);
  });
  it('stops at its bounds and says how much there is', () => {
    const rows = Array.from(
      { length: 6000 },
      (_, i) => `<row r="${i + 1}"><c r="A${i + 1}"><v>${i}</v></c></row>`,
    ).join('');
    const far = '<row r="6001"><c r="XFD6001"><v>1</v></c></row>';
    const name = 'xl/worksheets/sheet1.xml';
    const [sheet] = readXlsx(
      new Uint8Array(xlsx({ [name]: `<worksheet><sheetData>${rows}${far}</sheetData></worksheet>` })),
    );
    expect([sheet?.rows.length, sheet?.totalRows, sheet?.totalColumns]).toEqual([5000, 6001, 16_384]);
  });
  it('obeys no document type', () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;&lt;</t></is></c></row></sheetData></worksheet>';
    const [sheet] = readXlsx(new Uint8Array(xlsx({ 'xl/worksheets/sheet1.xml': bomb })));
    expect(sheet?.rows).toEqual([['&b;<']]);
  });
});

describe('number formats', () => {
  it.each([
    ['0.00', 1.005, '1.00'],
    ['#,##0', 1234567, '1234567'],
    ['0.0%', 0.1234, '12.3%'],
    ['[$-409]d\\-mmm\\-yy', 45292, '2024-01-01'],
    ['[Red]0.00;[Blue]-0.00', -2, '-2.00'],
    ['"day" 0', 3, '3'],
    ['[h]:mm:ss', 1.5, '36:00'],
    ['General', 1 / 3, '0.333333333333'],
  ])('%s', (code, value, text) => {
    expect(shown(value, formatOf(code), false)).toBe(text);
  });
  it('knows the calendar of 1904', () => {
    expect(shown(0, formatOf('yyyy-mm-dd'), true)).toBe('1904-01-01');
  });
});

describe('XML', () => {
  it('ends where it breaks', () => {
    expect([...tokensOf('<a>x<b c="1"/><!-- <no> --><![CDATA[<z>]]></a><broken')].length).toBe(5);
    expect(unescaped('&#x410;&#1041;&amp;&nbsp;&#x110000;')).toBe('АБ&&nbsp;');
  });
});

describe('archives', () => {
  const list = (bytes: Buffer) =>
    listZip(bytes.length, (at, length) => Promise.resolve(new Uint8Array(bytes.subarray(at, at + length))));
  it('are listed with Russian names, old and new, folders, sizes and locks', async () => {
    const zip = zipOf([
      { name: 'папка/', content: '' },
      { name: encoded('Отчёт за март.txt', 'ibm866'), content: 'x'.repeat(5000) },
      { name: 'папка/новый.html', content: '<script>', encrypted: true },
    ]);
    const { entries, total } = await list(zip);
    expect(total).toBe(3);
    expect(entries.map(({ path, isFolder, size, encrypted }) => [path, isFolder, size, encrypted])).toEqual([
      ['папка/', true, 0, false],
      ['Отчёт за март.txt', false, 5000, false],
      ['папка/новый.html', false, 8, true],
    ]);
    expect(entries[0]?.modified).toEqual(new Date(2026, 0, 2, 3, 4, 6));
  });
  it('are bounded in what they list', async () => {
    const { entries, total } = await list(
      zipOf(Array.from({ length: 12_000 }, (_, i) => ({ name: `f${i}`, content: '' }))),
    );
    expect([entries.length, total]).toEqual([10_000, 12_000]);
  });
  it.each([
    ['cut off', (zip: Buffer) => zip.subarray(0, zip.length - 30)],
    ['no ZIP', () => Buffer.alloc(100)],
    ['empty', () => Buffer.alloc(0)],
  ])('are refused when %s', async (_name, spoil) => {
    await expect(list(spoil(zipOf([{ name: 'a', content: 'b' }])))).rejects.toThrow();
  });
  it('that are bombs fill no more than they may', () => {
    const zeros = Buffer.alloc(30_000_000);
    const honest = zipOf([{ name: 'xl/a.xml', content: zeros }]);
    expect(honest.length).toBeLessThan(50_000);
    expect(() => unpack(new Uint8Array(honest), () => true, 1_000_000)).toThrow(TooLargeError);
    const lying = zipOf([{ name: 'xl/a.xml', content: zeros, toldBytes: 100 }]);
    let bytes = 0;
    try {
      bytes = unpack(new Uint8Array(lying), () => true, 1_000_000)['xl/a.xml']?.length ?? 0;
    } catch {
      // Refused: as good.
    }
    expect(bytes).toBeLessThanOrEqual(100);
    expect(deflateRawSync(zeros).length).toBeLessThan(50_000);
  });
});

describe('text and code', () => {
  it('is coloured by its language, line by line, without HTML', async () => {
    const code = 'const a = `x\n${1}`; // <b>\n\nlet c;\n';
    const { lines, total, language } = await readText(new TextEncoder().encode(code), 'main.ts');
    expect([language, total]).toEqual(['typescript', 4]);
    expect(lines.map((line) => line.map(([, text]) => text).join(''))).toEqual([
      'const a = `x',
      '${1}`; // <b>',
      '',
      'let c;',
    ]);
    expect(lines[0]?.[0]).toEqual(['keyword', 'const']);
    expect(lines[1]?.at(-1)).toEqual(['comment', '// <b>']);
  });
  it('shows so many lines and tells of the rest', async () => {
    const { lines, total } = await readText(new TextEncoder().encode('x\n'.repeat(25_000)), 'a.log');
    expect([lines.length, total]).toEqual([20_000, 25_000]);
  });
  it('has a language by its name', () => {
    const names = ['a.PY', 'Makefile', 'x.yml', 'notes.txt', 'CMakeLists.txt', '.bashrc', 'constructor'];
    expect(names.map(languageOf)).toEqual(['python', 'makefile', 'yaml', null, 'cmake', null, null]);
  });
});

describe('what reads what', () => {
  const text = (name: string) => ({ mime: 'text/plain', name });
  it('goes by content, and for text by name', () => {
    expect(['a.csv', 'a.TSV', 'a.md', 'README'].map((name) => readerOf(text(name)))).toEqual([
      'table',
      'table',
      'text',
      'text',
    ]);
    expect(readerOf({ mime: 'application/vnd.oasis.opendocument.text', name: 'a.docx' })).toBeNull();
    expect([labelOf(text('a.py')), lookOf(text('a.py')), labelOf(text('README'))]).toEqual([
      'PY',
      'code',
      'TXT',
    ]);
  });
});
