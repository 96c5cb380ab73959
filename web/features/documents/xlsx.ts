import { formatOf, formatOfId, type NumberFormat, shown } from './number-format.ts';
import { unpack } from './unpack.ts';
import { attribute, type Token, tokensOf } from './xml.ts';

/** A table as it is shown: at most so many rows and columns of it. */
export interface Sheet {
  name: string;
  rows: string[][];
  /** Rows and columns that there are. */
  totalRows: number;
  totalColumns: number;
}

export const mostRows = 5000;
export const mostColumns = 200;
const mostSheets = 100;
const mostUnpackedBytes = 200 * 1024 * 1024;
/** A cell's text; Excel's own limit. */
const mostChars = 32_767;

interface Book {
  strings: string[];
  formats: NumberFormat[];
  since1904: boolean;
}

/** What a workbook shows (ECMA-376 part 1, 18): values as they were last computed; formulas aren't run. */
export function readXlsx(bytes: Uint8Array): Sheet[] {
  const files = unpack(
    bytes,
    (name) =>
      /^xl\/(?:workbook|styles|sharedStrings)\.xml$|^xl\/_rels\/|^xl\/worksheets\/[^/]+\.xml$/i.test(name),
    mostUnpackedBytes,
  );
  const text = (name: string) => {
    const found = files[name];
    return found ? new TextDecoder().decode(found) : '';
  };
  const workbook = text('xl/workbook.xml');
  const targets = new Map<string, string>();
  for (const { attributes } of opens(text('xl/_rels/workbook.xml.rels'), 'Relationship')) {
    targets.set(attribute(attributes, 'Id') ?? '', attribute(attributes, 'Target') ?? '');
  }
  const book: Book = {
    strings: readStrings(text('xl/sharedStrings.xml')),
    formats: readFormats(text('xl/styles.xml')),
    since1904: opens(workbook, 'workbookPr').some(({ attributes }) =>
      ['1', 'true'].includes(attribute(attributes, 'date1904') ?? ''),
    ),
  };
  return opens(workbook, 'sheet')
    .filter(({ attributes }) => (attribute(attributes, 'state') ?? 'visible') === 'visible')
    .slice(0, mostSheets)
    .flatMap(({ attributes }) => {
      const target = targets.get(/[\s:]id="([^"]+)"/.exec(attributes)?.[1] ?? '') ?? '';
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      const found = files[path];
      // A sheet of another kind: a chart's.
      if (!found) return [];
      return [{ name: attribute(attributes, 'name') ?? '', ...readSheet(text(path), book) }];
    });
}

type Open = Extract<Token, { is: 'open' }>;

function opens(xml: string, name: string): Open[] {
  const found: Open[] = [];
  for (const token of tokensOf(xml)) if (token.is === 'open' && token.name === name) found.push(token);
  return found;
}

/** Rich text is joined; how it is spoken (`rPh`) is left out. */
function readStrings(xml: string): string[] {
  const strings: string[] = [];
  let text = '';
  let inText = false;
  let spoken = false;
  for (const token of tokensOf(xml)) {
    if (token.is === 'text') {
      if (inText && !spoken && text.length < mostChars) text += token.text;
      continue;
    }
    const isOpen = token.is === 'open' && !token.empty;
    if (token.name === 't') inText = isOpen;
    else if (token.name === 'rPh') spoken = isOpen;
    else if (token.name === 'si') {
      if (token.is === 'close' || token.empty) strings.push(plain(text));
      text = '';
    }
  }
  return strings;
}

/** `_x000D_` stands for a character that XML can't hold (22.4.2.4). */
const plain = (text: string) =>
  text.replace(/_x([\dA-F]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function readFormats(xml: string): NumberFormat[] {
  const own = new Map<number, NumberFormat>();
  const formats: NumberFormat[] = [];
  let inCells = false;
  for (const token of tokensOf(xml)) {
    if (token.is === 'text') continue;
    if (token.name === 'cellXfs') inCells = token.is === 'open';
    if (token.is !== 'open') continue;
    const id = Number(attribute(token.attributes, 'numFmtId') ?? 0);
    if (token.name === 'numFmt') own.set(id, formatOf(attribute(token.attributes, 'formatCode') ?? ''));
    if (token.name === 'xf' && inCells) formats.push(own.get(id) ?? formatOfId(id));
  }
  return formats;
}

interface Cell {
  row: number;
  column: number;
  kind: string;
  style: number;
  value: string;
  formula: string;
}

function readSheet(xml: string, book: Book): Omit<Sheet, 'name'> {
  const sheet: Omit<Sheet, 'name'> = { rows: [], totalRows: 0, totalColumns: 0 };
  let row = 0;
  let cell: Cell = { row: 0, column: 0, kind: '', style: 0, value: '', formula: '' };
  let column = 0;
  let within = '';
  for (const token of tokensOf(xml)) {
    if (token.is === 'text') {
      if (within === 'f') cell.formula += token.text;
      else if (within !== '' && cell.value.length < mostChars) cell.value += token.text;
    } else if (token.is === 'open') {
      if (token.name === 'row') {
        row = Number(attribute(token.attributes, 'r') ?? row + 1);
        column = 0;
      } else if (token.name === 'c') {
        column = columnOf(attribute(token.attributes, 'r')) ?? column + 1;
        const style = Number(attribute(token.attributes, 's') ?? 0);
        cell = { row, column, kind: attribute(token.attributes, 't') ?? 'n', style, value: '', formula: '' };
      } else if (['v', 't', 'f'].includes(token.name) && !token.empty) within = token.name;
    } else if (token.name === 'c') put(sheet, cell, book);
    else if (token.name === within) within = '';
    else if (token.name === 'sheetData') break;
  }
  return sheet;
}

/** `BC12` → 55 */
function columnOf(reference: string | null): number | null {
  const letters = /^[A-Z]{1,3}/i.exec(reference ?? '')?.[0].toUpperCase();
  if (letters === undefined) return null;
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function put(sheet: Omit<Sheet, 'name'>, cell: Cell, book: Book): void {
  const text = cellText(cell, book);
  if (text === '' || !(cell.row >= 1) || !(cell.column >= 1)) return;
  sheet.totalRows = Math.max(sheet.totalRows, cell.row);
  sheet.totalColumns = Math.max(sheet.totalColumns, cell.column);
  if (cell.row > mostRows || cell.column > mostColumns) return;
  while (sheet.rows.length < cell.row) sheet.rows.push([]);
  const row = sheet.rows[cell.row - 1];
  if (!row) return;
  while (row.length < cell.column) row.push('');
  row[cell.column - 1] = text;
}

function cellText({ kind, style, value, formula }: Cell, book: Book): string {
  if (value === '' && formula !== '') return `=${formula}`;
  switch (kind) {
    case 's':
      return book.strings[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE';
    case 'n': {
      const number = Number(value);
      if (value === '' || Number.isNaN(number)) return value;
      return shown(number, book.formats[style] ?? { is: 'general' }, book.since1904);
    }
    default:
      return plain(value);
  }
}
