type Key = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'keyCode'
>;

/** 229 is what browsers report while an input method is composing, also where `isComposing` is already over (Safari). */
const composingKeyCode = 229;

/** Does this key press send? Enter does, except while composing, with Shift, or on touch screens; Ctrl/Cmd+Enter always. */
export function sends(key: Key, touch: boolean): boolean {
  if (key.key !== 'Enter' || key.isComposing || key.keyCode === composingKeyCode) return false;
  if (key.ctrlKey || key.metaKey) return true;
  return !key.shiftKey && !key.altKey && !touch;
}

/** Is it a letter typed with nothing in particular focused, meant for the composer? */
export function meantForComposer(key: Key, focused: Element | null): boolean {
  if (key.key.length !== 1 || key.ctrlKey || key.metaKey || key.altKey) return false;
  if (focused?.matches('input, textarea, select, [contenteditable], [role=menuitem]')) return false;
  // Space presses the button that has the focus.
  return !(key.key === ' ' && focused?.matches('button, a, summary, video, [role=log]'));
}

export type Pasted = { is: 'nothing' } | { is: 'text'; offer: File[] } | { is: 'files'; files: File[] };

/**
 * What a paste is. Text wins where there is both (Word and Excel add a picture of it), and the picture is offered; but the
 * name of a copied file isn't text that somebody wrote.
 */
export function judgePaste(text: string, files: readonly File[], plainOnly: boolean): Pasted {
  const written = text.trim();
  const names = files.map(({ name }) => name);
  const isNames =
    written !== '' && written.split(/\r?\n/).every((line) => names.some((name) => line.endsWith(name)));
  if (files.length === 0 || plainOnly) return written === '' ? { is: 'nothing' } : { is: 'text', offer: [] };
  if (written === '' || isNames) return { is: 'files', files: [...files] };
  return { is: 'text', offer: files.filter(({ type }) => type.startsWith('image/')) };
}
