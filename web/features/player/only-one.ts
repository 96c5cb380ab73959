let playing: HTMLMediaElement | null = null;

/** One sound or film plays at a time: whatever played before pauses. */
export function onlyThis(media: HTMLMediaElement): void {
  if (playing !== media) playing?.pause();
  playing = media;
}
