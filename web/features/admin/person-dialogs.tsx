import { useState } from 'preact/hooks';
import type { AdminPerson, PersonLink } from '../../../protocol/accounts.ts';
import { limits } from '../../../protocol/limits.ts';
import { call } from '../../client/api.ts';
import { common } from '../../i18n/common.ts';
import { Confirm, Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { DeviceList } from '../profile/device-list.tsx';
import { isName, nameError } from '../profile/names.ts';
import { useBusy } from '../profile/use-load.ts';
import { t as profileWords } from '../profile/words.ts';
import { FormDialog } from './form-dialog.tsx';
import { t } from './words.ts';

/** What is being done to whom. */
export type Doing =
  | { what: 'add' }
  | { what: 'link'; of: PersonLink }
  | { what: 'rename' | 'reissue' | 'devices' | 'disable' | 'remove'; person: AdminPerson };

const pathOf = ({ id }: AdminPerson) => `/api/admin/people/${id}`;

export const editPerson = (person: AdminPerson, change: { name?: string; disabled?: boolean }) =>
  call<AdminPerson>('PATCH', pathOf(person), change);

/** Asks for a name and hands it to `onName`, whose failure is shown below the field. */
function NameDialog(props: {
  title: string;
  text?: string;
  action: string;
  name: string;
  onName: (name: string) => Promise<void>;
  onClose: () => void;
}) {
  const [name, setName] = useState(props.name);
  const [error, setError] = useState<string | null>(null);
  const { busy, run } = useBusy();
  const max = limits.personNameLength;
  const submit = () => {
    if (!isName(name, max)) return setError(profileWords.value.nameProblem(max));
    void run(
      () => props.onName(name),
      (thrown) => setError(nameError(thrown, max)),
    );
  };
  return (
    <FormDialog
      title={props.title}
      action={props.action}
      busy={busy}
      ready={name.trim() !== '' && name !== props.name}
      onSubmit={submit}
      onClose={props.onClose}
    >
      {props.text && <p class="dialog-text">{props.text}</p>}
      <Field
        label={t.value.name}
        value={name}
        maxLength={max}
        error={error}
        autoFocus
        onInput={(value) => {
          setName(value);
          setError(null);
        }}
      />
    </FormDialog>
  );
}

export function AddPerson(props: { onAdded: (link: PersonLink) => void; onClose: () => void }) {
  return (
    <NameDialog
      title={t.value.addPerson}
      text={t.value.addPersonText}
      action={t.value.make}
      name=""
      onClose={props.onClose}
      onName={async (name) => props.onAdded(await call<PersonLink>('POST', '/api/admin/people', { name }))}
    />
  );
}

type About = { person: AdminPerson; onClose: () => void; onChanged: () => void };

export function RenamePerson({ person, onClose, onChanged }: About) {
  return (
    <NameDialog
      title={t.value.renameTitle(person.name)}
      action={common.value.save}
      name={person.name}
      onClose={onClose}
      onName={async (name) => {
        const next = await editPerson(person, { name });
        onChanged();
        onClose();
        toast(t.value.renamed(next.name));
      }}
    />
  );
}

export function PersonDevices({ person, onClose, onChanged }: About) {
  return (
    <Dialog title={t.value.devicesTitle(person.name)} onClose={onClose}>
      <DeviceList listPath={`${pathOf(person)}/devices`} endPath="/api/admin/devices" onEnd={onChanged} />
    </Dialog>
  );
}

/** A question whose yes calls the server; a failure closes it and is told by a toast. */
function Ask(props: {
  title: string;
  text: string;
  action: string;
  onClose: () => void;
  work: () => Promise<void>;
}) {
  const { busy, run } = useBusy();
  const confirm = async () => {
    await run(props.work);
    props.onClose();
  };
  return (
    <Confirm
      title={props.title}
      text={props.text}
      action={props.action}
      busy={busy}
      onConfirm={confirm}
      onClose={props.onClose}
    />
  );
}

export function DisablePerson({ person, onClose, onChanged }: About) {
  return (
    <Ask
      title={t.value.disableTitle(person.name)}
      text={t.value.disableText}
      action={t.value.disable}
      onClose={onClose}
      work={async () => {
        await editPerson(person, { disabled: true });
        onChanged();
        toast(t.value.disabledDone(person.name));
      }}
    />
  );
}

export function RemovePerson({ person, onClose, onChanged }: About) {
  return (
    <Ask
      title={t.value.removePersonTitle(person.name)}
      text={t.value.removePersonText}
      action={t.value.remove}
      onClose={onClose}
      work={async () => {
        await call<null>('DELETE', pathOf(person));
        onChanged();
        toast(t.value.personRemoved(person.name));
      }}
    />
  );
}

export function ReissueLink(props: About & { own: boolean; onLink: (link: PersonLink) => void }) {
  const { person, own } = props;
  const { busy, run } = useBusy();
  const reissue = () =>
    run(async () => {
      const link = await call<PersonLink>('POST', `${pathOf(person)}/link`);
      props.onChanged();
      props.onLink(link);
    }).then(() => undefined);
  return (
    <Confirm
      title={own ? t.value.reissueOwnTitle : t.value.reissueTitle(person.name)}
      text={own ? t.value.reissueOwnText : t.value.reissueText}
      action={t.value.reissue}
      busy={busy}
      onConfirm={reissue}
      onClose={props.onClose}
    />
  );
}
