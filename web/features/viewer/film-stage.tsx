import { useRef } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { Video } from '../player/video.tsx';
import { type Swipe, swipeOf } from './touch.ts';
import { fit } from './zoom.ts';

/** Small films are shown larger than they are, but not blown up. */
const mostEnlarged = 2;
/** The player's own bar, along which one drags to seek. */
const barPx = 70;

/** A video with the chat's own player, as large as there is room. Leaving it ends it. */
export function FilmStage(props: { file: File; onBackdrop: () => void; onSwipe: (swipe: Swipe) => void }) {
  const { file } = props;
  const begun = useRef<{ x: number; y: number; atMs: number } | null>(null);
  const [width, height] = [file.width ?? 640, file.height ?? 360];
  const enlarged = { width: width * mostEnlarged, height: height * mostEnlarged };
  const shown = fit(enlarged, { width: innerWidth, height: Math.max(200, innerHeight - 96) });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is done by keys and buttons of the viewer
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      class="stage film"
      onClick={(event) => event.target === event.currentTarget && props.onBackdrop()}
      onTouchStart={(event) => {
        const [touch] = event.touches;
        const box = event.currentTarget.querySelector('video')?.getBoundingClientRect();
        const isOnBar = box && touch && touch.clientY > box.bottom - barPx && touch.clientY < box.bottom;
        begun.current =
          touch && event.touches.length === 1 && !isOnBar
            ? { x: touch.clientX, y: touch.clientY, atMs: event.timeStamp }
            : null;
      }}
      onTouchEnd={(event) => {
        const [touch] = event.changedTouches;
        const from = begun.current;
        begun.current = null;
        if (!touch || !from) return;
        const moved = { x: touch.clientX - from.x, y: touch.clientY - from.y };
        const swipe = swipeOf(moved, event.timeStamp - from.atMs);
        if (swipe) props.onSwipe(swipe);
      }}
    >
      <div class="stage-film" style={{ width: `${shown.width}px`, height: `${shown.height}px` }}>
        <Video file={file} />
      </div>
    </div>
  );
}
