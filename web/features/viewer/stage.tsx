import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { reducedMotion } from '../../ui/motion.ts';
import { fullSource } from '../attachments/how-shown.ts';
import { Blur } from '../attachments/picture.tsx';
import { createTaps, type Swipe, swipeOf } from './touch.ts';
import { t } from './words.ts';
import { contained, fit, fitted, mostScale, oneToOne, type Point, type View, zoomedAt } from './zoom.ts';

/** What the keys and buttons around a picture do with it. */
export type Stage = {
  zoom: (factor: number) => void;
  toggle: () => void;
  pan: (x: number, y: number) => void;
  /** What is seen, to be copied; null until it is loaded. */
  source: () => HTMLImageElement | HTMLVideoElement | null;
};

const still: Point = { x: 0, y: 0 };
const clickPx = 6;

/** One picture, to be zoomed by wheel, pinch, double click and keys, and dragged about. */
export function PictureStage(props: {
  file: File;
  control: { current: Stage | null };
  onBackdrop: () => void;
  onSwipe: (swipe: Swipe) => void;
}) {
  const { file } = props;
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>(fitted);
  const [slide, setSlide] = useState<Point>(still);
  const [size, setSize] = useState({ width: file.width ?? 800, height: file.height ?? 600 });
  const [smooth, setSmooth] = useState(true);
  const pointers = useRef(new Map<number, Point>());
  const drag = useRef({ ...still, atMs: 0, wasPinch: false, isMouse: true });
  const taps = useRef(createTaps());
  const [room, setRoom] = useState({ width: innerWidth, height: innerHeight });

  const shown = fit(size, room);
  const exact = oneToOne(size, shown, devicePixelRatio);
  const most = Math.max(mostScale, exact * 2);
  const change = (how: (view: View) => View) => setView((now) => contained(how(now), shown, room));
  const fromMiddle = (event: { clientX: number; clientY: number }): Point => {
    const box = frame.current?.getBoundingClientRect();
    if (!box) return still;
    return { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
  };
  const zoomAt = (factor: number, at: Point) => {
    setSmooth(false);
    change((now) => zoomedAt(now, factor, { ...at, most }));
  };
  const toggle = (at: Point) => {
    setSmooth(true);
    if (view.scale > 1) setView(fitted);
    else change((now) => zoomedAt(now, exact, { ...at, most }));
  };
  props.control.current = {
    zoom: (factor) => {
      setSmooth(true);
      change((now) => zoomedAt(now, factor, { ...still, most }));
    },
    toggle: () => toggle(still),
    pan: (x, y) => {
      setSmooth(true);
      change((now) => ({ ...now, x: now.x + x, y: now.y + y }));
    },
    source: () => frame.current?.querySelector('.stage-full.loaded') ?? null,
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

  const isStill = () => Math.hypot(drag.current.x, drag.current.y) < clickPx;
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || (event.target as Element).closest('button')) return;
    if (pointers.current.size === 0) {
      const isMouse = event.pointerType === 'mouse';
      drag.current = { ...still, atMs: event.timeStamp, wasPinch: false, isMouse };
    } else drag.current.wasPinch = true;
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    frame.current?.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    pointers.current.set(event.pointerId, now);
    drag.current.x += now.x - before.x;
    drag.current.y += now.y - before.y;
    if (other) {
      setSlide(still);
      const span = (a: Point) => Math.hypot(a.x - other.x, a.y - other.y);
      const middle = fromMiddle({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
      if (span(before) > 0) zoomAt(span(now) / span(before), middle);
    } else if (view.scale > 1) {
      setSmooth(false);
      change((one) => ({ ...one, x: one.x + now.x - before.x, y: one.y + now.y - before.y }));
    } else if (event.pointerType !== 'mouse' && !drag.current.wasPinch) {
      // The picture follows the finger, so that one sees what a swipe will do.
      setSmooth(false);
      const { x, y } = drag.current;
      setSlide(Math.abs(x) > Math.abs(y) ? { x, y: 0 } : { x: 0, y: Math.max(0, y) });
    }
  };
  const up = (event: PointerEvent) => {
    const single = pointers.current.size === 1 && pointers.current.has(event.pointerId);
    pointers.current.delete(event.pointerId);
    const { isMouse, wasPinch } = drag.current;
    if (!single || isMouse || wasPinch) return;
    // Of two taps a browser may tell one click only.
    const isTap = event.type === 'pointerup' && isStill();
    if (isTap && taps.current(event.timeStamp, fromMiddle(event))) return toggle(fromMiddle(event));
    if (view.scale > 1) return;
    setSmooth(true);
    setSlide(still);
    const swipe =
      event.type === 'pointerup' ? swipeOf(drag.current, event.timeStamp - drag.current.atMs) : null;
    if (swipe) props.onSwipe(swipe);
  };
  const click = (event: MouseEvent) => {
    if (!isStill() || drag.current.wasPinch) return;
    const at = fromMiddle(event);
    const isBeside = Math.abs(at.x) > shown.width / 2 || Math.abs(at.y) > shown.height / 2;
    if (isBeside && view.scale === 1) props.onBackdrop();
    else if (drag.current.isMouse && taps.current(event.timeStamp, at)) toggle(at);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is done by keys and buttons of the viewer
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      ref={frame}
      class={`stage ${view.scale > 1 ? 'zoomed' : ''}`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onClick={click}
    >
      <div
        class={`stage-picture ${smooth ? 'smooth' : ''}`}
        data-scale={view.scale.toFixed(2)}
        style={{
          width: `${shown.width}px`,
          height: `${shown.height}px`,
          transform: `translate(${view.x + slide.x}px, ${view.y + slide.y}px) scale(${view.scale})`,
        }}
      >
        <Blur hash={file.thumbhash} />
        <Preview file={file} />
        {/* What is drawn by a formula has no size of its own. */}
        <Full file={file} onSize={(natural) => !file.width && natural.width > 0 && setSize(natural)} />
      </div>
    </div>
  );
}

/** The one that the chat shows is here already. */
function Preview({ file }: { file: File }) {
  const { thumb400, thumb800 } = file.urls;
  const src = thumb400 ?? thumb800;
  if (!src || (file.animated && !reducedMotion.value)) return null;
  const set = thumb400 && thumb800 ? { srcset: `${thumb400} 1x, ${thumb800} 2x` } : {};
  return <img class="stage-preview" src={src} {...set} alt="" draggable={false} />;
}

function Full({ file, onSize }: { file: File; onSize: (size: { width: number; height: number }) => void }) {
  const [broken, setBroken] = useState(false);
  const [wished, setWished] = useState(false);
  if (broken) return <p class="stage-broken">{t.value.notLoaded}</p>;
  if (file.animated && reducedMotion.value && !wished && (file.urls.thumb800 ?? file.urls.thumb400)) {
    return (
      <button type="button" class="stage-play" onClick={() => setWished(true)}>
        {t.value.animate}
      </button>
    );
  }
  const loaded = (element: Element) => element.classList.add('loaded');
  if (file.playMime?.startsWith('video/')) {
    return (
      <>
        {/* biome-ignore lint/a11y/useMediaCaption: an animated picture has no sound */}
        <video
          class="stage-full"
          src={fullSource(file)}
          aria-label={file.name}
          autoPlay
          muted
          loop
          playsInline
          disablePictureInPicture
          onLoadedData={(event) => loaded(event.currentTarget)}
          onError={() => setBroken(true)}
        />
      </>
    );
  }
  return (
    <img
      class="stage-full"
      src={fullSource(file)}
      alt={file.name}
      draggable={false}
      onLoad={(event) => {
        const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
        onSize({ width, height });
        loaded(event.currentTarget);
      }}
      onError={() => setBroken(true)}
    />
  );
}
