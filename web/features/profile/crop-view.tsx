import { useEffect, useRef } from 'preact/hooks';
import { type Chosen, dragged, inside, maxZoom } from './crop.ts';
import { draw, type Opened } from './picture.ts';
import { t } from './words.ts';

const viewPx = 224;
const keyStepPx = 12;
const arrows: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: keyStepPx, y: 0 },
  ArrowRight: { x: -keyStepPx, y: 0 },
  ArrowUp: { x: 0, y: keyStepPx },
  ArrowDown: { x: 0, y: -keyStepPx },
};

/** The square that will be cut out, to be dragged and zoomed. */
export function CropView(props: { opened: Opened; chosen: Chosen; onChange: (chosen: Chosen) => void }) {
  const { opened, chosen, onChange } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const from = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, opened, chosen);
  }, [opened, chosen]);
  const move = (by: { x: number; y: number }) =>
    onChange(dragged(opened.size, chosen, { ...by, viewSide: viewPx }));
  const zoomTo = (zoom: number) => onChange(inside(opened.size, { ...chosen, zoom }));
  return (
    <div class="crop">
      <div
        class="crop-view"
        role="group"
        tabIndex={0}
        aria-label={t.value.cropLabel}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={(event) => {
          if (!from.current) return;
          move({ x: event.clientX - from.current.x, y: event.clientY - from.current.y });
          from.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerUp={() => {
          from.current = null;
        }}
        onPointerCancel={() => {
          from.current = null;
        }}
        onWheel={(event) => {
          event.preventDefault();
          zoomTo(chosen.zoom * (event.deltaY < 0 ? 1.08 : 1 / 1.08));
        }}
        onKeyDown={(event) => {
          const by = arrows[event.key];
          if (!by) return;
          event.preventDefault();
          move(by);
        }}
      >
        <canvas ref={canvas} width={viewPx * 2} height={viewPx * 2} aria-hidden="true" />
      </div>
      <label class="crop-zoom">
        <span>{t.value.zoom}</span>
        <input
          type="range"
          min={1}
          max={maxZoom}
          step={0.01}
          value={chosen.zoom}
          onInput={(event) => zoomTo(event.currentTarget.valueAsNumber)}
        />
      </label>
    </div>
  );
}
