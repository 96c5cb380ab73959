import { useEffect, useRef } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import type { Message } from '../../../protocol/messages.ts';
import { timelineOf } from '../../client/store.ts';
import { common } from '../../i18n/common.ts';
import { byteSize, shortTime } from '../../i18n/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { fullSource, howShown } from '../attachments/how-shown.ts';
import { wanted } from '../messages/jump.ts';
import { viewed } from './door.ts';
import { Stage } from './stage.tsx';
import './viewer.css';
import { t } from './words.ts';

type Item = { file: File; message: Message };

const picturesOf = (room: string): Item[] =>
  (timelineOf(room).value?.messages ?? []).flatMap((message) =>
    message.attachments
      .filter((file) => file.state === 'ready' && howShown(file) === 'picture')
      .map((file) => ({ file, message })),
  );

const close = () => {
  viewed.value = null;
};

/** All pictures of a room, one at a time, over everything else. */
export function Viewer() {
  const at = viewed.value;
  const items = at ? picturesOf(at.room) : [];
  const index = items.findIndex(({ file }) => file.id === at?.file);
  const item = items[index];
  // Its message was deleted or has left the window while it was being looked at.
  useEffect(() => {
    if (at && !item) close();
  }, [at, item]);
  return at && item ? <Open room={at.room} items={items} index={index} item={item} /> : null;
}

function Open({ room, items, index, item }: { room: string; items: Item[]; index: number; item: Item }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<Stage | null>(null);
  const { file, message } = item;
  const step = (steps: 1 | -1) => {
    const next = items[index + steps];
    if (next) viewed.value = { room, file: next.file.id };
  };
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    for (const neighbour of [items[index + 1], items[index - 1]]) {
      if (neighbour) new Image().src = fullSource(neighbour.file);
    }
  }, [file.id]);
  const keys = (event: KeyboardEvent) => {
    const acts: Record<string, () => void> = {
      ArrowLeft: () => step(-1),
      ArrowRight: () => step(1),
      '+': () => stage.current?.zoom(1.5),
      '=': () => stage.current?.zoom(1.5),
      '-': () => stage.current?.zoom(1 / 1.5),
      '0': () => stage.current?.zoom(0),
    };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={t.value.viewer}
      onCancel={close}
      onClose={close}
      onKeyDown={keys}
    >
      <Stage key={file.id} file={file} control={stage} onBackdrop={close} onSwipe={step} />
      <Bar item={item} index={index} count={items.length} stage={stage} />
      {index > 0 && (
        <button type="button" class="viewer-step back" aria-label={t.value.previous} onClick={() => step(-1)}>
          <Icon name="chevron-left" size={28} />
        </button>
      )}
      {index < items.length - 1 && (
        <button type="button" class="viewer-step on" aria-label={t.value.next} onClick={() => step(1)}>
          <Icon name="chevron-right" size={28} />
        </button>
      )}
      <span class="visually-hidden" role="status">
        {file.name}, {message.author.name}, {t.value.place(index + 1, items.length)}
      </span>
    </dialog>
  );
}

function Bar(props: { item: Item; index: number; count: number; stage: { current: Stage | null } }) {
  const { file, message } = props.item;
  const facts = [message.author.name, shortTime(new Date(message.createdAt)), byteSize(file.size)];
  if (file.width && file.height) facts.push(`${file.width} × ${file.height}`);
  if (props.count > 1) facts.push(t.value.place(props.index + 1, props.count));
  const toMessage = () => {
    wanted.value = { room: message.room, message: message.id };
    close();
  };
  return (
    <header class="viewer-bar">
      <div class="viewer-facts">
        <p class="viewer-name" dir="auto" title={file.name}>
          {file.name}
        </p>
        <p class="viewer-note">{facts.join(' · ')}</p>
      </div>
      <div class="viewer-tools">
        <IconButton
          icon="zoom-out"
          class="wide"
          label={t.value.zoomOut}
          onClick={() => props.stage.current?.zoom(1 / 1.6)}
        />
        <IconButton
          icon="zoom-in"
          class="wide"
          label={t.value.zoomIn}
          onClick={() => props.stage.current?.zoom(1.6)}
        />
        <IconButton icon="message" label={t.value.toMessage} onClick={toMessage} />
        <a
          class="icon-button wide"
          href={file.urls.original}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={t.value.original}
          data-tip={t.value.original}
        >
          <Icon name="external" />
        </a>
        <a
          class="icon-button"
          href={file.urls.original}
          download={file.name}
          aria-label={t.value.download}
          data-tip={t.value.download}
        >
          <Icon name="download" />
        </a>
        <IconButton icon="cross" size={22} autoFocus label={common.value.close} onClick={close} />
      </div>
    </header>
  );
}
