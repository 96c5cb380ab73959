import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { fullSource } from '../attachments/how-shown.ts';
import { Blur } from '../attachments/picture.tsx';
import { t } from './words.ts';
import { contained, fit, fitted, type Point, type View, zoomedAt } from './zoom.ts';

export type Stage = { zoom: (factor: number) => void; zoomed: () => boolean };

const swipePx = 60;

/** One picture, to be zoomed by wheel, pinch, double click and keys, and dragged about. */
export function Stage(props: {
  file: File;
  control: { current: Stage | null };
  onBackdrop: () => void;
  onSwipe: (steps: 1 | -1) => void;
}) {
  const { file } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>(fitted);
  const [size, setSize] = useState({ width: file.width ?? 800, height: file.height ?? 600 });
  const [broken, setBroken] = useState(false);
  const [eager, setEager] = useState(true);
  const pointers = useRef(new Map<number, Point>());
  const travelled = useRef({ x: 0, y: 0 });

  const [room, setRoom] = useState({ width: innerWidth, height: innerHeight });
  const shown = fit(size, room);
  const change = (how: (view: View) => View) => setView((now) => contained(how(now), shown, room));
  const fromMiddle = (event: { clientX: number; clientY: number }): Point => {
    const box = frame.current?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  };
  const zoomAt = (factor: number, at: Point) => {
    setEager(false);
    change((now) => zoomedAt(now, factor, at));
  };
  props.control.current = {
    zoom: (factor) => {
      setEager(true);
      change((now) => zoomedAt(now, factor, { x: 0, y: 0 }));
    },
    zoomed: () => view.scale > 1,
  };

  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth: width = 0, clientHeight: height = 0 } = frame.current ?? {};
      if (width > 0 && height > 0) setRoom({ width, height });
    };
    // The dialog opens after this is first drawn: until then its frame has no size.
    const sizes = new ResizeObserver(measure);
    if (frame.current) sizes.observe(frame.current);
    return () => sizes.disconnect();
  }, []);
  useEffect(() => {
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      zoomAt(Math.exp(-event.deltaY * (event.ctrlKey ? 0.012 : 0.0022)), fromMiddle(event));
    };
    // Not by a property: preact's would be passive, and then the page zooms.
    frame.current?.addEventListener('wheel', wheel, { passive: false });
    return () => frame.current?.removeEventListener('wheel', wheel);
  });

  const move = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    pointers.current.set(event.pointerId, now);
    travelled.current.x += now.x - before.x;
    travelled.current.y += now.y - before.y;
    if (other) {
      const span = (a: Point) => Math.hypot(a.x - other.x, a.y - other.y);
      const middle = fromMiddle({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
      if (span(before) > 0) zoomAt(span(now) / span(before), middle);
    } else if (view.scale > 1) {
      setEager(false);
      change((one) => ({ ...one, x: one.x + now.x - before.x, y: one.y + now.y - before.y }));
    }
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (pointers.current.size === 0) travelled.current = { x: 0, y: 0 };
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    frame.current?.setPointerCapture(event.pointerId);
  };
  const up = (event: PointerEvent) => {
    const single = pointers.current.size === 1;
    pointers.current.delete(event.pointerId);
    const { x, y } = travelled.current;
    if (!single || view.scale > 1 || event.pointerType === 'mouse') return;
    if (Math.abs(x) > swipePx && Math.abs(x) > Math.abs(y) * 1.5) props.onSwipe(x < 0 ? 1 : -1);
  };
  const click = (event: MouseEvent) => {
    const at = fromMiddle(event);
    const still = Math.hypot(travelled.current.x, travelled.current.y) < 6;
    const beside = Math.abs(at.x) > shown.width / 2 || Math.abs(at.y) > shown.height / 2;
    if (still && beside && view.scale === 1) props.onBackdrop();
  };
  const oneToOne = Math.max(2, size.width / Math.max(1, shown.width));

  return (
    <div
      ref={frame}
      class={`stage ${view.scale > 1 ? 'zoomed' : ''}`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onClick={click}
      onDblClick={(event) => {
        setEager(true);
        if (view.scale > 1) setView(fitted);
        else change((now) => zoomedAt(now, oneToOne, fromMiddle(event)));
      }}
    >
      <div
        class={`stage-picture ${eager ? 'smooth' : ''}`}
        style={{
          width: `${shown.width}px`,
          height: `${shown.height}px`,
          transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
        }}
      >
        <Blur hash={file.thumbhash} />
        {file.urls.thumb800 && !file.animated && (
          <img class="stage-preview" src={file.urls.thumb800} alt="" />
        )}
        {broken ? (
          <p class="stage-broken">{t.value.notLoaded}</p>
        ) : (
          <img
            src={fullSource(file)}
            alt={file.name}
            draggable={false}
            onLoad={(event) => {
              const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
              // What is drawn by a formula has no size of its own.
              if (!file.width && width > 0) setSize({ width, height });
              event.currentTarget.classList.add('loaded');
            }}
            onError={() => setBroken(true)}
          />
        )}
      </div>
    </div>
  );
}
