import type { ZipEntry } from './zip.ts';

const fixedNames = /^docProps\/(?:core|app|custom)\.xml$|\.psmdcp$/u;
const metaOfOdf = /(?:^|\/)meta\.xml$/u;
const aboutKinds = /\/(?:core-?properties|extended-?properties|custom-?properties)$/iu;

type Read = (entry: ZipEntry) => Buffer | null;

/**
 * The texts of an office's document that tell who made it, and what takes their place; `locked` where a password hides them
 * anyway. The archive's other entries stay.
 */
export function officeTexts(entries: readonly ZipEntry[], read: Read): Map<string, Buffer> | 'locked' {
  const textOf = (name: string) => {
    const entry = entries.find((one) => one.name === name);
    const bytes = entry && read(entry);
    return bytes ? decoded(bytes) : '';
  };
  const isOdf = entries.some(({ name }) => name === 'META-INF/manifest.xml');
  if (isOdf && textOf('META-INF/manifest.xml').includes('encryption-data')) return 'locked';
  const about = new Set(isOdf ? [] : namedAbout(textOf('_rels/.rels')));
  const found = new Map<string, Buffer>();
  const change = (name: string, how: (text: string) => string) => {
    const text = textOf(name);
    const next = how(text);
    if (next !== text) found.set(name, Buffer.from(next));
  };
  for (const { name } of entries) {
    const isAbout = about.has(name) || fixedNames.test(name) || (isOdf && metaOfOdf.test(name));
    if (isAbout) change(name, emptied);
    else if (/^xl\/workbook\d*\.xml$/u.test(name)) change(name, withoutFolder);
    else if (/\/_rels\/settings\d*\.xml\.rels$/u.test(name)) change(name, withoutTemplateFolder);
  }
  return found;
}

const decoded = (bytes: Buffer) =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le', 2) : bytes.toString('utf8');

const attribute = (tag: string, name: string) =>
  new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`, 'u').exec(tag)?.[1] ?? '';

/** The parts that the package itself names as its properties. */
function namedAbout(relationships: string): string[] {
  return [...relationships.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/gu)]
    .filter(([tag]) => aboutKinds.test(attribute(tag, 'Type')))
    .map(([tag]) => attribute(tag, 'Target').replace(/^\.?\//u, ''));
}

/** The root element with its namespaces and version and nothing in it: of properties, all are optional. */
function emptied(text: string): string {
  const [, name = 'Properties', attributes = ''] = /<([\p{L}_][\w.:-]*)((?:\s[^>]*?)?)\/?>/u.exec(text) ?? [];
  const kept = [
    ...attributes.matchAll(/\s(?:xmlns(?::[\w.-]+)?|office:version)\s*=\s*(?:"[^"]*"|'[^']*')/gu),
  ];
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<${name}${kept.join('')}/>`;
}

/** A workbook remembers the folder that it was saved in, and who locked it for others; a folder is often named by its owner. */
const withoutFolder = (text: string) =>
  text
    .replaceAll(/(<\w+:absPath\b[^>]*?\burl\s*=\s*)(?:"[^"]*"|'[^']*')/gu, '$1""')
    .replaceAll(/(<(?:\w+:)?fileSharing\b[^>]*?\buserName\s*=\s*)(?:"[^"]*"|'[^']*')/gu, '$1""');

/** A letter remembers where its template lies: of a place on the writer's disk its name alone stays. */
const withoutTemplateFolder = (text: string) =>
  text.replaceAll(/<(?:\w+:)?Relationship\b[^>]*\/attachedTemplate["'][^>]*>/gu, (tag) =>
    tag.replace(/(\bTarget\s*=\s*["'])(?:file:|[a-z]:|\\\\)[^"']*[\\/]/iu, '$1'),
  );
