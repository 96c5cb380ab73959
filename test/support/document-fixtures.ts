import { PDFDict, PDFDocument, PDFName, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import sharp from 'sharp';
import { marks } from './fixtures.ts';
import { zipOf } from './zip-fixture.ts';

/** Documents made by this file. Marks stand for personal data, as in pictures and films. */
const utf8 = (text: string) => new TextEncoder().encode(text);

const xmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="${marks.owner}" dc:description="${marks.serial}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

export interface PdfWishes {
  pages?: number;
  /** Info, XMP, photographs' EXIF, scripts. */
  marked?: boolean;
  packed?: boolean;
  userPassword?: string;
  /** Opens without a password, and may not be printed. */
  restricted?: boolean;
}

/** A PDF with text, an outline-less form, a link and an attachment. */
export async function pdf(wishes: PdfWishes = {}): Promise<Buffer> {
  const { pages = 3, marked = true, packed = true } = wishes;
  const document = await PDFDocument.create({ updateMetadata: false });
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let i = 1; i <= pages; i++) {
    const page = document.addPage([300, 400]);
    page.drawText(`Page ${i} of the sample`, { x: 30, y: 330, size: 20, font });
    page.drawRectangle({ x: 30, y: 40, width: 240, height: 200 });
  }
  const field = document.getForm().createTextField('answer');
  field.setText('a filled field');
  field.addToPage(document.getPage(0), { x: 40, y: 260, width: 200, height: 30 });
  await document.attach(utf8('attached text'), 'attached.txt', { mimeType: 'text/plain' });
  if (marked) await mark(document);
  if (wishes.userPassword !== undefined) document.encrypt({ userPassword: wishes.userPassword });
  if (wishes.restricted) {
    document.encrypt({
      userPassword: '',
      ownerPassword: 'owner',
      permissions: { printing: false, copying: true },
    });
  }
  return Buffer.from(await document.save({ useObjectStreams: packed }));
}

async function mark(document: PDFDocument): Promise<void> {
  const { context, catalog } = document;
  document.setAuthor(marks.owner);
  document.setTitle(marks.comment);
  document.setCreator(marks.serial);
  const stream = context.stream(utf8(xmp), { Type: 'Metadata', Subtype: 'XML' });
  catalog.set(PDFName.of('Metadata'), context.register(stream));
  document.getPage(1).node.set(PDFName.of('Metadata'), context.register(stream.clone()));
  const piece = context.obj({ LastModified: PDFString.of('D:20260101'), Private: PDFString.of(marks.owner) });
  document.getPage(0).node.set(PDFName.of('PieceInfo'), context.obj({ Illustrator: piece }));
  const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
    .withExif({ IFD0: { Artist: marks.owner }, IFD2: { BodySerialNumber: marks.serial } })
    .jpeg()
    .toBuffer();
  document.getPage(0).drawImage(await document.embedJpg(photo), { x: 200, y: 60 });
  document.addJavaScript('start', `app.alert("${scriptMark}")`);
  catalog.set(
    PDFName.of('OpenAction'),
    context.obj({ S: 'JavaScript', JS: PDFString.of(`app.launchURL("${scriptMark}")`) }),
  );
  const launch = context.obj({ S: 'Launch', F: PDFString.of(scriptMark) });
  document.getPage(0).node.set(PDFName.of('AA'), context.obj({ O: launch }));
}

export const scriptMark = 'script-mark-0815';

/** The same with an older version of itself inside: another Info, which the last one replaced. */
export async function updatedPdf(): Promise<Buffer> {
  const before = await pdf({ packed: false });
  const document = await PDFDocument.load(before, { forIncrementalUpdate: true, updateMetadata: false });
  const info = document.context.lookup(document.context.trailerInfo.Info, PDFDict);
  info.set(PDFName.of('Author'), PDFString.of('somebody else'));
  document.getPage(0).drawText('added later', { x: 30, y: 300, size: 12 });
  return Buffer.from(await document.save());
}

