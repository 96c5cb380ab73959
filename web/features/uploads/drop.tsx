import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { serverLimits } from '../../client/store.ts';
import { byteSize } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { OriginalsSwitch } from '../shrink/originals-switch.tsx';
import './drop.css';
import { t } from './drop-words.ts';

/** True while files are dragged over the page. */
const dragging = signal(false);

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/**
 * Files dropped anywhere on the page are taken: a drop that misses must not make the browser leave the chat for the
 * file. Answers how to stop.
 */
export function watchDrops(onFiles: (files: File[]) => void): () => void {
  const over = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    dragging.value = true;
  };
  const leave = (event: DragEvent) => {
    // Leaving the window has nothing on the other side; leaving one element for another has.
    if (event.relatedTarget === null) dragging.value = false;
  };
  const drop = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    dragging.value = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) onFiles(files);
  };
  const end = () => {
    dragging.value = false;
  };
  const handlers = { dragenter: over, dragover: over, dragleave: leave, drop } as const;
  for (const [name, handler] of Object.entries(handlers)) addEventListener(name as 'drop', handler);
  addEventListener('blur', end);
  return () => {
    for (const [name, handler] of Object.entries(handlers)) removeEventListener(name as 'drop', handler);
    removeEventListener('blur', end);
  };
}

/** The dashed area: slim above the composer, over the whole chat while something is dragged. */
export function DropArea({ room, onChoose }: { room: string; onChoose: () => void }) {
  const limit = serverLimits.value?.uploadBytes;
  return (
    <>
      <div class="drop-row">
        <button type="button" class="drop-area" onClick={onChoose}>
          <Icon name="image" size={16} />
          <span class="drop-long">{t.value.drop}</span>
          <span class="drop-short">{t.value.dropShort}</span>
        </button>
        <OriginalsSwitch />
      </div>
      {dragging.value && (
        <div class="drop-over" aria-hidden="true">
          <div class="drop-frame">
            <span class="drop-mark">
              <Icon name="upload" size={30} />
            </span>
            <p class="drop-title" dir="auto">
              {t.value.dropNow(room)}
            </p>
            {limit !== undefined && <p>{t.value.dropLimit(byteSize(limit))}</p>}
          </div>
        </div>
      )}
    </>
  );
}

/** The browser's chooser. `open()` must be called from a person's own click. */
export function useChooser(onFiles: (files: File[]) => void) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // Only an offer of the chooser's: what is chosen is judged in any case.
    import('./accept.ts').then(
      ({ acceptAttribute }) => input.current?.setAttribute('accept', acceptAttribute),
      () => undefined,
    );
  }, []);
  const element = (
    <input
      ref={input}
      type="file"
      multiple
      hidden
      aria-label={t.value.attach}
      onChange={(event) => {
        const files = [...(event.currentTarget.files ?? [])];
        // Emptied, so that choosing the same file again is a change again.
        event.currentTarget.value = '';
        if (files.length > 0) onFiles(files);
      }}
    />
  );
  return { element, open: () => input.current?.click() };
}
