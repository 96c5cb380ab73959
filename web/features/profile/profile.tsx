import { useId, useState } from 'preact/hooks';
import type { Person } from '../../../protocol/accounts.ts';
import { limits } from '../../../protocol/limits.ts';
import { call } from '../../client/api.ts';
import { me } from '../../client/store.ts';
import { common } from '../../i18n/common.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { AvatarPart } from './avatar-part.tsx';
import { DeviceList } from './device-list.tsx';
import { isName, nameError } from './names.ts';
import './profile.css';
import { useBusy } from './use-load.ts';
import { t } from './words.ts';

/** What a person can change about themselves: name, picture, and where they are signed in. */
export function ProfileDialog({ onClose }: { onClose: () => void }) {
  // The answer may come before its event does, or without one while the socket is away.
  const [changed, setChanged] = useState<Person | null>(null);
  const person = changed ?? me.value;
  const devicesId = useId();
  if (!person) return null;
  return (
    <Dialog title={t.value.title} onClose={onClose}>
      <div class="profile">
        <AvatarPart person={person} onPerson={setChanged} />
        <NameForm person={person} onPerson={setChanged} />
        <section aria-labelledby={devicesId}>
          <h3 id={devicesId}>{t.value.devices}</h3>
          <p class="field-note">{t.value.devicesHint}</p>
          <DeviceList listPath="/api/me/devices" endPath="/api/me/devices" />
        </section>
      </div>
    </Dialog>
  );
}

function NameForm(props: { person: Person; onPerson: (person: Person) => void }) {
  const { person, onPerson } = props;
  const [name, setName] = useState(person.name);
  const [error, setError] = useState<string | null>(null);
  const [saved, setSaved] = useState(false);
  const { busy, run } = useBusy();
  const max = limits.personNameLength;
  const same = name.trim() === person.name;
  const save = (event: Event) => {
    event.preventDefault();
    if (same) return;
    if (!isName(name, max)) return setError(t.value.nameProblem(max));
    void run(
      async () => {
        const next = await call<Person>('PATCH', '/api/me', { name });
        onPerson(next);
        setName(next.name);
        setSaved(true);
      },
      (thrown) => setError(nameError(thrown, max)),
    );
  };
  return (
    <form class="name-form" onSubmit={save}>
      <Field
        label={t.value.name}
        value={name}
        maxLength={max}
        hint={saved ? <span role="status">{t.value.nameSaved}</span> : t.value.nameHint}
        error={error}
        onInput={(value) => {
          setName(value);
          setError(null);
          setSaved(false);
        }}
      />
      <Button type="submit" busy={busy} disabled={same || name.trim() === ''}>
        {common.value.save}
      </Button>
    </form>
  );
}
