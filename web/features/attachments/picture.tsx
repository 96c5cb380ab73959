import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { welcomes } from '../../client/live.ts';
import { percent } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { reducedMotion } from '../../ui/motion.ts';
import { Loop } from '../player/loop.tsx';
import './attachments.css';
import { fullSource } from './how-shown.ts';
import { decodeThumbhash } from './thumbhash.ts';
import { t } from './words.ts';

/** The blurred placeholder, drawn before the first paint so that nothing flashes. */
export function Blur({ hash }: { hash: string | null }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const canvas = ref.current;
    const decoded = hash === null ? null : decodeThumbhash(hash);
    if (!canvas || !decoded) return;
    canvas.width = decoded.width;
    canvas.height = decoded.height;
    canvas.getContext('2d')?.putImageData(new ImageData(decoded.rgba, decoded.width, decoded.height), 0, 0);
  }, [hash]);
  return hash === null ? null : <canvas ref={ref} class="blur" aria-hidden="true" />;
}

type Sources = { src: string; srcset?: string };

function stillOf(file: File): Sources {
  const { thumb400, thumb800 } = file.urls;
  if (!thumb400) return { src: fullSource(file) };
  return thumb800 ? { src: thumb400, srcset: `${thumb400} 1x, ${thumb800} 2x` } : { src: thumb400 };
}

/** Thumbnails stand still: what moves is shown as it is, where the person wants movement. */
const sources = (file: File): Sources =>
  file.animated && !reducedMotion.value ? { src: fullSource(file) } : stillOf(file);

/** A long animation is kept as a film, which is smaller by far. */
const isFilm = (file: File) => file.animated && (file.playMime?.startsWith('video/') ?? false);

/** One picture of a message; a click opens the viewer. Its box is its parent's, reserved before it loads. */
export function Picture({ file, onOpen }: { file: File; onOpen: (file: File) => void }) {
  return file.state === 'processing' ? <Preparing file={file} /> : <Ready file={file} onOpen={onOpen} />;
}

/** The place of what the server is still preparing. */
export function Preparing({ file }: { file: File }) {
  return (
    <div class="picture preparing" role="img" aria-label={`${file.name}. ${t.value.preparing}`}>
      <Blur hash={file.thumbhash} />
      {file.urls.thumb400 && <img {...stillOf(file)} alt="" draggable={false} />}
      <span class="preparing-mark">
        <span class="spinner" />
        {file.progress !== null && <span>{percent(file.progress)}</span>}
      </span>
    </div>
  );
}

/** A server that comes back is asked again besides, however often it was. */
const triesAgainAfterMs = [1500, 8000, 40_000];

function Ready({ file, onOpen }: { file: File; onOpen: (file: File) => void }) {
  const [state, setState] = useState<'loading' | 'shown' | 'broken'>('loading');
  const [attempt, setAttempt] = useState({ number: 0, reached: welcomes.peek() });
  const reached = welcomes.value;
  useEffect(() => {
    if (state !== 'broken') return;
    const again = () => {
      setAttempt({ number: attempt.number + 1, reached });
      setState('loading');
    };
    if (reached !== attempt.reached) return again();
    const waitMs = triesAgainAfterMs[attempt.number];
    if (waitMs === undefined) return;
    const timer = setTimeout(again, waitMs);
    return () => clearTimeout(timer);
  }, [state, reached]);
  return (
    <button type="button" class="picture" data-state={state} onClick={() => onOpen(file)}>
      <Blur hash={file.thumbhash} />
      {isFilm(file) ? (
        <Loop
          key={attempt.number}
          file={file}
          label={t.value.openPicture(file.name)}
          onShown={() => setState('shown')}
          onBroken={() => setState('broken')}
        />
      ) : (
        <img
          key={attempt.number}
          {...sources(file)}
          alt={t.value.openPicture(file.name)}
          width={file.width ?? undefined}
          height={file.height ?? undefined}
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={() => setState('shown')}
          onError={() => setState('broken')}
        />
      )}
      {state === 'broken' && (
        <span class="picture-broken">
          <Icon name="image" />
          {t.value.notLoaded}
        </span>
      )}
      {file.animated && reducedMotion.value && !isFilm(file) && (
        <span class="picture-mark">{t.value.animated}</span>
      )}
    </button>
  );
}
