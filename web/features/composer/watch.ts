import { toast } from '../../ui/toast.tsx';
import { judgePaste, meantForComposer } from './keys.ts';
import { t } from './words.ts';

/** Typing and pasting reach the composer from anywhere on the page, unless another field has the focus. */
export function watchKeysAndPastes(of: {
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
    // What lies nearer has had its Escape; from the messages it leads back to writing.
    const leaves =
      event.key === 'Escape' && !event.defaultPrevented && !document.querySelector(':popover-open');
    const fromMessages = document.activeElement?.closest('[role=log]') && !event.isComposing;
    if ((leaves && fromMessages) || meantForComposer(event, document.activeElement)) of.box.current?.focus();
  };
  const paste = (event: ClipboardEvent) => {
    const data = event.clipboardData;
    if (!data || busyElsewhere() || event.defaultPrevented) return;
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

/** Puts text in at the caret, so that the browser can undo it. */
export function insert(box: HTMLTextAreaElement | null, text: string) {
  if (!box) return;
  box.focus();
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  box.dispatchEvent(new Event('input', { bubbles: true }));
}
