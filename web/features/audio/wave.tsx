import { useMemo, useRef } from 'preact/hooks';
import { duration } from '../../i18n/format.ts';
import { barCount, barsOf, flatBars, pathOf } from './bars.ts';
import { t } from './words.ts';

const stepS = 5;
const longStepS = 30;

interface WaveProps {
  waveform: string | null;
  atS: number;
  lengthS: number;
  onSeek: ((toS: number) => void) | null;
}

/** What a sound looks like, and where one is in it: pressed, dragged, or moved by arrows. */
export function Wave({ waveform, atS, lengthS, onSeek }: WaveProps) {
  const path = useMemo(() => pathOf(barsOf(waveform) ?? flatBars()), [waveform]);
  const dragging = useRef(false);
  const share = lengthS > 0 ? Math.min(1, atS / lengthS) : 0;
  const toPointer = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onSeek?.(((event.clientX - left) / width) * lengthS);
  };
  const keys: Record<string, () => number> = {
    ArrowLeft: () => atS - stepS,
    ArrowDown: () => atS - stepS,
    ArrowRight: () => atS + stepS,
    ArrowUp: () => atS + stepS,
    PageDown: () => atS - longStepS,
    PageUp: () => atS + longStepS,
    Home: () => 0,
    End: () => lengthS,
  };
  const bars = (
    <svg viewBox={`0 0 ${barCount} 1`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
  if (!onSeek) return <div class="wave">{bars}</div>;
  return (
    <div
      class="wave"
      role="slider"
      tabIndex={0}
      aria-label={t.value.position}
      aria-valuemin={0}
      aria-valuemax={Math.max(1, Math.round(lengthS))}
      aria-valuenow={Math.round(Math.min(atS, lengthS))}
      aria-valuetext={t.value.at(duration(atS * 1000), duration(lengthS * 1000))}
      onKeyDown={(event) => {
        const to = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
        if (!to) return;
        event.preventDefault();
        event.stopPropagation();
        onSeek(to());
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        toPointer(event);
      }}
      onPointerMove={(event) => dragging.current && toPointer(event)}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onPointerCancel={() => {
        dragging.current = false;
      }}
    >
      {bars}
      <div class="wave-played" style={{ clipPath: `inset(0 ${((1 - share) * 100).toFixed(2)}% 0 0)` }}>
        {bars}
      </div>
    </div>
  );
}
