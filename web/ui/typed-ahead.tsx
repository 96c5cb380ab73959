import { useLayoutEffect, useRef } from 'preact/hooks';

let text = '';

/** In the place of a field that is still being fetched: takes what is typed for it meanwhile. */
export function TypedAhead({ label }: { label: string }) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    text = '';
    input.current?.focus({ preventScroll: true });
    return () => {
      // For whoever asks where the focus was.
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <input
      ref={input}
      class="visually-hidden"
      type="text"
      aria-label={label}
      onInput={(event) => {
        const { currentTarget: field } = event;
        text = field.value;
        // Chromium leaves the caret before what an input method puts into a field of one pixel.
        field.setSelectionRange(text.length, text.length);
      }}
    />
  );
}

/** What was typed until the field came; once. */
export function takeTypedAhead(): string {
  const taken = text;
  text = '';
  return taken;
}
