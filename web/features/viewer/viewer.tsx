import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { GalleryItem } from '../../../protocol/gallery.ts';
import { rooms } from '../../client/store.ts';
import { Icon } from '../../ui/icon.tsx';
import { jumpTo } from '../messages/jump.ts';
import { Bar } from './bar.tsx';
import { copyPicture } from './copy.ts';
import { viewed } from './door.ts';
import { FilmStage } from './film-stage.tsx';
import { preload } from './preload.ts';
import { PictureStage, type Stage } from './stage.tsx';
import type { Swipe } from './touch.ts';
import './viewer.css';
import { createWalk, type Walk } from './walk.ts';
import { t } from './words.ts';

const close = () => {
  viewed.value = null;
};

/** All pictures and videos of a room, one at a time, over everything else. */
export function Viewer() {
  const at = viewed.value;
  const isRoomThere = rooms.value.some(({ id }) => id === at?.room);
  useEffect(() => {
    if (!isRoomThere) close();
  }, [isRoomThere]);
  return at && isRoomThere ? <Open key={`${at.room} ${at.file}`} room={at.room} file={at.file} /> : null;
}

function Open({ room, file }: { room: string; file: string }) {
  const walk = useMemo(() => createWalk(room, file), []);
  useEffect(() => walk.end, []);
  const isEmpty = walk.isEmpty.value;
  useEffect(() => {
    if (isEmpty) close();
  }, [isEmpty]);
  const item = walk.shown.value[walk.index.value];
  return <Frame room={room} walk={walk} item={item} />;
}

/** Takes the focus, and gives it back to where it was, or to what is written if that has gone. */
function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  // Not after the next paint: what is pressed until then would go to the page below.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const layer = dialog.current;
    layer?.showModal();
    return () => {
      // While it is open nothing else can have the focus.
      layer?.close();
      const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body;
      const heir = isThere ? before : document.querySelector<HTMLElement>('[role="log"]');
      heir?.focus({ preventScroll: true });
    };
  }, []);
  return dialog;
}

function Frame({ room, walk, item }: { room: string; walk: Walk; item: GalleryItem | undefined }) {
  const dialog = useModal();
  const stage = useRef<Stage | null>(null);
  const held = useRef<HTMLImageElement[]>([]);
  const [notice, setNotice] = useState('');
  const index = walk.index.value;
  const count = walk.count.value;
  const place = count === null || count < 2 ? null : t.value.place(index + 1, count);
  const id = item?.file.id;

  useEffect(() => {
    setNotice('');
    const near = [1, -1, 2].flatMap((steps) => walk.shown.peek()[index + steps]?.file ?? []);
    held.current = preload(near);
  }, [id]);
  useEffect(() => {
    if (notice === '') return;
    const timer = setTimeout(() => setNotice(''), 4000);
    return () => clearTimeout(timer);
  }, [notice]);

  const swiped = (swipe: Swipe) => {
    if (swipe === 'close') close();
    else if (swipe) void walk.step(swipe === 'next' ? 1 : -1);
  };
  const copy = () => {
    const source = stage.current?.source();
    if (!source) return setNotice(t.value.notCopied);
    copyPicture(source).then(
      () => setNotice(t.value.copied),
      () => setNotice(t.value.notCopied),
    );
  };
  const toMessage = () => {
    if (!item) return;
    close();
    void jumpTo({ room, message: item.message.id, seq: item.message.seq });
  };

  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={t.value.viewer}
      onCancel={close}
      // Told late, it would close the next one.
      onClose={(event) => event.currentTarget.isConnected && close()}
      onKeyDown={(event) => pressed(event, { walk, stage: stage.current, copy })}
    >
      {item ? (
        <>
          <Shown item={item} stage={stage} onSwipe={swiped} />
          <Bar item={item} place={place} stage={stage} onCopy={copy} onMessage={toMessage} onClose={close} />
        </>
      ) : (
        <span class="spinner viewer-waiting" />
      )}
      <Steps walk={walk} index={index} />
      <p class={`viewer-notice ${notice || walk.trouble.value ? 'shown' : ''}`} role="status">
        {notice || walk.trouble.value || ''}
      </p>
      <span class="visually-hidden" role="status">
        {item && [item.file.name, item.message.author.name, place].filter(Boolean).join(', ')}
      </span>
    </dialog>
  );
}

function Shown(props: {
  item: GalleryItem;
  stage: { current: Stage | null };
  onSwipe: (swipe: Swipe) => void;
}) {
  const { file } = props.item;
  if (file.kind === 'video') {
    props.stage.current = null;
    return <FilmStage key={file.id} file={file} onBackdrop={close} onSwipe={props.onSwipe} />;
  }
  return (
    <PictureStage
      key={file.id}
      file={file}
      control={props.stage}
      onBackdrop={close}
      onSwipe={props.onSwipe}
    />
  );
}

function Steps({ walk, index }: { walk: Walk; index: number }) {
  const button = (steps: 1 | -1) =>
    walk.isMoreThan(index, steps) && (
      <button
        type="button"
        class={`viewer-step ${steps < 0 ? 'back' : 'on'}`}
        aria-label={steps < 0 ? t.value.previous : t.value.next}
        aria-busy={walk.busy.value}
        onClick={() => void walk.step(steps)}
      >
        <Icon name={steps < 0 ? 'chevron-left' : 'chevron-right'} size={28} />
      </button>
    );
  return (
    <>
      {button(-1)}
      {button(1)}
    </>
  );
}

const panPx = 90;

function pressed(event: KeyboardEvent, on: { walk: Walk; stage: Stage | null; copy: () => void }) {
  const { walk, stage } = on;
  const isPlayers = event.target instanceof HTMLVideoElement || event.target instanceof HTMLInputElement;
  // A player that has the focus has keys of its own.
  if (event.defaultPrevented || isPlayers || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.code === 'KeyC' && !getSelection()?.toString()) {
    event.preventDefault();
    return on.copy();
  }
  if (event.ctrlKey || event.metaKey) return;
  const panned: Record<string, [number, number]> = {
    ArrowLeft: [panPx, 0],
    ArrowRight: [-panPx, 0],
    ArrowUp: [0, panPx],
    ArrowDown: [0, -panPx],
  };
  const acts: Record<string, () => unknown> = {
    ArrowLeft: () => walk.step(-1),
    ArrowRight: () => walk.step(1),
    PageUp: () => walk.step(-1),
    PageDown: () => walk.step(1),
    Home: () => walk.toEdge('before'),
    End: () => walk.toEdge('after'),
    '+': () => stage?.zoom(1.5),
    '=': () => stage?.zoom(1.5),
    '-': () => stage?.zoom(1 / 1.5),
    '0': () => stage?.zoom(0),
    '1': () => stage?.toggle(),
  };
  const [x, y] = panned[event.key] ?? [0, 0];
  const act = event.shiftKey && (x || y) ? () => stage?.pan(x, y) : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
