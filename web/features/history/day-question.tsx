import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import '../../ui/field.css';
import { place } from '../../ui/place.ts';
import { whenClosed } from '../../ui/popover.ts';
import { jumpToBeginning, jumpToMoment } from '../messages/jump.ts';
import { dayOf, startOf } from './days.ts';
import { asking, type Question } from './door.ts';
import './history.css';
import { t } from './words.ts';

/** Asks for a day by the browser's own calendar, which knows the person's language, and goes there. */
export function DayQuestion({ question }: { question: Question }) {
  const { room, anchor, day } = question;
  const layer = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    if (!layer.current) return;
    layer.current.showPopover();
    place(layer.current, anchor, 'center');
    field.current?.focus();
  }, []);
  const close = () => {
    const hadFocus = layer.current?.contains(document.activeElement);
    asking.value = null;
    if (hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
  };
  const go = (event: Event) => {
    event.preventDefault();
    const start = startOf(field.current?.value ?? '');
    if (!start) return field.current?.focus();
    close();
    void jumpToMoment(room, start);
  };
  return (
    <div
      ref={layer}
      popover="auto"
      role="dialog"
      aria-label={t.value.toDay}
      class="menu"
      onToggle={whenClosed(close)}
    >
      <form class="day-question" onSubmit={go}>
        <div class="field">
          <label for={id}>{t.value.day}</label>
          <input ref={field} id={id} type="date" required defaultValue={dayOf(day)} max={dayOf(new Date())} />
        </div>
        <div class="day-question-foot">
          <Button
            size="s"
            onClick={() => {
              close();
              void jumpToBeginning(room);
            }}
          >
            {t.value.beginning}
          </Button>
          <Button size="s" look="primary" type="submit">
            {t.value.go}
          </Button>
        </div>
      </form>
    </div>
  );
}
