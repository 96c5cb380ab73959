import { useEffect } from 'preact/hooks';
import { common } from '../../i18n/common.ts';
import { dayName } from '../../i18n/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { lazy } from '../../ui/lazy.tsx';
import { complain } from '../../ui/toast.tsx';
import { askDay, asking } from './door.ts';
import { t } from './words.ts';

/** Between the days: a press asks for another day. */
export function DayLine({ rowKey, room, time }: { rowKey: string; room: string; time: Date }) {
  return (
    <div class="day" data-key={rowKey}>
      <button
        type="button"
        class="day-button"
        aria-haspopup="dialog"
        data-tip={t.value.toDay}
        onClick={({ currentTarget: anchor }) => askDay({ room, anchor, day: time })}
      >
        {dayName(time)}
      </button>
    </div>
  );
}

/** In the room's head: on a phone too, where no line of a day may be near. */
export function DayButton({ room }: { room: string }) {
  return (
    <IconButton
      icon="calendar"
      label={t.value.toDay}
      aria-haspopup="dialog"
      onClick={({ currentTarget: anchor }) => askDay({ room, anchor, day: new Date() })}
    />
  );
}

const Layer = lazy(() => import('./day-question.tsx').then((part) => part.DayQuestion), {
  waiting: () => null,
  failed: () => <Failed />,
});

function Failed() {
  useEffect(() => {
    complain(common.value.unexpected);
    asking.value = null;
  }, []);
  return null;
}

export function DateQuestion({ room }: { room: string }) {
  const question = asking.value;
  return question?.room === room ? <Layer question={question} /> : null;
}
