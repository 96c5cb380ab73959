import type { FormatId } from './formats.ts';
import type { AcceptedInspection } from './types.ts';

/** What is known of a document before its job: nothing but its type, which is enough for its card. */
export async function inspectDocument(
  _path: string,
  _format: FormatId,
): Promise<Partial<AcceptedInspection>> {
  return { playable: 'no', reason: null };
}
