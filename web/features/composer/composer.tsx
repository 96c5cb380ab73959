import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import type { Room } from '../../../protocol/rooms.ts';
import { outbox } from '../../client/live.ts';
import { me, serverLimits } from '../../client/store.ts';
import { IconButton } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { sendFiles } from '../uploads/door.ts';
import { DropArea, useChooser, watchDrops } from '../uploads/drop.tsx';
import './composer.css';
import { draftOf, keepDraft } from './drafts.ts';
import { sends } from './keys.ts';
import { type Mode, modeOf, toInsert } from './mode.ts';
import {
  aboveField,
  arrived,
  commands,
  type Field,
  fieldKeys,
  onArrowUp,
  onPaste,
  onTyped,
  type SuggestionKeys,
  suggestions,
  tools,
  whileTyping,
} from './slots.ts';
import { insert, watchKeysAndPastes } from './watch.ts';
import { t } from './words.ts';

const counterWithin = 500;
/** From so many characters on a pasted text may be better as a file. */
const longPaste = 4000;
const touchOnly = matchMedia('(hover: none) and (pointer: coarse)');

/** What stands in the field: the room's draft, or, while a message is being changed, its text. */
function useText(room: string, mode: Mode) {
  const person = me.value?.id ?? '';
  const [text, setText] = useState(() => draftOf(person, room));
  const latest = useRef(text);
  const show = (next: string) => {
    latest.current = next;
    setText(next);
  };
  const isEdit = mode.is === 'edit';
  const write = (next: string) => {
    show(next);
    if (!isEdit) keepDraft(person, room, next);
  };
  useLayoutEffect(() => {
    if (mode.is !== 'edit') return;
    show(mode.text);
    // The draft waits meanwhile, and comes back.
    return () => show(draftOf(person, room));
  }, [isEdit ? mode.id : null]);
  return { text, latest, write };
}

/** Where one writes. Mounted anew for each room, with the draft that was left there. */
export function Composer({ room }: { room: Room }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const modeSignal = modeOf(room.id);
  const mode = useComputed(() => modeSignal.value).value;
  const { text, latest, write } = useText(room.id, mode);
  const most = serverLimits.value?.textLength ?? limits.textLength;
  const left = most - text.length;
  const toNew = () => {
    modeSignal.value = { is: 'new' };
  };

  const field = useMemo<Field>(
    () => ({
      room: room.id,
      text: () => latest.current,
      insert: (part) => insert(box.current, part),
      replace: (from, to, part) => {
        box.current?.setSelectionRange(from, to);
        insert(box.current, part);
      },
      focus: () => box.current?.focus(),
      selection: () => ({
        from: box.current?.selectionStart ?? 0,
        to: box.current?.selectionEnd ?? 0,
      }),
      select: (from, to) => box.current?.setSelectionRange(from, to),
    }),
    [room.id],
  );
  const handle = useRef<SuggestionKeys | null>(null);
  const chosen = useSignal<{ list: string; option: string } | null>(null);
  const Suggestions = suggestions.value;
  // What is put above the field and into it may come a moment after the field.
  void arrived.value;

  const send = () => {
    const body = latest.current.trim();
    handle.current?.close();
    if (body.length > most) return;
    if (mode.is === 'edit') return void mode.save(body).then((saved) => saved && toNew());
    if (body === '') return;
    if (!commands.some((command) => command(body, room.id))) {
      outbox.send({ room: room.id, text: body, replyTo: mode.is === 'reply' ? mode.to : undefined });
    }
    write('');
    toNew();
  };
  const takeFiles = (files: File[]) => {
    const caption = mode.is === 'edit' ? '' : latest.current.trim();
    const fits = caption.length <= most;
    void sendFiles(room.id, files, {
      caption: fits ? caption : '',
      replyTo: mode.is === 'reply' ? mode.to : undefined,
    });
    if (mode.is !== 'edit' && fits) write('');
    if (mode.is === 'reply') toNew();
    box.current?.focus();
  };
  const offerAsFile = (pasted: string) =>
    toast(t.value.longPaste, {
      action: {
        text: t.value.asFile,
        run: () => {
          write(latest.current.replace(pasted.replaceAll('\r\n', '\n'), ''));
          taken.current([new File([pasted], `${t.value.pastedName}.txt`, { type: 'text/plain' })]);
        },
      },
    });
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
  useSignalEffect(() => {
    if (modeSignal.value.is === 'new') return;
    requestAnimationFrame(() => box.current?.focus());
  });
  useSignalEffect(() => {
    const wish = toInsert.value;
    if (wish?.room !== room.id) return;
    toInsert.value = null;
    queueMicrotask(() => insert(box.current, wish.text));
  });
  useLayoutEffect(() => fit(box.current), [text]);

  const input = (area: HTMLTextAreaElement) => {
    const caret = area.selectionStart;
    const changed = whileTyping.map((change) => change(area.value, caret)).find((one) => one !== null);
    write(changed?.text ?? area.value);
    if (changed) {
      area.value = changed.text;
      area.setSelectionRange(changed.caret, changed.caret);
    }
    handle.current?.look();
    if (area.value !== '' && mode.is !== 'edit') for (const tell of onTyped) tell(room.id);
  };
  const plainPaste = useRef(false);
  const keyDown = (event: KeyboardEvent) => {
    plainPaste.current =
      event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'v';
    if (handle.current?.keys(event)) return event.preventDefault();
    if (fieldKeys.some((act) => act(event, field))) return event.preventDefault();
    if (event.key === 'Escape' && mode.is !== 'new') {
      event.preventDefault();
      event.stopPropagation();
      return toNew();
    }
    const bare = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === 'ArrowUp' && bare && latest.current === '' && mode.is !== 'edit') {
      if (onArrowUp.some((act) => act(room.id))) event.preventDefault();
      return;
    }
    if (!sends(event, touchOnly.matches)) return;
    event.preventDefault();
    send();
  };
  const mayBeEmpty = mode.is === 'edit';
  return (
    <div class="composer">
      <DropArea room={room.name} onChoose={chooser.open} />
      {aboveField.map((Part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
        <Part key={i} field={field} text={text} />
      ))}
      {Suggestions && <Suggestions {...{ field, box, handle, chosen }} />}
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
          aria-autocomplete="list"
          aria-controls={chosen.value?.list}
          aria-activedescendant={chosen.value?.option}
          enterkeyhint={touchOnly.matches ? 'enter' : 'send'}
          onInput={(event) => input(event.currentTarget)}
          onClick={() => handle.current?.look()}
          onBlur={() => handle.current?.close()}
          onKeyDown={keyDown}
          onPaste={(event) => {
            const pasted = event.clipboardData?.getData('text/plain') ?? '';
            if (!plainPaste.current && onPaste.some((take) => take(pasted, field))) event.preventDefault();
            else if (pasted.length > longPaste) offerAsFile(pasted);
          }}
        />
        {tools.map((Tool, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
          <Tool key={i} field={field} isEmpty={text.trim() === ''} />
        ))}
        <button
          type="submit"
          class="icon-button composer-send"
          disabled={(text.trim() === '' && !mayBeEmpty) || left < 0}
          aria-label={mode.is === 'edit' ? t.value.save : t.value.send}
          data-tip={mode.is === 'edit' ? t.value.save : t.value.send}
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

const fitsItself = CSS.supports('field-sizing', 'content');

/** Grows with its text; the style sheet says how far, then it scrolls. To measure it costs a layout of the whole page. */
function fit(box: HTMLTextAreaElement | null) {
  if (!box || fitsItself) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
