import { clock, daysAgo, shortTime, whole } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { readRoom } from './marking.ts';
import './new-bar.css';
import { t } from './words.ts';

/** Over a room's messages: how many are new and since when, the way to them, and that one needn't see them. */
export function NewBar(props: { room: string; unread: number; since: Date | null; onJump: () => void }) {
  const { unread, since } = props;
  const count = unread > 999 ? '999+' : whole(unread);
  const time = since && (daysAgo(since) === 0 ? clock(since) : shortTime(since));
  return (
    <div class="new-bar">
      <button type="button" onClick={props.onJump}>
        <Icon name="arrow-up" size={16} />
        <span>{time === null ? t.value.fresh(count) : t.value.freshSince(count, time)}</span>
        <span class="visually-hidden">. {t.value.jump}</span>
      </button>
      <button type="button" onClick={() => void readRoom(props.room)}>
        <Icon name="check" size={16} />
        <span>{t.value.markRead}</span>
      </button>
    </div>
  );
}
