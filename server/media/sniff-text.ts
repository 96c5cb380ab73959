import { textExtensions } from '../../protocol/limits.ts';

const textNames: ReadonlySet<string> = new Set(textExtensions);

/** A usual name of a text: by its extension, or without any (`README`, `.gitignore`). */
export function isTextName(name: string): boolean {
  const extension = /[^.]\.([^.]+)$/u.exec(name)?.[1];
  return name !== '' && (extension === undefined || textNames.has(extension.toLowerCase()));
}

const shebang = /^#!.*/u;
const html =
  /^<(?:!doctype\s+html|html|head|body|script|iframe|title|style|link|meta|table|div|span|p|a|b|br|h[1-6]|img|form|svg:script)[\s>/]/iu;

/** Text in UTF-8 or, with its mark, UTF-16; null where the bytes are something else. */
function decode(head: Buffer): string | null {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le').decode(head);
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be').decode(head);
  if (head.includes(0)) return null;
  try {
    // The head may end inside a character, which `stream` forgives.
    return new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch {
    // Older encodings: text still if it starts as markup or as a script does.
    return /^\s*(?:<|#!)/u.test(head.toString('latin1', 0, 64)) ? head.toString('latin1') : null;
  }
}

/** What follows the XML declaration, comments, instructions and the document type. */
function skipProlog(text: string): string {
  let rest = text.replace(/^\ufeff/u, '').trimStart();
  for (;;) {
    const end = prologEnd(rest);
    if (end <= 0) return rest;
    rest = rest.slice(end).trimStart();
  }
}

function prologEnd(text: string): number {
  if (text.startsWith('<?')) return text.indexOf('?>') + 2;
  if (text.startsWith('<!--')) return text.indexOf('-->') + 3;
  if (!/^<!doctype\s+(?!html)/iu.test(text)) return 0;
  const subset = text.indexOf('[');
  const close = text.indexOf('>');
  if (subset < 0 || subset > close) return close + 1;
  return text.indexOf('>', text.indexOf(']', subset)) + 1;
}

/** The media type of text by how it begins; null where the content is no text. SVG is the only one of use here. */
export function sniffText(head: Buffer): string | null {
  const text = decode(head);
  if (text === null) return null;
  const body = skipProlog(text);
  if (/^<(?:[\w.-]+:)?svg[\s>/]/u.test(body)) return 'image/svg+xml';
  if (html.test(body)) return 'text/html';
  if (shebang.test(body)) return 'text/x-shellscript';
  if (body.startsWith('#EXTM3U')) return 'application/vnd.apple.mpegurl';
  if (body.startsWith('%PDF-')) return 'application/pdf';
  if (body.startsWith('<')) return 'application/xml';
  return 'text/plain';
}
