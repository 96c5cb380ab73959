import { recall, remember } from '../../client/storage.ts';

const storageKey = 'loudness';

type Loudness = { volume: number; muted: boolean };

function remembered(): Loudness {
  const [volume, muted] = (recall(storageKey) ?? '').split(' ');
  const number = volume ? Number(volume) : 1;
  return { volume: number >= 0 && number <= 1 ? number : 1, muted: muted === 'muted' };
}

let now: Loudness | null = null;
const players = new Set<HTMLMediaElement>();

function apply(media: HTMLMediaElement, { volume, muted }: Loudness) {
  if (media.volume !== volume) media.volume = volume;
  if (media.muted !== muted) media.muted = muted;
}

/** How loud a player is, and whether it is muted, holds for all of them, and after a reload. Answers how to let it go. */
export function shareLoudness(media: HTMLMediaElement): () => void {
  now ??= remembered();
  apply(media, now);
  players.add(media);
  const changed = () => {
    const { volume, muted } = media;
    if (now?.volume === volume && now.muted === muted) return;
    now = { volume, muted };
    remember(storageKey, `${volume}${muted ? ' muted' : ''}`);
    for (const other of players) apply(other, now);
  };
  media.addEventListener('volumechange', changed);
  return () => {
    media.removeEventListener('volumechange', changed);
    players.delete(media);
  };
}
