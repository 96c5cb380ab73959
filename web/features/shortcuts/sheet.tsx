import { Dialog } from '../../ui/dialog.tsx';
import './shortcuts.css';
import { layer, shortcuts } from './shortcuts.ts';
import { t } from './words.ts';

const isMac = /Mac|iPhone|iPad/u.test(navigator.userAgent);

const close = () => {
  layer.value = 'none';
};

/** All shortcuts, one line each. */
export function ShortcutSheet() {
  return (
    <Dialog title={t.value.title} width="m" onClose={close}>
      <dl class="shortcuts">
        {shortcuts
          .filter(({ keys }) => keys !== '')
          .map(({ keys, label }) => (
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
