#!/usr/bin/env node
// Writes web/features/emoji/data/*.json from the package emojibase-data, which is not among the project's own: it takes
// 49 MB for what these files say in a hundredth of that. Usage: node bin/development/emoji-data.js <folder of the package>
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './tools.js';

const source = process.argv[2];
if (source === undefined) throw new Error('name the folder of emojibase-data');

/** Newer ones are squares on systems that are still in use. */
const newestVersion = 16;
const tones = ['\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'];

/** @typedef {{ hexcode: string, emoji: string, label: string, group?: number, order?: number, version: number, tags?: string[], skins?: { emoji: string }[] }} Entry */

/**
 * @template T
 * @param {string} path
 * @returns {T}
 */
const read = (path) => /** @type {T} */ (JSON.parse(readFileSync(join(source, path), 'utf8')));

/** @param {string} emoji @param {string} tone */
const toned = (emoji, tone) => emoji.replace(/^(\p{Emoji_Modifier_Base})\ufe0f?/u, `$1${tone}`);

/** @param {Entry} entry */
const isToneable = ({ emoji, skins }) =>
  skins !== undefined && tones.every((tone, i) => skins[i]?.emoji === toned(emoji, tone));

/** @type {Entry[]} */
const entries = read('en/data.json');
/** @type {Record<string, string | string[]>} */
const shortcodes = read('en/shortcodes/emojibase.json');
/** @type {Entry[]} */
const inRussian = read('ru/data.json');
const russian = new Map(inRussian.map((entry) => [entry.hexcode, entry]));

const kept = entries
  // Group 2 holds parts of others: skin tones and hair.
  .filter(({ group, version }) => group !== undefined && group !== 2 && version <= newestVersion)
  .sort((a, b) => (a.order ?? 0) - (b.order ?? 0));

/** @type {unknown[][]} */
const groups = [];
/** @type {string[][]} */
const names = [];
for (const entry of kept) {
  const group = entry.group ?? 0;
  groups[group] ??= [];
  names[group] ??= [];
  const codes = [shortcodes[entry.hexcode] ?? []].flat().join(' ');
  const words = [entry.label, ...(entry.tags ?? [])].join(' ');
  groups[group]?.push([entry.emoji, isToneable(entry) ? 1 : 0, codes, words]);
  const own = russian.get(entry.hexcode);
  // The name first; what else it is found by, after a bar.
  names[group]?.push(own ? `${own.label}|${(own.tags ?? []).join(' ')}` : '');
}
const write = (/** @type {string} */ name, /** @type {unknown} */ value) =>
  writeFileSync(join(root, 'web/features/emoji/data', name), `${JSON.stringify(value)}\n`);
write('emoji.json', groups.filter(Boolean));
write('russian.json', names.filter(Boolean));
