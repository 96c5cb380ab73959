import { useEffect, useRef } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { reducedMotion } from '../../ui/motion.ts';
import './loop.css';
import { t } from './words.ts';

/** So much of it has to be in sight before it moves. */
const visibleShare = 0.25;

/**
 * An animated picture that is kept as a video (`playMime` is `video/mp4`): without sound, without an end, and moving only
 * while it is in sight. It fills its parent, whose box is reserved, and takes no part in clicks or focus: put it where
 * an <img> of the picture would stand, in a button too. `onShown` comes when there is something to see, its still picture included;
 * `onBroken` when it can't be played.
 */
export function Loop(props: { file: File; label: string; onShown?: () => void; onBroken?: () => void }) {
  const { urls } = props.file;
  const ref = useRef<HTMLVideoElement>(null);
  const still = reducedMotion.value;
  useEffect(() => {
    const video = ref.current;
    if (!video || still) return;
    const watch = new IntersectionObserver(
      ([entry]) => {
        // A browser may forbid even this (to save power): then the poster stays.
        if (entry?.isIntersecting) video.play().catch(() => {});
        else video.pause();
      },
      { threshold: visibleShare },
    );
    watch.observe(video);
    return () => {
      watch.disconnect();
      video.pause();
    };
  }, [still, urls.play]);
  const poster = urls.thumb800 ?? urls.thumb400 ?? urls.poster;
  useEffect(() => {
    if (poster !== undefined) props.onShown?.();
  }, [poster]);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: it has no sound */}
      <video
        ref={ref}
        class="loop"
        aria-label={props.label}
        src={urls.play}
        poster={poster}
        preload={poster === undefined ? 'metadata' : 'none'}
        tabIndex={-1}
        muted
        loop
        playsInline
        disablePictureInPicture
        disableRemotePlayback
        onLoadedData={props.onShown}
        onError={props.onBroken}
      />
      <span class="loop-mark" aria-hidden="true">
        {t.value.gif}
      </span>
    </>
  );
}
