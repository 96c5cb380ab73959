import { useState } from 'preact/hooks';
import type { Device } from '../../../protocol/accounts.ts';
import { call, sentence } from '../../client/api.ts';
import { shortTime } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { useNow } from '../../ui/clock.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { signOut } from '../session/session.ts';
import { Loaded } from './loaded.tsx';
import './profile.css';
import { seen } from './seen.ts';
import { useBusy, useLoad } from './use-load.ts';
import { t } from './words.ts';

/** Where somebody is signed in. `listPath` answers the devices; `endPath` and an id end one. */
export function DeviceList(props: { listPath: string; endPath: string; onEnd?: () => void }) {
  const load = useLoad(() => call<{ devices: Device[] }>('GET', props.listPath));
  const [told, setTold] = useState<{ text: string; bad: boolean } | null>(null);
  const ended = (device: Device) => {
    const devices = load.value?.devices.filter(({ id }) => id !== device.id) ?? [];
    load.set({ devices });
    setTold({ text: t.value.signedOut(device.label), bad: false });
    props.onEnd?.();
  };
  return (
    <Loaded of={load} rows={2}>
      {({ devices }) => (
        <>
          {devices.length === 0 && <p class="empty-line">{t.value.noDevices}</p>}
          <ul class="devices">
            {devices.map((device) => (
              <DeviceRow
                key={device.id}
                device={device}
                endPath={props.endPath}
                onEnded={() => ended(device)}
                onFailed={(error) => setTold({ text: sentence(error), bad: true })}
              />
            ))}
          </ul>
          <p class={told?.bad ? 'field-note bad' : 'field-note'} role="status">
            {told?.text}
          </p>
        </>
      )}
    </Loaded>
  );
}

function DeviceRow(props: {
  device: Device;
  endPath: string;
  onEnded: () => void;
  onFailed: (error: unknown) => void;
}) {
  const { device } = props;
  const now = useNow();
  const { busy, run } = useBusy();
  const [asking, setAsking] = useState(false);
  const end = () =>
    run(async () => {
      await call<null>('DELETE', `${props.endPath}/${device.id}`);
      props.onEnded();
    }, props.onFailed);
  const endHere = () =>
    run(signOut, (error) => {
      setAsking(false);
      props.onFailed(error);
    });
  return (
    <li class="device">
      <Icon name="device" size={22} />
      <div class="device-text">
        <p class="device-label" dir="auto">
          {device.label}
          {device.current && <span class="badge-soft">{t.value.thisDevice}</span>}
        </p>
        <p class="device-note">
          {device.current ? (
            <span>{t.value.hereNow}</span>
          ) : (
            <time dateTime={device.lastSeenAt} data-tip="" data-tip-time={device.lastSeenAt}>
              {seen(device.lastSeenAt, now)}
            </time>
          )}
          <span>{t.value.since(shortTime(new Date(device.createdAt)))}</span>
          <span dir="ltr">{device.address}</span>
        </p>
      </div>
      <Button
        size="s"
        busy={busy && !asking}
        aria-label={t.value.signOutOf(device.label)}
        onClick={device.current ? () => setAsking(true) : end}
      >
        {t.value.signOut}
      </Button>
      {asking && (
        <Confirm
          title={t.value.signOutHereTitle}
          text={t.value.signOutHereText}
          action={t.value.signOut}
          busy={busy}
          onConfirm={endHere}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
