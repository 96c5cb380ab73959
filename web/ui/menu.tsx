import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';
import './menu.css';
import { type Anchor, place } from './place.ts';

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
  header?: ComponentChildren;
  returnTo?: HTMLElement | undefined;
  /** Opened by a finger that is still down: the browser's own closing would take its lifting for a press elsewhere. */
  whilePressed?: boolean;
  onClose: () => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const menu = ref.current;
    if (!menu) return;
    menu.showPopover();
    place(menu, props.anchor);
    menu.querySelector<HTMLElement>(everyItem)?.focus();
    return () => {
      const back = props.returnTo ?? (props.anchor instanceof HTMLElement ? props.anchor : null);
      if (menu.contains(document.activeElement)) back?.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => (props.whilePressed ? closeOutside(ref, props.onClose) : undefined), []);
  const items = () => [...(ref.current?.querySelectorAll<HTMLElement>(everyItem) ?? [])];
  const move = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Tab') props.onClose();
    if (next === undefined) return;
    event.preventDefault();
    all[(next + all.length) % all.length]?.focus();
  };
  return (
    <div
      ref={ref}
      popover={props.whilePressed ? 'manual' : 'auto'}
      role="menu"
      aria-label={props.label}
      class="menu"
      onKeyDown={move}
      onToggle={(event) => event.newState === 'closed' && props.onClose()}
    >
      {props.header && <div class="menu-header">{props.header}</div>}
      {props.items.map((item) => (
        <Item key={item.text} item={item} onClose={props.onClose} />
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
