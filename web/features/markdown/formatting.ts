import type { Field } from '../composer/slots.ts';
import { safeAddress } from './addresses.ts';

const marks: Record<string, string> = { b: '**', i: '*', e: '`' };
const shifted: Record<string, string> = { x: '~~', s: '||' };

/** Ctrl+B, I, E; with Shift X strikes through and S hides. Once more takes the signs away. Answers whether it was one. */
export function formatKey(event: KeyboardEvent, field: Field): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
  const mark = (event.shiftKey ? shifted : marks)[event.key.toLowerCase()];
  if (mark === undefined) return false;
  const { from, to } = field.selection();
  if (event.shiftKey && from === to) return false;
  wrap(field, mark);
  return true;
}

function wrap(field: Field, mark: string): void {
  const { from, to } = field.selection();
  const text = field.text();
  const chosen = text.slice(from, to);
  const [start, end] = [from - mark.length, to + mark.length];
  if (text.slice(start, from) === mark && text.slice(to, end) === mark) {
    field.replace(start, end, chosen);
    field.select(start, start + chosen.length);
    return;
  }
  field.replace(from, to, mark + chosen + mark);
  field.select(from + mark.length, to + mark.length);
}

/** An address pasted over words makes them a link. */
export function pasteAsLink(pasted: string, field: Field): boolean {
  const { from, to } = field.selection();
  const chosen = field.text().slice(from, to);
  const address = pasted.trim();
  const isAddress = /^https?:\/\/\S+$/iu.test(address) && safeAddress(address) !== null;
  if (!isAddress || chosen.trim() === '' || /[[\]\n]|^https?:/iu.test(chosen) || /[()<>]/u.test(address))
    return false;
  field.replace(from, to, `[${chosen}](${address})`);
  return true;
}
