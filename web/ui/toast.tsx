import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { common } from '../i18n/common.ts';
import { Button, IconButton } from './button.tsx';
import './toast.css';

type Toast = {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  /** `undoes`: Ctrl+Z does it too, as long as the toast stands. */
  action?: { text: string; run: () => void; undoes?: boolean } | undefined;
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

function act({ id, action }: Toast): void {
  action?.run();
  dismiss(id);
}

/** In a field that holds a text the key undoes what was typed. */
function undo(event: KeyboardEvent): void {
  const isKey = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.code === 'KeyZ';
  const field = event.target;
  const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  const newest = toasts.peek().findLast(({ action }) => action?.undoes);
  if (!isKey || !newest || (isField && field.value !== '') || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  act(newest);
}

export const complain = (text: string) => toast(text, { tone: 'bad' });

export function Toasts() {
  useEffect(() => {
    addEventListener('keydown', undo);
    return () => removeEventListener('keydown', undo);
  }, []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((one) => (
        <div key={one.id} class={`toast ${one.tone}`}>
          <p>{one.text}</p>
          {one.action && (
            <Button
              look="plain"
              size="s"
              aria-keyshortcuts={one.action.undoes ? 'Control+Z' : undefined}
              onClick={() => act(one)}
            >
              {one.action.text}
            </Button>
          )}
          <IconButton
            icon="cross"
            size={16}
            label={common.value.close}
            tip={false}
            onClick={() => dismiss(one.id)}
          />
        </div>
      ))}
    </div>
  );
}