const part = (text: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`;

function zip(files: Record<string, string | Uint8Array>): Buffer {
  return zipOf(Object.entries(files).map(([name, content]) => ({ name, content })));
}

const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A letter that asks for a picture and a template of another host, and holds a link and a picture of its own. */
export async function docx(outside: string, more: Record<string, string | Uint8Array> = {}): Promise<Buffer> {
  const picture = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'crimson' } })
    .png()
    .toBuffer();
  const drawing = (id: string, kind: 'embed' | 'link') =>
    `<w:p><w:r><w:drawing><wp:inline><wp:extent cx="381000" cy="381000"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="p"/></pic:nvPicPr><pic:blipFill><a:blip r:${kind}="${id}"/></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="381000" cy="381000"/></a:xfrm></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
  return zip({
    '[Content_Types].xml': part(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/></Types>',
    ),
    '_rels/.rels': part(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relationships}/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    'word/_rels/document.xml.rels': part(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relationships}/image" Target="${outside}/picture.png" TargetMode="External"/><Relationship Id="r2" Type="${relationships}/hyperlink" Target="${outside}/link" TargetMode="External"/><Relationship Id="r3" Type="${relationships}/image" Target="media/image1.png"/><Relationship Id="r4" Type="${relationships}/settings" Target="settings.xml"/></Relationships>`,
    ),
    'word/_rels/settings.xml.rels': part(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relationships}/attachedTemplate" Target="${outside}/template.dotm" TargetMode="External"/></Relationships>`,
    ),
    'word/settings.xml': part(
      `<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${relationships}"><w:attachedTemplate r:id="r1"/></w:settings>`,
    ),
    'word/media/image1.png': picture,
    'word/vbaProject.bin': utf8('macros'),
    'word/document.xml': part(
      `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${relationships}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/><w:sz w:val="40"/></w:rPr><w:t>A letter with a title</w:t></w:r></w:p><w:p><w:r><w:t>Plain words, Русские слова, &lt;script&gt;parent.ran=1&lt;/script&gt; as text.</w:t></w:r></w:p><w:p><w:hyperlink r:id="r2"><w:r><w:t>a link outside</w:t></w:r></w:hyperlink></w:p><w:tbl><w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4"/><w:bottom w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/></w:tblBorders></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>left cell</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>right cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>${drawing('r3', 'embed')}${drawing('r1', 'link')}${drawing('r1', 'embed')}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1134"/></w:sectPr></w:body></w:document>`,
    ),
    ...more,
  });
}

const sheet = (rows: string, extra = '') =>
  part(
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${extra}<sheetData>${rows}</sheetData></worksheet>`,
  );

/** Shared and inline strings, numbers, dates, percents, a formula, truth, an error, a gap; two sheets and a hidden one. */
export function xlsx(more: Record<string, string | Uint8Array> = {}): Buffer {
  return zip({
    '[Content_Types].xml': part(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    ),
    '_rels/.rels': part(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    'xl/workbook.xml': part(
      `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${relationships}"><sheets><sheet name="Счета &amp; суммы" sheetId="1" r:id="r1"/><sheet name="Second" sheetId="2" r:id="r2"/><sheet name="Hidden" sheetId="3" state="hidden" r:id="r3"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': part(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${relationships}/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="r3" Type="${relationships}/worksheet" Target="worksheets/sheet3.xml"/></Relationships>`,
    ),
    'xl/styles.xml': part(
      '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;₽&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="9"/><xf numFmtId="20"/></cellXfs></styleSheet>',
    ),
    'xl/sharedStrings.xml': part(
      '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Имя</t></si><si><r><t>rich </t></r><r><rPr><b/></rPr><t xml:space="preserve">text</t></r><rPh sb="0" eb="1"><t>furigana</t></rPh></si><si><t>a_x000D_b &lt;i&gt;</t></si></sst>',
    ),
    'xl/worksheets/sheet1.xml': sheet(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>inline</t></is></c></row><row r="2"><c r="A2" s="1"><v>45292</v></c><c r="B2" s="2"><v>45292.75</v></c><c r="C2" s="3"><v>1234.5</v></c><c r="D2" s="4"><v>0.25</v></c></row><row r="4"><c r="A4"><f>SUM(C2:C3)</f><v>0.30000000000000004</v></c><c r="B4" t="b"><v>1</v></c><c r="C4" t="e"><v>#DIV/0!</v></c><c r="D4" t="str"><f>HYPERLINK("http://x")</f><v>=cmd|calc</v></c><c r="E4" s="5"><v>0.5</v></c><c r="F4" t="s"><v>2</v></c></row>',
    ),
    'xl/worksheets/sheet2.xml': sheet('<row><c><v>1</v></c><c><v>2</v></c></row>'),
    'xl/worksheets/sheet3.xml': sheet('<row><c t="inlineStr"><is><t>secret</t></is></c></row>'),
    ...more,
  });
}

/** What an office's programs write beside what they were asked to. */
export const letterhead = {
  'docProps/core.xml': part(
    `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>${marks.owner}</dc:creator><cp:lastModifiedBy>${marks.owner}</cp:lastModifiedBy></cp:coreProperties>`,
  ),
  'docProps/app.xml': part(
    `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>${marks.owner}</Company></Properties>`,
  ),
  'docProps/custom.xml': part(
    `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Serial"><vt:lpwstr>${marks.serial}</vt:lpwstr></property></Properties>`,
  ),
};

/** A text of LibreOffice, or its like, with its author. */
export function odt(more: Record<string, string | Uint8Array> = {}): Buffer {
  const office = 'urn:oasis:names:tc:opendocument:xmlns:office:1.0';
  return zip({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml': part(
      `<office:document-content xmlns:office="${office}" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body><office:text><text:p>Plain words</text:p></office:text></office:body></office:document-content>`,
    ),
    'meta.xml': part(
      `<office:document-meta xmlns:office="${office}" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3"><office:meta><meta:initial-creator>${marks.owner}</meta:initial-creator></office:meta></office:document-meta>`,
    ),
    'META-INF/manifest.xml': part(
      '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    ),
    ...more,
  });
}
