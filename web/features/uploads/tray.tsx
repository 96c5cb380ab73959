import { useEffect, useRef, useState } from 'preact/hooks';
import { byteSize } from '../../i18n/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { t as shrinking } from '../shrink/words.ts';
import type { Upload } from './batches.ts';
import { batches, cancelUpload, chosenFile, faces, retryUpload } from './uploads.ts';
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

/** What is to be told of a file besides its size; of a smaller one, the size tells the saving. */
function facts({ state, size, fromSize }: Upload): string {
  switch (state.is) {
    case 'shrinking':
      return shrinking.value.shrinking;
    case 'waiting':
      return t.value.waiting;
    case 'sending': {
      const speed = state.bytesPerSecond === null ? null : t.value.speed(byteSize(state.bytesPerSecond));
      const progress = t.value.of(byteSize(state.sentBytes), byteSize(size));
      return [fromSize === null ? progress : null, speed].filter((part) => part !== null).join(' · ');
    }
    case 'done':
      return t.value.uploaded;
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
  const told = facts(upload);
  const share =
    state.is === 'sending' ? state.sentBytes / Math.max(1, upload.size) : state.is === 'done' ? 1 : 0;
  return (
    <li class="upload" data-state={state.is}>
      <Face id={id} isShrinking={state.is === 'shrinking'} />
      <span class="upload-text">
        <span class="upload-name" dir="auto" title={name}>
          {name}
        </span>
        <span class="upload-facts" role={bad ? 'alert' : undefined}>
          {!bad && <Size upload={upload} />}
          {told}
        </span>
        {!bad && (
          <progress
            value={state.is === 'shrinking' ? undefined : share}
            max={1}
            aria-label={t.value.progressOf(name)}
          />
        )}
      </span>
      {state.is === 'failed' && (
        <IconButton icon="retry" size={18} label={t.value.retryFile(name)} onClick={() => retryUpload(id)} />
      )}
      <IconButton icon="cross" size={18} label={label} onClick={() => cancelUpload(id)} />
    </li>
  );
}

/** “8.2 MB → 1.1 MB” for what was made smaller. */
function Size({ upload }: { upload: Upload }) {
  const { state, size, fromSize } = upload;
  const dot = facts(upload) === '' ? '' : ' · ';
  if (fromSize === null) return state.is === 'sending' ? null : <>{byteSize(size) + dot}</>;
  const [before, after] = [byteSize(fromSize), byteSize(size)];
  return (
    <>
      <span aria-hidden="true">
        {before} → <b>{after}</b>
        {dot}
      </span>
      <span class="visually-hidden">{shrinking.value.smaller(before, after)}</span>
    </>
  );
}

const facePx = 96;

/** A small picture of the file, decoded and shrunk off the main thread; an icon for what the browser can't decode. */
function Face({ id, isShrinking }: { id: string; isShrinking: boolean }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const [shown, setShown] = useState(false);
  const file = chosenFile(id);
  const ready = faces.value.get(id);
  const show = (bitmap: ImageBitmap) => {
    const canvas = ref.current;
    if (!canvas) return;
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    setShown(true);
  };
  useEffect(() => {
    if (ready) return show(ready);
    let here = true;
    // What is being made smaller is decoded there already: twice at once would be too much for a phone.
    if (isShrinking || !file?.type.startsWith('image/')) return;
    createImageBitmap(file, { resizeHeight: facePx, resizeQuality: 'medium' }).then(
      (bitmap) => {
        if (here) show(bitmap);
        bitmap.close();
      },
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [file, ready, isShrinking]);
  return (
    <span class="upload-face">
      {!shown && <Icon name={file?.type.startsWith('video/') ? 'film' : 'image'} size={20} />}
      <canvas ref={ref} hidden={!shown} />
    </span>
  );
}
