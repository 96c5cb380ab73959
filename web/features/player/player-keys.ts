export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;

const stepS = 5;
const longStepS = 10;
const volumeStep = 0.1;

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

const byCode: Record<string, string> = { Comma: '<', Period: '>' };

/** What the key would be called on a Latin keyboard, so that letters work in every alphabet. */
function nameOf({ key, code, shiftKey }: Key): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  if (/^Key[A-Z]$/.test(code) && /^\p{L}$/u.test(key)) return code.slice(3).toLowerCase();
  if (/^Digit\d$/.test(code) && !shiftKey) return code.slice(5);
  return (shiftKey && byCode[code]) || key;
}

const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));

function move(video: HTMLVideoElement, seconds: number) {
  video.currentTime = clamp(video.currentTime + seconds, endOf(video));
}

/** 0 while nothing is known of it. */
const endOf = ({ duration }: HTMLVideoElement) => (Number.isFinite(duration) ? duration : 0);

function louder(video: HTMLVideoElement, by: number) {
  // In tenths, so that ten steps down are silence.
  video.volume = clamp(Math.round((video.volume + by) * 10) / 10, 1);
  video.muted = video.volume === 0;
}

function faster(video: HTMLVideoElement, steps: 1 | -1) {
  const at = speeds.findIndex((speed) => speed >= video.playbackRate);
  video.playbackRate = speeds[clamp((at < 0 ? speeds.length - 1 : at) + steps, speeds.length - 1)] ?? 1;
}

/** Refused where a browser has no such thing, or doesn't want it now: then nothing happens. */
export function toggleFullScreen(video: HTMLVideoElement) {
  const touch = video as HTMLVideoElement & { webkitEnterFullscreen?: () => void };
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  else if ('requestFullscreen' in video) video.requestFullscreen().catch(() => {});
  else touch.webkitEnterFullscreen?.();
}

function togglePlay(video: HTMLVideoElement) {
  if (video.paused) video.play().catch(() => {});
  else video.pause();
}

/**
 * Does what a key means to a player that has the focus; answers whether it means something. Space is left to the
 * browser, whose own controls lie within the player and are pressed by it too.
 */
export function pressKey(video: HTMLVideoElement, key: Key): boolean {
  if (key.ctrlKey || key.metaKey || key.altKey) return false;
  const acts: Record<string, () => void> = {
    k: () => togglePlay(video),
    j: () => move(video, -longStepS),
    l: () => move(video, longStepS),
    ArrowLeft: () => move(video, -stepS),
    ArrowRight: () => move(video, stepS),
    ArrowUp: () => louder(video, volumeStep),
    ArrowDown: () => louder(video, -volumeStep),
    f: () => toggleFullScreen(video),
    m: () => {
      video.muted = !video.muted;
    },
    '<': () => faster(video, -1),
    '>': () => faster(video, 1),
  };
  const name = nameOf(key);
  const act = /^\d$/.test(name)
    ? () => {
        video.currentTime = (endOf(video) * Number(name)) / 10;
      }
    : acts[name];
  act?.();
  return act !== undefined;
}
