import { useEffect, useRef, useState } from 'preact/hooks';
import { byteSize } from '../../i18n/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Upload } from './batches.ts';
import { batches, cancelUpload, chosenFile, retryUpload } from './uploads.ts';
import './uploads.css';
import { t } from './words.ts';

/** The files that are on their way to this room. */
export function Tray({ room }: { room: string }) {
  const own = batches.value.filter((batch) => batch.room === room);
  if (own.length === 0) return null;
  return (
    <section class="tray" aria-label={t.value.tray}>
      {own.map((batch) => (
        <div key={batch.id} class="batch">
          {batch.caption !== '' && (
            <p class="batch-caption" dir="auto">
              {batch.caption}
            </p>
          )}
          <ul>
            {batch.uploads.map((upload) => (
              <Card key={upload.id} upload={upload} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function facts({ state, size }: Upload): string {
  switch (state.is) {
    case 'waiting':
      return `${byteSize(size)} · ${t.value.waiting}`;
    case 'sending': {
      const progress = t.value.of(byteSize(state.sentBytes), byteSize(size));
      return state.bytesPerSecond === null
        ? progress
        : `${progress} · ${t.value.speed(byteSize(state.bytesPerSecond))}`;
    }
    case 'done':
      return `${byteSize(size)} · ${t.value.uploaded}`;
    case 'failed':
    case 'refused':
      return state.why;
    default:
      return state satisfies never;
  }
}

function Card({ upload }: { upload: Upload }) {
  const { id, name, state } = upload;
  const bad = state.is === 'failed' || state.is === 'refused';
  const label = state.is === 'refused' ? t.value.removeFile(name) : t.value.cancelFile(name);
  const share =
    state.is === 'sending' ? state.sentBytes / Math.max(1, upload.size) : state.is === 'done' ? 1 : 0;
  return (
    <li class="upload" data-state={state.is}>
      <Face id={id} />
      <span class="upload-text">
        <span class="upload-name" dir="auto" title={name}>
          {name}
        </span>
        <span class="upload-facts" role={bad ? 'alert' : undefined}>
          {facts(upload)}
        </span>
        {!bad && <progress value={share} max={1} aria-label={t.value.progressOf(name)} />}
      </span>
      {state.is === 'failed' && (
        <IconButton icon="retry" size={18} label={t.value.retryFile(name)} onClick={() => retryUpload(id)} />
      )}
      <IconButton icon="cross" size={18} label={label} onClick={() => cancelUpload(id)} />
    </li>
  );
}

const facePx = 96;

/** A small picture of the file, decoded and shrunk off the main thread; an icon for what the browser can't decode. */
function Face({ id }: { id: string }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const [shown, setShown] = useState(false);
  const file = chosenFile(id);
  useEffect(() => {
    let here = true;
    if (!file?.type.startsWith('image/')) return;
    createImageBitmap(file, { resizeHeight: facePx, resizeQuality: 'medium' }).then(
      (bitmap) => {
        const canvas = ref.current;
        if (here && canvas) {
          canvas.width = bitmap.width;
          canvas.height = bitmap.height;
          canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
          setShown(true);
        }
        bitmap.close();
      },
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [file]);
  return (
    <span class="upload-face">
      {!shown && <Icon name={file?.type.startsWith('video/') ? 'film' : 'image'} size={20} />}
      <canvas ref={ref} hidden={!shown} />
    </span>
  );
}
