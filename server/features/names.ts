import { invalid } from '../http/errors.ts';

// Control, format and private-use characters could hide in a name or turn its text around; joiners make emoji.
const forbidden =
  /[\p{Cc}\p{Co}\p{Cs}\u00ad\u061c\u180e\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;
// Joiners, marks and fillers alone would make a name that nobody can see.
const visible = /[^\p{M}\p{Cf}\s\u115f\u1160\u2800\u3164\uffa0]/u;

/** A name as people type it: NFC, trimmed, single spaces, at most `maxLength` UTF-16 units; throws `invalid-request`. */
export function cleanName(input: string, field: string, maxLength: number): string {
  const name = input.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (name.length === 0 || name.length > maxLength || forbidden.test(name) || !visible.test(name)) {
    throw invalid(field, `1–${maxLength}`);
  }
  return name;
}

/** What makes two names the same name. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
