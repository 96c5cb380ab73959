import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import './menu.css';
import { type Anchor, place } from './place.ts';
import { whenClosed } from './popover.ts';

export type MenuItem =
  | {
      icon?: IconName;
      text: string;
      danger?: boolean;
      /** One of several that exclude each other, chosen or not. */
      checked?: boolean;
      /** A line above. */
      apart?: boolean;
      onChoose: (event: MouseEvent) => void;
    }
  | { icon?: IconName; text: string; href: string };

const everyItem = '[role^=menuitem]';
const inHeader = (item: Element) => item.closest('.menu-header') !== null;

/** Where a key leads among the items. Those of the header stand in one row: one step up or down leaves it. */
function itemAfter(all: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  const first = all.findIndex((item) => !inHeader(item));
  const isRow = at >= 0 && at < first;
  const next = {
    ArrowDown: isRow ? first : at + 1,
    ArrowUp: isRow ? -1 : at === first && first > 0 ? 0 : at - 1,
    ArrowRight: isRow ? (at + 1) % first : undefined,
    ArrowLeft: isRow ? (at - 1 + first) % first : undefined,
    Home: 0,
    End: all.length - 1,
  }[key];
  return next === undefined ? undefined : all[(next + all.length) % all.length];
}

/** A button that opens a menu. Arrows, Home and End move; Escape and a click elsewhere close (the popover's own). */
export function MenuButton(props: {
  label: string;
  icon: IconName;
  items: readonly MenuItem[];
  class?: string;
}) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <IconButton
        buttonRef={button}
        class={props.class}
        icon={props.icon}
        label={props.label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && button.current && (
        <Menu
          anchor={button.current}
          label={props.label}
          items={props.items}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

/** A menu that is open. The focus goes back to `returnTo`, or the anchor. */
export function Menu(props: {
  anchor: Anchor;
  label: string;
  items: readonly MenuItem[];
  /** A row above the others, of buttons with `role="menuitem"`. */
  header?: ComponentChildren;
  returnTo?: HTMLElement | undefined;
  /** Opened by a finger that is still down: the browser's own closing would take its lifting for a press elsewhere. */
  whilePressed?: boolean;
  onClose: () => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const giveBack = () => {
    const back = props.returnTo ?? (props.anchor instanceof HTMLElement ? props.anchor : null);
    if (ref.current?.contains(document.activeElement)) back?.focus({ preventScroll: true });
  };
  useEffect(() => {
    const menu = ref.current;
    if (!menu) return;
    menu.showPopover();
    place(menu, props.anchor);
    menu.querySelector<HTMLElement>(everyItem)?.focus();
  }, []);
  // Before what is chosen runs: a layer that it opens gives the focus back to where it found it.
  const leave = () => {
    giveBack();
    props.onClose();
  };
  useEffect(() => (props.whilePressed ? closeOutside(ref, leave) : undefined), []);
  const move = (event: KeyboardEvent) => {
    const all = [...(ref.current?.querySelectorAll<HTMLElement>(everyItem) ?? [])];
    const next = itemAfter(all, all.indexOf(document.activeElement as HTMLElement), event.key);
    if (event.key === 'Tab') leave();
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div
      ref={ref}
      popover={props.whilePressed ? 'manual' : 'auto'}
      role="menu"
      aria-label={props.label}
      class="menu"
      onKeyDown={move}
      onToggle={whenClosed(props.onClose)}
    >
      {props.header && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: a key's press of a button is a click
        <div class="menu-header" role="group" onClick={leave}>
          {props.header}
        </div>
      )}
      {props.items.map((item) => (
        <Item key={item.text} item={item} onClose={leave} />
      ))}
    </div>
  );
}

function closeOutside(layer: { current: HTMLElement | null }, close: () => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  addEventListener('pointerdown', (event) => !layer.current?.contains(event.target as Node) && close(), {
    signal,
    capture: true,
  });
  addEventListener('keydown', (event) => event.key === 'Escape' && close(), { signal });
  return () => end.abort();
}

function Item({ item, onClose }: { item: MenuItem; onClose: () => void }) {
  const content: ComponentChildren = (
    <>
      {item.icon && <Icon name={item.icon} size={18} />}
      {'checked' in item && <span class="menu-check">{item.checked && <Icon name="check" size={18} />}</span>}
      <span>{item.text}</span>
    </>
  );
  if ('href' in item) {
    return (
      <a role="menuitem" tabIndex={-1} class="menu-item" href={item.href} onClick={onClose}>
        {content}
      </a>
    );
  }
  const choose = (event: MouseEvent) => {
    onClose();
    item.onChoose(event);
  };
  return (
    <button
      type="button"
      role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={item.checked}
      tabIndex={-1}
      class={`menu-item ${item.danger ? 'danger' : ''} ${item.apart ? 'apart' : ''}`}
      onClick={choose}
    >
      {content}
    </button>
  );
}
