import { useEffect, useRef, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { IconButton } from '../../ui/button.tsx';
import { PdfDocument } from './pdf-document.ts';
import type { TextRun } from './pdf-worker.ts';
import { Waiting } from './reader-states.tsx';
import { t } from './reader-words.ts';
import { useBytes, useWork } from './use-file.ts';

const pixelsPerPoint = 96 / 72;
const widestFit = 1000;
const zooms = [0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4];

/** All pages one under the other; only those near what is looked at are drawn. */
export function PdfReader({ file }: { file: File }) {
  const bytes = useBytes(file);
  const state = useWork(bytes, (ready, signal) => PdfDocument.open(ready.slice(), signal));
  const pdf = state.is === 'done' ? state.value : null;
  useEffect(() => () => pdf?.close(), [pdf]);
  return pdf ? <Pages pdf={pdf} /> : <Waiting file={file} state={state} />;
}

function Pages({ pdf }: { pdf: PdfDocument }) {
  const area = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  const [zoom, setZoom] = useState<number | null>(null);
  const [current, setCurrent] = useState(1);
  const widest = pdf.sizes.reduce((most, [width]) => Math.max(most, width), 1) * pixelsPerPoint;
  const fit = Math.min(widestFit, room) / widest;
  const scale = zoom ?? fit;
  useEffect(() => {
    const at = area.current;
    if (!at) return;
    const watch = new ResizeObserver(() => setRoom(at.clientWidth - 24));
    watch.observe(at);
    return () => watch.disconnect();
  }, []);
  // What is in the middle stays there while the scale changes.
  const middle = useRef(0);
  useEffect(() => {
    const at = area.current;
    if (at) at.scrollTop = middle.current * at.scrollHeight - at.clientHeight / 2;
  }, [scale]);
  const scrolled = () => {
    const at = area.current;
    if (!at) return;
    middle.current = (at.scrollTop + at.clientHeight / 2) / Math.max(1, at.scrollHeight);
    const seen = [...at.querySelectorAll<HTMLElement>('.pdf-page')].findLast(
      (page) => page.offsetTop <= at.scrollTop + at.clientHeight / 2,
    );
    if (seen) setCurrent(Number(seen.dataset['page']));
  };
  const goTo = (page: number) =>
    area.current?.querySelector(`[data-page="${page}"]`)?.scrollIntoView({ block: 'start' });
  const step = (by: 1 | -1) => {
    const near = zooms.filter((one) => (by > 0 ? one > scale * 1.01 : one < scale * 0.99));
    const next = by > 0 ? near[0] : near.at(-1);
    if (next !== undefined) setZoom(next);
  };
  return (
    <>
      <div class="reader-tools" role="toolbar" aria-label={t.value.documentPages}>
        <PageField current={current} count={pdf.sizes.length} onGo={goTo} />
        <span class="reader-gap" />
        <IconButton icon="zoom-out" label={t.value.zoomOut} onClick={() => step(-1)} />
        <button type="button" class="button plain s" onClick={() => setZoom(null)} title={t.value.fitWidth}>
          {Math.round(scale * 100)} %
        </button>
        <IconButton icon="zoom-in" label={t.value.zoomIn} onClick={() => step(1)} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys */}
      <div
        ref={area}
        class="reader-area pdf-pages"
        tabIndex={0}
        role="region"
        aria-label={t.value.documentPages}
        onScroll={scrolled}
      >
        {room > 0 &&
          pdf.sizes.map(([width, height], index) => (
            <Page
              // Pages have no other name.
              key={index}
              pdf={pdf}
              index={index}
              area={area}
              width={Math.round(width * pixelsPerPoint * scale)}
              height={Math.round(height * pixelsPerPoint * scale)}
            />
          ))}
      </div>
    </>
  );
}

function PageField({
  current,
  count,
  onGo,
}: {
  current: number;
  count: number;
  onGo: (page: number) => void;
}) {
  return (
    <label class="pdf-place">
      <input
        class="field-input"
        type="number"
        min={1}
        max={count}
        value={current}
        aria-label={t.value.pageNumber}
        onChange={({ currentTarget }) => {
          const page = Math.max(1, Math.min(count, Math.round(currentTarget.valueAsNumber || 1)));
          currentTarget.value = String(page);
          onGo(page);
        }}
      />
      <span>{t.value.pageOf(String(count))}</span>
    </label>
  );
}

interface PageProps {
  pdf: PdfDocument;
  index: number;
  area: { current: HTMLDivElement | null };
  width: number;
  height: number;
}

function Page({ pdf, index, area, width, height }: PageProps) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const [runs, setRuns] = useState<TextRun[]>([]);
  const [state, setState] = useState<'waiting' | 'drawn' | 'broken'>('waiting');
  useEffect(() => {
    if (!box.current) return;
    const watch = new IntersectionObserver(([seen]) => setNear(seen?.isIntersecting ?? false), {
      root: area.current,
      rootMargin: '60% 0px',
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (!near) {
      // A long document must not fill the memory with pictures of its pages.
      if (canvas.current) canvas.current.width = 0;
      setRuns([]);
      setState('waiting');
      return;
    }
    const given = new AbortController();
    const pixels = Math.round(width * Math.min(2, devicePixelRatio));
    pdf.draw(index, pixels, given.signal).then(
      (drawn) => {
        const paper = canvas.current;
        if (!paper || given.signal.aborted) return;
        paper.width = drawn.width;
        paper.height = drawn.height;
        paper.getContext('2d')?.putImageData(new ImageData(drawn.pixels, drawn.width, drawn.height), 0, 0);
        setRuns(drawn.runs);
        setState('drawn');
      },
      () => !given.signal.aborted && setState('broken'),
    );
    return () => given.abort();
  }, [near, width, pdf]);
  return (
    <div
      ref={box}
      class="pdf-page"
      data-page={index + 1}
      data-state={state}
      style={{ width: `${width}px`, height: `${height}px` }}
    >
      <canvas ref={canvas} role="img" aria-label={t.value.page(index + 1, pdf.sizes.length)} />
      {near && state === 'waiting' && <span class="spinner" />}
      {state === 'broken' && <p class="pdf-broken">{t.value.unreadable}</p>}
      <TextLayer runs={runs} width={width} height={height} />
    </div>
  );
}

/** Unseen letters over the picture of theirs, so that they can be selected, copied and read aloud. */
function TextLayer({ runs, width, height }: { runs: TextRun[]; width: number; height: number }) {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const spans = [...(layer.current?.children ?? [])] as HTMLElement[];
    const natural = spans.map((span) => span.offsetWidth);
    for (const [i, span] of spans.entries()) {
      const wanted = (runs[i]?.width ?? 0) * width;
      span.style.transform = `scaleX(${wanted / Math.max(1, natural[i] ?? 1)})`;
    }
  }, [runs, width]);
  return (
    <div ref={layer} class="pdf-text">
      {runs.map((run, i) => (
        <span
          key={i}
          style={{
            left: `${run.left * width}px`,
            top: `${run.top * height}px`,
            fontSize: `${Math.max(1, run.height * height)}px`,
          }}
        >
          {run.text}
        </span>
      ))}
    </div>
  );
}
