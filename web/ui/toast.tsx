import { signal } from '@preact/signals';
import { common } from '../i18n/common.ts';
import { Button, IconButton } from './button.tsx';
import './toast.css';

type Toast = {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  action?: { text: string; run: () => void } | undefined;
};

const toasts = signal<readonly Toast[]>([]);
const readingMs = 6000;
let lastId = 0;

const dismiss = (id: number) => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
};

/** A short word at the edge, gone by itself after six seconds (twelve when there is something to press). */
export function toast(
  text: string,
  options: Partial<Pick<Toast, 'tone' | 'action'>> & { forMs?: number } = {},
) {
  const id = ++lastId;
  const rest = toasts.value.filter((one) => one.text !== text).slice(-2);
  toasts.value = [...rest, { id, text, tone: options.tone ?? 'plain', action: options.action }];
  setTimeout(() => dismiss(id), options.forMs ?? (options.action ? readingMs * 2 : readingMs));
}

export const complain = (text: string) => toast(text, { tone: 'bad' });

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, tone, action }) => (
        <div key={id} class={`toast ${tone}`}>
          <p>{text}</p>
          {action && (
            <Button
              look="plain"
              size="s"
              onClick={() => {
                action.run();
                dismiss(id);
              }}
            >
              {action.text}
            </Button>
          )}
          <IconButton
            icon="cross"
            size={16}
            label={common.value.close}
            tip={false}
            onClick={() => dismiss(id)}
          />
        </div>
      ))}
    </div>
  );
}
