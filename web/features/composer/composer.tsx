import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import type { Room } from '../../../protocol/rooms.ts';
import { outbox } from '../../client/live.ts';
import { me, serverLimits } from '../../client/store.ts';
import { IconButton } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { DropArea, useChooser, watchDrops } from '../uploads/drop.tsx';
import { sendFiles } from '../uploads/uploads.ts';
import './composer.css';
import { draftOf, keepDraft } from './drafts.ts';
import { judgePaste, meantForComposer, sends } from './keys.ts';
import { t } from './words.ts';

const counterWithin = 500;
const touchOnly = matchMedia('(hover: none) and (pointer: coarse)');

/** Where one writes. Mounted anew for each room, with the draft that was left there. */
export function Composer({ room }: { room: Room }) {
  const person = me.value?.id ?? '';
  const box = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => draftOf(person, room.id));
  const latest = useRef(text);
  const most = serverLimits.value?.textLength ?? limits.textLength;
  const left = most - text.length;

  const write = (next: string) => {
    latest.current = next;
    setText(next);
    keepDraft(person, room.id, next);
  };
  const send = () => {
    const body = latest.current.trim();
    if (body === '' || body.length > most) return;
    outbox.send({ room: room.id, text: body });
    write('');
  };
  const takeFiles = (files: File[]) => {
    const caption = latest.current.trim();
    const fits = caption.length <= most;
    void sendFiles(room.id, files, fits ? caption : '');
    if (fits) write('');
    box.current?.focus();
  };
  const chooser = useChooser(takeFiles);
  const taken = useRef(takeFiles);
  taken.current = takeFiles;

  // Before the first paint: who types as soon as the page is there must not lose a letter.
  useLayoutEffect(() => watchDrops((files) => taken.current(files)), []);
  useLayoutEffect(() => watchKeysAndPastes({ box, onFiles: (files) => taken.current(files) }), []);
  useLayoutEffect(() => {
    // On a touch screen the focus would bring up the keyboard, unasked.
    if (!touchOnly.matches) box.current?.focus();
  }, []);
  useLayoutEffect(() => fit(box.current), [text]);

  return (
    <div class="composer">
      <DropArea room={room.name} onChoose={chooser.open} />
      <form
        class="composer-box"
        onSubmit={(event) => {
          event.preventDefault();
          send();
          box.current?.focus();
        }}
      >
        <IconButton icon="paperclip" label={t.value.attach} onClick={chooser.open} />
        {chooser.element}
        <textarea
          ref={box}
          rows={1}
          dir="auto"
          value={text}
          aria-label={t.value.write(room.name)}
          placeholder={t.value.write(room.name)}
          enterkeyhint={touchOnly.matches ? 'enter' : 'send'}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (!sends(event, touchOnly.matches)) return;
            event.preventDefault();
            send();
          }}
        />
        <button
          type="submit"
          class="icon-button composer-send"
          disabled={text.trim() === '' || left < 0}
          aria-label={t.value.send}
          data-tip={t.value.send}
          // Keeps the focus, and with it a phone's keyboard, in the box.
          onMouseDown={(event) => event.preventDefault()}
        >
          <SendIcon />
        </button>
      </form>
      {left < counterWithin && (
        <p class={`composer-counter ${left < 0 ? 'bad' : ''}`} role="status">
          {left < 0 ? t.value.over(-left) : t.value.left(left)}
        </p>
      )}
    </div>
  );
}

const SendIcon = () => (
  <svg width="20" height="20" viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
    <path d="M3.4 4.6a1 1 0 0 1 1.4-1.2l16 7.7a1 1 0 0 1 0 1.8l-16 7.7a1 1 0 0 1-1.4-1.2L5.8 13H11a1 1 0 1 0 0-2H5.8L3.4 4.6Z" />
  </svg>
);

/** Grows with its text; the style sheet says how far, then it scrolls. */
function fit(box: HTMLTextAreaElement | null) {
  if (!box) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}

/** Typing and pasting reach the composer from anywhere on the page, unless another field has the focus. */
function watchKeysAndPastes(of: {
  box: { current: HTMLTextAreaElement | null };
  onFiles: (files: File[]) => void;
}): () => void {
  let plainOnly = false;
  const busyElsewhere = () => {
    const focused = document.activeElement;
    if (document.querySelector('dialog[open]')) return true;
    return (
      focused !== of.box.current && focused?.matches('input, textarea, select, [contenteditable]') === true
    );
  };
  const keyDown = (event: KeyboardEvent) => {
    plainOnly = event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'v';
    if (busyElsewhere() || document.activeElement === of.box.current) return;
    if (meantForComposer(event, document.activeElement)) of.box.current?.focus();
  };
  const paste = (event: ClipboardEvent) => {
    const data = event.clipboardData;
    if (!data || busyElsewhere()) return;
    const pasted = judgePaste(data.getData('text/plain'), [...data.files], plainOnly);
    if (pasted.is === 'nothing') return;
    if (pasted.is === 'files') {
      event.preventDefault();
      return of.onFiles(pasted.files);
    }
    // The focus moves before the browser inserts, so the text lands in the box wherever one was.
    if (document.activeElement !== of.box.current) {
      event.preventDefault();
      insert(of.box.current, data.getData('text/plain'));
    }
    if (pasted.offer.length > 0) {
      toast(t.value.pastedPicture, {
        action: { text: t.value.sendPicture, run: () => of.onFiles(pasted.offer) },
      });
    }
  };
  addEventListener('keydown', keyDown);
  addEventListener('paste', paste);
  return () => {
    removeEventListener('keydown', keyDown);
    removeEventListener('paste', paste);
  };
}

function insert(box: HTMLTextAreaElement | null, text: string) {
  if (!box) return;
  box.focus();
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  box.dispatchEvent(new Event('input', { bubbles: true }));
}
