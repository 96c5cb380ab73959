const stillWidthPx = 640;

/** Keeps the picture that was shown last, to stand in while the player has none of its own. */
export function stillKeeper() {
  const canvas = document.createElement('canvas');
  let isDrawn = false;
  return {
    keep(video: HTMLVideoElement) {
      if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) return;
      canvas.width = Math.min(stillWidthPx, video.videoWidth);
      canvas.height = Math.max(1, Math.round((canvas.width * video.videoHeight) / video.videoWidth));
      canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
      isDrawn = true;
    },
    address: () => (isDrawn ? canvas.toDataURL('image/jpeg', 0.85) : null),
  };
}

/** Whether anybody has wanted to see it yet. */
export const hasBegun = (video: HTMLVideoElement): boolean =>
  !video.paused || video.played.length > 0 || video.currentTime > 0;

/**
 * Gives a player another source of the same film: position, speed, sound, full screen and whether it plays stay as they
 * are, and the last picture stays in sight until the next one comes.
 */
export function takeOver(video: HTMLVideoElement, url: string, still: string | null): void {
  const { currentTime, playbackRate } = video;
  const isUnderWay = hasBegun(video);
  const plays = !video.paused && !video.ended;
  // A new source begins with the default speed.
  video.defaultPlaybackRate = playbackRate;
  if (still !== null && isUnderWay) video.poster = still;
  if (isUnderWay) video.preload = 'auto';
  video.src = url;
  if (isUnderWay) video.currentTime = currentTime;
  // Not sooner: whoever is told to play stops showing the poster.
  if (plays) video.addEventListener('loadeddata', () => void video.play().catch(() => {}), { once: true });
}
