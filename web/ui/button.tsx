import type { ComponentChildren, JSX, Ref } from 'preact';
import './button.css';
import { Icon, type IconName } from './icon.tsx';

type Native = Omit<JSX.IntrinsicElements['button'], 'icon' | 'size' | 'ref'>;

type ButtonProps = Native & {
  look?: 'primary' | 'quiet' | 'plain' | 'danger';
  size?: 'm' | 's';
  icon?: IconName;
  busy?: boolean;
  children: ComponentChildren;
};

/** The type allows a signal here; nobody passes one. */
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

export function Button({ look = 'quiet', size = 'm', icon, busy = false, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      class={`button ${look} ${size} ${textOf(rest.class)}`}
      disabled={rest.disabled ?? false}
      aria-busy={busy}
      onClick={busy ? undefined : rest.onClick}
    >
      {icon && <Icon name={icon} size={size === 's' ? 16 : 18} />}
      <span class="button-text">{children}</span>
      {busy && <span class="spinner" aria-hidden="true" />}
    </button>
  );
}

type IconButtonProps = Native & {
  icon: IconName;
  /** Spoken, and shown as the tooltip. */
  label: string;
  size?: number;
  tip?: boolean;
  buttonRef?: Ref<HTMLButtonElement>;
};

export function IconButton({ icon, label, size = 20, tip = true, buttonRef, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      ref={buttonRef ?? null}
      class={`icon-button ${textOf(rest.class)}`}
      aria-label={label}
      data-tip={tip ? label : undefined}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}
