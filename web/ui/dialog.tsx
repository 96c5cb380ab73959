import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { common } from '../i18n/common.ts';
import { IconButton } from './button.tsx';
import './dialog.css';

/**
 * A modal dialog, open as long as it is mounted. Escape, the backdrop and the cross ask `onClose`; without it the
 * dialog has to be answered. The browser traps the focus; it returns to where it was.
 */
export function Dialog(props: {
  title: string;
  onClose?: () => void;
  width?: 's' | 'm' | 'l';
  /** There is only text to read in it: it is scrolled by keyboard too. */
  reading?: boolean;
  /** Buttons, at the end. */
  foot?: ComponentChildren;
  children: ComponentChildren;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Not after the next paint: what is typed until then would go to the page below.
  useLayoutEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={ref}
      class={`dialog ${props.width ?? 'm'}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose?.();
      }}
      onMouseDown={(event) => event.target === ref.current && props.onClose?.()}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={titleId}>{props.title}</h2>
          {props.onClose && (
            <IconButton icon="cross" label={common.value.close} onClick={props.onClose} tip={false} />
          )}
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable by keyboard */}
        <div class="dialog-content" tabIndex={props.reading ? 0 : undefined}>
          {props.children}
        </div>
        {props.foot && <footer class="dialog-foot">{props.foot}</footer>}
      </div>
    </dialog>
  );
}

/** Asks before something that is not done lightly. */
export function Confirm(props: {
  title: string;
  text: string;
  action: string;
  busy?: boolean;
  /** It can be undone: Enter may do it. */
  mild?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog
      title={props.title}
      width="s"
      onClose={props.onClose}
      foot={
        <>
          <button type="button" class="button quiet m" onClick={props.onClose}>
            {common.value.cancel}
          </button>
          <button
            type="button"
            class="button danger m"
            aria-busy={props.busy ?? false}
            disabled={props.busy ?? false}
            autoFocus={props.mild ?? false}
            onClick={props.onConfirm}
          >
            {props.action}
          </button>
        </>
      }
    >
      <p class="dialog-text">{props.text}</p>
    </Dialog>
  );
}
