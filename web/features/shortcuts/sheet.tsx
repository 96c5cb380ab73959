import { Dialog } from '../../ui/dialog.tsx';
import { layer } from './door.ts';
import './shortcuts.css';
import { t } from './words.ts';

/** As they are written; `Ctrl` is Cmd on a Mac. */
const shortcuts: readonly [keys: string, label: () => string][] = [
  ['Ctrl+K', () => t.value.switchRoom],
  ['Ctrl+Shift+F', () => t.value.search],
  ['Alt+↑ / Alt+↓', () => t.value.nextRoom],
  ['Alt+Shift+↑ / Alt+Shift+↓', () => t.value.nextUnread],
  ['Alt+Shift+M', () => t.value.readAll],
  ['Ctrl+/', () => t.value.sheet],
  ['Enter', () => t.value.send],
  ['Shift+Enter', () => t.value.newLine],
  ['Ctrl+Enter', () => t.value.alwaysSend],
  ['↑', () => t.value.editLast],
  ['Esc', () => t.value.escape],
  [':sm', () => t.value.emoji],
  ['+:tada:', () => t.value.react],
  ['Ctrl+B / Ctrl+I / Ctrl+E', () => t.value.format],
  ['Ctrl+Shift+X / Ctrl+Shift+S', () => t.value.strike],
  ['Ctrl+Shift+V', () => t.value.plainPaste],
  ['↑ / ↓', () => t.value.messages],
  ['Backspace', () => t.value.back],
  ['Ctrl+Z', () => t.value.undo],
];

const isMac = /Mac|iPhone|iPad/u.test(navigator.userAgent);

const close = () => {
  layer.value = 'none';
};

/** All shortcuts, one line each. */
export function ShortcutSheet() {
  return (
    <Dialog title={t.value.title} width="m" reading onClose={close}>
      <dl class="shortcuts">
        {shortcuts.map(([keys, label]) => (
          <div key={keys + label()} class="shortcut">
            <dt>
              {keys.split(' / ').map((one, n) => (
                <kbd key={one}>
                  {n > 0 && <span class="visually-hidden">, </span>}
                  {isMac ? one.replace('Ctrl', '⌘').replace('Alt', '⌥').replace('Shift', '⇧') : one}
                </kbd>
              ))}
            </dt>
            <dd>{label()}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
