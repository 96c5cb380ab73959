import { ApiError, sentence } from '../../client/api.ts';
import { t } from './words.ts';

// What the server refuses in a name: characters that would hide in it or turn its text around.
const forbidden = /[\p{Cc}\p{Co}\p{Cs}\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** Whether a name can be sent; `maxLength` in UTF-16 units. */
export function isName(input: string, maxLength: number): boolean {
  const name = input.normalize('NFC').replace(/\s+/gu, ' ').trim();
  return name.length > 0 && name.length <= maxLength && !forbidden.test(name);
}

/** The sentence for a name that was refused. */
export function nameError(error: unknown, maxLength: number): string {
  const refused = error instanceof ApiError && error.code === 'invalid-request';
  return refused ? t.value.nameProblem(maxLength) : sentence(error);
}
