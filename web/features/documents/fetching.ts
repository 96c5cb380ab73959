import { errorFrom, offlineError } from '../../client/api.ts';
import type { ReadAt } from './zip-listing.ts';

export type Progress = (share: number) => void;

async function answered(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw offlineError();
  }
  if (response.ok) return response;
  const told: unknown = await response.json().catch(() => null);
  throw errorFrom(response.status, told, response.headers.get('retry-after'));
}

/** All bytes of a file. Throws ApiError, or what `signal` throws. */
export async function fetchBytes(
  url: string,
  { signal, size, onProgress }: { signal: AbortSignal; size: number; onProgress: Progress },
): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = await answered(url, { signal });
  const bytes = new Uint8Array(size);
  let at = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    // Never more than was told: the message knows the size.
    const room = part.value.subarray(0, size - at);
    bytes.set(room, at);
    at += room.length;
    onProgress(at / Math.max(1, size));
  }
  return at === size ? bytes : bytes.slice(0, at);
}

/** Parts of a file, by ranges. */
export function rangesOf(url: string, signal: AbortSignal): ReadAt {
  return async (at, length) => {
    if (length <= 0) return new Uint8Array();
    const response = await answered(url, { signal, headers: { range: `bytes=${at}-${at + length - 1}` } });
    const bytes = new Uint8Array(await response.arrayBuffer());
    // A proxy may have dropped the range.
    return response.status === 206 ? bytes : bytes.slice(at, at + length);
  };
}
