import { effect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { shareLoudness } from '../player/loudness.ts';
import { onlyThis } from '../player/only-one.ts';
import { speed } from './speed.ts';

export interface Player {
  isPlaying: boolean;
  isMuted: boolean;
  atS: number;
  /** 0 while unknown. */
  lengthS: number;
  toggle(): void;
  seek(toS: number): void;
  mute(): void;
}

interface Options {
  /** What the server says; browsers know better only of what they have read. */
  knownS: number;
  onEnded: () => void;
}

/** What an `<audio>` does, as state, and what it can be told. */
export function usePlayer(ref: RefObject<HTMLAudioElement | null>, { knownS, onEnded }: Options): Player {
  const [isPlaying, setPlaying] = useState(false);
  const [isMuted, setMuted] = useState(false);
  const [atS, setAt] = useState(0);
  const [readS, setRead] = useState(0);
  const lengthS = readS > 0 ? readS : knownS;

  useLayoutEffect(() => {
    const audio = ref.current;
    if (!audio) return;
    const on: Partial<Record<keyof HTMLMediaElementEventMap, () => void>> = {
      play: () => {
        onlyThis(audio);
        setPlaying(true);
      },
      pause: () => setPlaying(false),
      timeupdate: () => setAt(audio.currentTime),
      seeked: () => setAt(audio.currentTime),
      durationchange: () => setRead(Number.isFinite(audio.duration) ? audio.duration : 0),
      volumechange: () => setMuted(audio.muted || audio.volume === 0),
      ended: () => {
        audio.currentTime = 0;
        setAt(0);
        onEnded();
      },
    };
    for (const [event, act] of Object.entries(on)) audio.addEventListener(event, act);
    const letGo = shareLoudness(audio);
    setMuted(audio.muted || audio.volume === 0);
    return () => {
      letGo();
      for (const [event, act] of Object.entries(on)) audio.removeEventListener(event, act);
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
    };
  }, []);
  // The event comes four times a second, which is seen as jerks.
  useEffect(() => {
    if (!isPlaying) return;
    let frame = 0;
    const look = () => {
      setAt(ref.current?.currentTime ?? 0);
      frame = requestAnimationFrame(look);
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying]);
  // In the same moment as the button says it, and not with a frame that a busy page draws late.
  useLayoutEffect(
    () =>
      effect(() => {
        if (!ref.current) return;
        // A source that is loaded anew takes the default.
        ref.current.defaultPlaybackRate = speed.value;
        ref.current.playbackRate = speed.value;
      }),
    [],
  );

  return {
    isPlaying,
    isMuted,
    atS,
    lengthS,
    toggle: () => {
      const audio = ref.current;
      if (!audio) return;
      if (audio.paused) audio.play().catch(() => {});
      else audio.pause();
    },
    seek: (toS) => {
      const to = Math.max(0, Math.min(lengthS, toS));
      setAt(to);
      if (ref.current) ref.current.currentTime = to;
    },
    mute: () => {
      const audio = ref.current;
      if (!audio) return;
      if (audio.volume === 0) audio.volume = 1;
      audio.muted = !isMuted && !audio.muted;
    },
  };
}
