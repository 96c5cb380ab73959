import { useEffect, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { ApiError, sentence } from '../../client/api.ts';
import { byteSize } from '../../i18n/format.ts';
import { fetchBytes } from './fetching.ts';
import { isTooLarge, mostOf, readerOf } from './kinds.ts';
import { LockedError } from './pdf-document.ts';
import { ReadError } from './reader-thread.ts';
import { t } from './reader-words.ts';

export type Work<T> =
  | { is: 'working'; share: number | null }
  | { is: 'failed'; message: string; again: (() => void) | null }
  | { is: 'done'; value: T };

function sentenceOf(error: unknown, file: File | null): string {
  if (error instanceof ReadError) return error.why === 'too-large' ? t.value.tooMuch : t.value.unreadable;
  if (error instanceof LockedError) return t.value.locked;
  if (error instanceof ApiError && error.code === 'processing') {
    return file?.state === 'ready' ? t.value.notCleaned : t.value.stillPreparing;
  }
  return error instanceof ApiError ? sentence(error) : t.value.unreadable;
}

/** Does something once, anew when `again` is called; ends it when nobody looks any more. */
function useOnce<T>(
  run: ((signal: AbortSignal, onShare: (share: number) => void) => Promise<T>) | null,
  file: File | null,
  key: unknown,
): Work<T> {
  const [state, setState] = useState<Work<T>>({ is: 'working', share: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!run) return;
    const left = new AbortController();
    const { signal } = left;
    setState({ is: 'working', share: null });
    run(signal, (share) => !signal.aborted && setState({ is: 'working', share })).then(
      (value) => !signal.aborted && setState({ is: 'done', value }),
      (error: unknown) => {
        if (signal.aborted) return;
        const mayPass = error instanceof ApiError && (error.passing || error.code === 'processing');
        const again = mayPass ? () => setAttempt((n) => n + 1) : null;
        setState({ is: 'failed', message: sentenceOf(error, file), again });
      },
    );
    return () => left.abort();
  }, [key, attempt]);
  return state;
}

/** The bytes of a file's original. What is too large isn't fetched. */
export function useBytes(file: File): Work<Uint8Array<ArrayBuffer>> {
  const kind = readerOf(file);
  const tooLarge = kind !== null && isTooLarge(file);
  const state = useOnce(
    tooLarge
      ? null
      : (signal, onProgress) => fetchBytes(file.urls.original, { signal, size: file.size, onProgress }),
    file,
    file.id,
  );
  if (!tooLarge) return state;
  return { is: 'failed', message: t.value.tooLarge(byteSize(mostOf(kind))), again: null };
}

/** What becomes of the bytes; what went wrong before, or how far it is, stays as it is. */
export function useWork<A, B>(before: Work<A>, run: (ready: A, signal: AbortSignal) => Promise<B>): Work<B> {
  const ready = before.is === 'done' ? before.value : null;
  const state = useOnce(ready === null ? null : (signal: AbortSignal) => run(ready, signal), null, ready);
  return before.is === 'done' ? state : before;
}

export const useAsync = <T>(file: File, run: (signal: AbortSignal) => Promise<T>): Work<T> =>
  useOnce(run, file, file.id);
