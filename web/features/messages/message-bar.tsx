import { signal } from '@preact/signals';
import type { Message } from '../../../protocol/messages.ts';
import { me, timelineOf } from '../../client/store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { hold, release } from './active.ts';
import { barStart, type MessageAction, messageActions } from './slots.ts';
import type { MenuAt } from './tools.tsx';
import { t } from './words.ts';

const offered = (message: Message): MessageAction[] =>
  messageActions.filter(({ when }) => when === undefined || when(message, me.value?.id ?? ''));

/** Left and Right go from button to button. */
function walk(event: KeyboardEvent): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll('button')];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  all[(at + by + all.length) % all.length]?.focus();
}

/** What one does most, over the message under the pointer or with the focus. */
export function Bar({ message }: { message: Message }) {
  return (
    <div
      class="message-bar"
      role="toolbar"
      aria-label={t.value.actions}
      // What is selected stays so: it can be quoted.
      onMouseDown={(event) => event.preventDefault()}
      onKeyDown={walk}
    >
      {barStart.map((Part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
        <Part key={i} message={message} />
      ))}
      {offered(message)
        .filter(({ inBar }) => inBar)
        .map(({ id, icon, label, run }) => (
          <IconButton
            key={id}
            icon={icon}
            size={18}
            label={label(message)}
            onClick={(event) => run(message, event.currentTarget, { quick: event.shiftKey })}
          />
        ))}
      <IconButton
        icon="more"
        size={18}
        label={t.value.moreActions}
        aria-haspopup="menu"
        onClick={(event) => openMessageMenu(message, { element: event.currentTarget })}
      />
    </div>
  );
}

type OpenMenu = { room: string; message: string; at: MenuAt; back: HTMLElement | null };

const menu = signal<OpenMenu | null>(null);

export function openMessageMenu({ id, room }: Pick<Message, 'id' | 'room'>, at: MenuAt): void {
  hold(id);
  menu.value = { room, message: id, at, back: document.activeElement as HTMLElement | null };
}

/** The menu of all that one can do with a message; one for the whole page. */
export function BarMenu() {
  const open = menu.value;
  const message = open && timelineOf(open.room).value?.messages.find(({ id }) => id === open.message);
  if (!open || !message) return null;
  const article = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(message.id)}"]`);
  const items = offered(message).map(
    ({ id, icon, label, danger, run }): MenuItem => ({
      icon,
      text: label(message),
      ...(danger && { danger }),
      onChoose: (event) => run(message, article ?? document.body, { quick: event.shiftKey || id === '' }),
    }),
  );
  return (
    <Menu
      key={message.id}
      anchor={'element' in open.at ? open.at.element : open.at}
      label={t.value.actions}
      items={items}
      returnTo={open.back ?? undefined}
      whilePressed={'pressed' in open.at && open.at.pressed === true}
      header={barStart.map((Part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
        <Part key={i} message={message} inMenu />
      ))}
      onClose={() => {
        menu.value = null;
        release();
      }}
    />
  );
}
