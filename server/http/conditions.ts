import type { IncomingHttpHeaders } from 'node:http';

/** What a file is known by: a strong entity tag, and when it was last changed, in whole seconds as HTTP tells it. */
export interface Validators {
  etag: string;
  modifiedAtMs: number;
}

export const wholeSeconds = (ms: number): number => Math.floor(ms / 1000) * 1000;

const tagsOf = (header: string): string[] => header.match(/(?:W\/)?"[^"]*"|\*/g) ?? [];
const opaque = (tag: string): string => tag.replace(/^W\//, '');

/** Null for what is no date, which is then as if it had not been sent. */
function dateOf(header: string | undefined): number | null {
  const ms = Date.parse(header ?? '');
  return Number.isNaN(ms) ? null : ms;
}

/** RFC 9110 section 13.2.2, in its order, for GET and HEAD: what to answer before any range is looked at. */
export function judge(headers: IncomingHttpHeaders, file: Validators): 'go-on' | 'failed' | 'not-modified' {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    // Strong comparison (section 13.1.1): a weak tag never matches.
    if (!tagsOf(ifMatch).some((tag) => tag === '*' || tag === file.etag)) return 'failed';
  } else {
    const unchangedSince = dateOf(headers['if-unmodified-since']);
    if (unchangedSince !== null && file.modifiedAtMs > unchangedSince) return 'failed';
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) {
    // Weak comparison (section 13.1.2), since a proxy that packs marks a tag as weak.
    const isKnown = tagsOf(ifNoneMatch).some((tag) => tag === '*' || opaque(tag) === file.etag);
    return isKnown ? 'not-modified' : 'go-on';
  }
  const changedSince = dateOf(headers['if-modified-since']);
  return changedSince !== null && file.modifiedAtMs <= changedSince ? 'not-modified' : 'go-on';
}

/** RFC 9110 section 13.1.5: whether the range that comes with it is of what the client has. */
export function ifRangeHolds(header: string | undefined, file: Validators, now = Date.now()): boolean {
  if (header === undefined) return true;
  if (header.includes('"')) return header.trim() === file.etag;
  // A date is strong only where a second change within its second is out of the question (section 8.8.2.2).
  return dateOf(header) === file.modifiedAtMs && now - file.modifiedAtMs >= 1000;
}
