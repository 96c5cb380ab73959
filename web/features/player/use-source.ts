import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { fullSource } from '../attachments/how-shown.ts';
import type { GrowingPlayer, Told } from './growing.ts';

/** What is being made now isn't all written yet. */
const unwrittenS = 4;

function toldOf(file: File): Told {
  const durationS = file.durationMs === null ? null : file.durationMs / 1000;
  const existsS = (file.progress ?? 0) * (durationS ?? 0) - unwrittenS;
  return { existsS, whole: file.state === 'ready' ? { url: fullSource(file), durationS } : null };
}

/**
 * Gives a player its source: the whole video, or, while that is being made, what there is of it, and then the whole in
 * its place. `onTrouble`: what there is can't be played.
 */
export function useSource(
  video: RefObject<HTMLVideoElement | null>,
  file: File,
  onTrouble: () => void,
): void {
  const growing = useRef<GrowingPlayer | null>(null);
  const latest = useRef(file);
  latest.current = file;
  const { stream } = file.urls;
  const isReady = file.state === 'ready';

  useLayoutEffect(() => {
    const player = video.current;
    if (isReady && player && !growing.current) player.src = fullSource(file);
  }, [isReady]);
  useEffect(() => {
    growing.current?.tell(toldOf(file));
  }, [file.progress, isReady]);
  useEffect(() => {
    if (isReady || stream === undefined) return;
    let isWanted = true;
    import('./growing.ts').then(({ GrowingPlayer }) => {
      const player = video.current;
      if (!isWanted || !player || latest.current.state === 'ready') return;
      // The server has begun anew, under another name.
      growing.current?.stop();
      growing.current = new GrowingPlayer(player, { url: stream, told: toldOf(latest.current), onTrouble });
    }, onTrouble);
    return () => {
      isWanted = false;
    };
  }, [stream]);
  useEffect(
    () => () => {
      growing.current?.stop();
    },
    [],
  );
}
