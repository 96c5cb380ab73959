import type { NotifyLevel } from '../../../protocol/notify.ts';
import { notifyChoices } from '../../client/store.ts';
import { Choice, Switch } from '../../ui/field.tsx';
import { t } from './choice-words.ts';
import { chooseLevel } from './choosing.ts';
import { setSounds, soundsOn } from './notifications.ts';

/** In the settings: what holds where a room has no choice of its own, and whether it sounds on this device. */
export function NotificationChoices() {
  return (
    <>
      <Choice<NotifyLevel>
        label={t.value.everywhere}
        value={notifyChoices.value.level}
        onChange={(level) => void chooseLevel(level)}
        options={[
          { value: 'all', text: t.value.all },
          { value: 'mentions', text: t.value.mentions },
          { value: 'nothing', text: t.value.nothing },
        ]}
      />
      <Switch
        label={t.value.sounds}
        hint={t.value.soundsHint}
        checked={soundsOn.value}
        onChange={setSounds}
      />
    </>
  );
}
