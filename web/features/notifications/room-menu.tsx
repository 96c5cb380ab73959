import type { NotifyLevel } from '../../../protocol/notify.ts';
import type { Room } from '../../../protocol/rooms.ts';
import { notifyChoices } from '../../client/store.ts';
import { clock, daysAgo, shortTime } from '../../i18n/format.ts';
import { Menu, type MenuItem } from '../../ui/menu.tsx';
import { readEverything, readRoom } from '../unread/marking.ts';
import { t } from './choice-words.ts';
import { mutedUntil } from './choices.ts';
import { chooseInRoom, forEver } from './choosing.ts';

const hourMs = 3_600_000;
const morningHour = 8;

const levels: readonly (NotifyLevel | null)[] = [null, 'all', 'mentions', 'nothing'];

function levelItems(room: string): MenuItem[] {
  const { level, rooms } = notifyChoices.value;
  const chosen = rooms.find((one) => one.room === room)?.level ?? null;
  return levels.map((one) => ({
    text: one === null ? t.value.asEverywhere(t.value[level]) : t.value[one],
    checked: one === chosen,
    onChoose: () => void chooseInRoom(room, { level: one }),
  }));
}

function tomorrow(): Date {
  const time = new Date();
  return new Date(time.getFullYear(), time.getMonth(), time.getDate() + 1, morningHour);
}

function untilText(until: string): string {
  if (until === forEver) return t.value.unmute;
  const time = new Date(until);
  return t.value.unmuteUntil(daysAgo(time) === 0 ? clock(time) : shortTime(time));
}

function muteItems(room: string): MenuItem[] {
  const until = mutedUntil(room);
  const mute = (mutedTo: string | null) => () => void chooseInRoom(room, { mutedUntil: mutedTo });
  if (until !== null) {
    return [{ icon: 'bell', text: untilText(until), apart: true, onChoose: mute(null) }];
  }
  const later = (ms: number) => new Date(Date.now() + ms).toISOString();
  return [
    { icon: 'bell-off', text: t.value.muteHour, apart: true, onChoose: mute(later(hourMs)) },
    { icon: 'bell-off', text: t.value.muteHours, onChoose: mute(later(8 * hourMs)) },
    { icon: 'bell-off', text: t.value.muteTomorrow, onChoose: mute(tomorrow().toISOString()) },
    { icon: 'bell-off', text: t.value.muteForEver, onChoose: mute(forEver) },
  ];
}

export function RoomMenu(props: { room: Room; anchor: HTMLElement; onClose: () => void }) {
  const { id } = props.room;
  const items: MenuItem[] = [
    ...levelItems(id),
    ...muteItems(id),
    { icon: 'message', text: t.value.readRoom, apart: true, onChoose: () => void readRoom(id) },
    { icon: 'message', text: t.value.readAll, onChoose: () => void readEverything() },
  ];
  return <Menu anchor={props.anchor} label={t.value.title} items={items} onClose={props.onClose} />;
}
