import { useSignal } from '@preact/signals';
import { me } from '../../client/store.ts';
import { type Language, language, setLanguage } from '../../i18n/language.ts';
import { Confirm, Dialog } from '../../ui/dialog.tsx';
import { Choice, Switch } from '../../ui/field.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { NotificationChoices } from '../notifications/notification-choices.tsx';
import { notificationsOn, permission, setNotifications } from '../notifications/notifications.ts';
import { signOut } from '../session/session.ts';
import { SendingChoices } from '../shrink/sending-choices.tsx';
import './settings.css';
import { openDialog } from './dialogs.ts';
import { setTheme, type Theme, theme } from './theme.ts';
import { t } from './words.ts';

export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const leaving = useSignal(false);
  if (leaving.value) {
    return (
      <Confirm
        title={t.value.signOut}
        text={t.value.signOutText}
        action={t.value.signOut}
        onConfirm={signOut}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog title={t.value.settings} width="m" onClose={onClose}>
      <div class="settings">
        <Choice<Theme>
          label={t.value.theme}
          value={theme.value}
          onChange={setTheme}
          options={[
            { value: 'system', text: t.value.system },
            { value: 'light', text: t.value.light },
            { value: 'dark', text: t.value.dark },
          ]}
        />
        <Choice<Language>
          label={t.value.language}
          value={language.value}
          onChange={setLanguage}
          options={[
            { value: 'en', text: 'English' },
            { value: 'ru', text: 'Русский' },
          ]}
        />
        <Notifications />
        <NotificationChoices />
        <SendingChoices />
        <ul class="settings-links">
          <li>
            <Way
              icon="person"
              text={t.value.profile}
              hint={t.value.profileHint}
              onClick={() => openDialog('profile')}
            />
          </li>
          {me.value?.role === 'admin' && (
            <li>
              <Way
                icon="shield"
                text={t.value.admin}
                hint={t.value.adminHint}
                href="/admin"
                onClick={onClose}
              />
            </li>
          )}
          <li>
            <Way
              icon="power"
              text={t.value.signOut}
              onClick={() => {
                leaving.value = true;
              }}
            />
          </li>
        </ul>
      </div>
    </Dialog>
  );
}

function Notifications() {
  const allowed = permission.value;
  const hint =
    allowed === null
      ? t.value.notificationsAbsent
      : allowed === 'denied'
        ? t.value.notificationsDenied
        : t.value.notificationsHint;
  return (
    <Switch
      label={t.value.notifications}
      hint={hint}
      checked={notificationsOn()}
      disabled={allowed === null || allowed === 'denied'}
      onChange={setNotifications}
    />
  );
}

function Way(props: { icon: IconName; text: string; hint?: string; href?: string; onClick: () => void }) {
  const content = (
    <>
      <Icon name={props.icon} />
      <span class="way-text">
        <span>{props.text}</span>
        {props.hint && <span class="field-note">{props.hint}</span>}
      </span>
      {props.hint && <Icon name="chevron-right" size={16} />}
    </>
  );
  return props.href ? (
    <a class="way" href={props.href} onClick={props.onClick}>
      {content}
    </a>
  ) : (
    <button type="button" class="way" onClick={props.onClick}>
      {content}
    </button>
  );
}
