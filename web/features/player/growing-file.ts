/** What a read of a growing file ends with. */
export type End =
  /** There will be more: ask again. */
  | 'growing'
  /** It is whole, and has been read to its end. */
  | 'ended'
  /** It isn't there any more: the whole video has taken its place. */
  | 'gone';

/** The server itself waits for more at the end of what exists; this is for one that doesn't. */
const pauseMs = 400;
const retryMs = 2000;

const sleep = (ms: number, signal: AbortSignal) =>
  new Promise<void>((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });

/**
 * Reads a file that still grows from an offset on, as far as it exists now, and hands on its bytes as they come; each
 * is taken before the next is read. Network failures are slept over. Rejects when aborted.
 */
export async function readGrowing(of: {
  url: string;
  offset: number;
  signal: AbortSignal;
  take: (bytes: Uint8Array) => Promise<void>;
}): Promise<End> {
  const { url, offset, signal } = of;
  const answer = await fetch(url, { headers: { Range: `bytes=${offset}-` }, signal }).catch(() => null);
  signal.throwIfAborted();
  if (!answer || answer.status === 429 || answer.status >= 500) {
    const asked = Number(answer?.headers.get('Retry-After') ?? 0) * 1000;
    await sleep(Math.max(retryMs, asked), signal);
    return 'growing';
  }
  const isEnded = answer.headers.get('X-Stream') === 'ended';
  if (answer.status === 206 || (answer.status === 200 && offset === 0)) {
    const read = await takeAll(answer, of);
    const total = Number(/\/(\d+)$/.exec(answer.headers.get('Content-Range') ?? '')?.[1] ?? Number.NaN);
    return isEnded && offset + read === total ? 'ended' : 'growing';
  }
  if (answer.status !== 204 && answer.status !== 416) return 'gone';
  if (!isEnded) await sleep(pauseMs, signal);
  return isEnded ? 'ended' : 'growing';
}

async function takeAll(
  { body }: Response,
  { signal, take }: { signal: AbortSignal; take: (bytes: Uint8Array) => Promise<void> },
): Promise<number> {
  let read = 0;
  const reader = body?.getReader();
  try {
    for (;;) {
      const piece = await reader?.read().catch(() => undefined);
      signal.throwIfAborted();
      if (!piece?.value) return read;
      read += piece.value.length;
      await take(piece.value);
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}
