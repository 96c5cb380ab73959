/** Safari on phones has only this one, which asks for data when it wants some. */
interface Managed extends MediaSource {
  readonly streaming: boolean;
}

type Maker = { new (): MediaSource; isTypeSupported(type: string): boolean };

const maker = (): Maker | null => {
  const scope = globalThis as { MediaSource?: Maker; ManagedMediaSource?: Maker };
  return scope.MediaSource ?? scope.ManagedMediaSource ?? null;
};

/** Whether this browser lets a page feed a player. */
export const canFeed = (): boolean => maker() !== null;

export const canPlay = (mime: string): boolean => maker()?.isTypeSupported(mime) ?? false;

/** Whether it wants data now; those that don't say always do. */
export const wantsData = (source: MediaSource): boolean =>
  !('streaming' in source) || (source as Managed).streaming;

/** A source that is fed by the page, its address for a player, and how to let go of it. */
export function sourceFor(video: HTMLVideoElement): {
  source: MediaSource;
  url: string;
  release: () => void;
} {
  const Source = maker();
  if (!Source) throw new TypeError('no media source');
  const source = new Source();
  // Otherwise a managed one never opens: other screens can't be fed by a page.
  video.disableRemotePlayback = true;
  const url = URL.createObjectURL(source);
  return { source, url, release: () => URL.revokeObjectURL(url) };
}

/** Resolves with the next event of one of these names; rejects when aborted. */
export function nextEvent(
  target: EventTarget,
  names: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  return new Promise((done, fail) => {
    const stop = () => {
      for (const name of names) target.removeEventListener(name, happened);
      signal.removeEventListener('abort', aborted);
    };
    const happened = (event: Event) => {
      stop();
      done(event.type);
    };
    const aborted = () => {
      stop();
      fail(signal.reason as Error);
    };
    if (signal.aborted) return aborted();
    for (const name of names) target.addEventListener(name, happened);
    signal.addEventListener('abort', aborted);
  });
}

export function spansOf(ranges: TimeRanges): { startS: number; endS: number }[] {
  return Array.from({ length: ranges.length }, (_, i) => ({ startS: ranges.start(i), endS: ranges.end(i) }));
}
