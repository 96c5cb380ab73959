import type { AdminPerson } from '../../../protocol/accounts.ts';
import { presences } from '../../client/store.ts';
import { byteSize } from '../../i18n/format.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useNow } from '../../ui/clock.ts';
import { MenuButton, type MenuItem } from '../../ui/menu.tsx';
import { lastSeen } from '../presence/last-seen.ts';
import { t as profileWords } from '../profile/words.ts';
import type { Doing } from './person-dialogs.tsx';
import { t } from './words.ts';

type RowProps = {
  person: AdminPerson;
  own: boolean;
  onDo: (doing: Doing) => void;
  onEnable: () => void;
};

function actions({ person, own, onDo, onEnable }: RowProps): MenuItem[] {
  const items: MenuItem[] = [
    { icon: 'edit', text: t.value.rename, onChoose: () => onDo({ what: 'rename', person }) },
    { icon: 'key', text: t.value.newLink, onChoose: () => onDo({ what: 'reissue', person }) },
    { icon: 'device', text: t.value.showDevices, onChoose: () => onDo({ what: 'devices', person }) },
  ];
  // The server refuses these for oneself: nobody would be left to undo them.
  if (own) return items;
  if (person.disabled) items.push({ icon: 'check', text: t.value.enable, onChoose: onEnable });
  else
    items.push({ icon: 'minus', text: t.value.disable, onChoose: () => onDo({ what: 'disable', person }) });
  items.push({
    icon: 'trash',
    text: t.value.remove,
    danger: true,
    onChoose: () => onDo({ what: 'remove', person }),
  });
  return items;
}

/** The live page knows who is here, and who left since the list was made. */
function Seen({ person, own }: RowProps) {
  const now = useNow();
  const live = person.disabled ? undefined : presences.value.get(person.id);
  const here = own || (live?.status ?? 'offline') !== 'offline';
  if (here) return <span class="fact-seen">{profileWords.value.hereNow}</span>;
  const at = live?.lastSeenAt ?? person.lastSeenAt;
  if (at === null) return <span class="fact-seen">{profileWords.value.never}</span>;
  return (
    <time class="fact-seen" dateTime={at} data-tip="" data-tip-time={at}>
      {lastSeen(at, now)}
    </time>
  );
}

export function PersonRow(props: RowProps) {
  const { person, own } = props;
  return (
    <li class={`admin-row ${person.disabled ? 'off' : ''}`}>
      <Avatar id={person.id} name={person.name} src={person.avatar} size={40} />
      <div class="person-main">
        <p class="row-name">
          <span dir="auto">{person.name}</span>
          {own && <span class="badge-soft muted">{t.value.you}</span>}
          {person.role === 'admin' && <span class="badge-soft">{t.value.admin}</span>}
          {person.disabled && <span class="badge-soft muted">{t.value.disabled}</span>}
        </p>
        <p class="person-facts">
          <Seen {...props} />
          {person.devices > 0 && <span class="fact-devices">{t.value.devices(person.devices)}</span>}
          {person.storageBytes > 0 && (
            <span class="fact-storage">{t.value.storage(byteSize(person.storageBytes))}</span>
          )}
        </p>
      </div>
      <MenuButton icon="more" label={t.value.actionsFor(person.name)} items={actions(props)} />
    </li>
  );
}
