import { useState } from 'preact/hooks';
import type { AdminPerson } from '../../../protocol/accounts.ts';
import { call } from '../../client/api.ts';
import { whole } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { Loaded } from '../profile/loaded.tsx';
import { useBusy, useEvents, useLoad } from '../profile/use-load.ts';
import { LinkDialog } from './link-dialog.tsx';
import {
  AddPerson,
  DisablePerson,
  type Doing,
  editPerson,
  PersonDevices,
  ReissueLink,
  RemovePerson,
  RenamePerson,
} from './person-dialogs.tsx';
import { PersonRow } from './person-row.tsx';
import { SectionHead } from './section-head.tsx';
import { t } from './words.ts';

export function PeopleSection({ meId }: { meId: string }) {
  const load = useLoad(() => call<{ people: AdminPerson[] }>('GET', '/api/admin/people'));
  const [doing, setDoing] = useState<Doing | null>(null);
  const { run } = useBusy();
  useEvents(['person.created', 'person.updated', 'person.removed'], load.reload);
  const enable = (person: AdminPerson) =>
    run(async () => {
      await editPerson(person, { disabled: false });
      load.reload();
      toast(t.value.enabledDone(person.name));
    });
  return (
    <section aria-labelledby="admin-section">
      <SectionHead
        title={t.value.people}
        count={load.value && whole(load.value.people.length)}
        text={t.value.peopleText}
      >
        <Button look="primary" icon="plus" onClick={() => setDoing({ what: 'add' })}>
          {t.value.addPerson}
        </Button>
      </SectionHead>
      <Loaded of={load} rows={4}>
        {({ people }) => (
          <>
            <ul class="admin-list">
              {people.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  own={person.id === meId}
                  onDo={setDoing}
                  onEnable={() => enable(person)}
                />
              ))}
            </ul>
            {people.length === 1 && (
              <p class="admin-empty">
                <b>{t.value.onlyYou}</b>
                {t.value.onlyYouText}
              </p>
            )}
          </>
        )}
      </Loaded>
      {doing && <Dialogs doing={doing} meId={meId} onDo={setDoing} onChanged={load.reload} />}
    </section>
  );
}

function Dialogs(props: {
  doing: Doing;
  meId: string;
  onDo: (doing: Doing | null) => void;
  onChanged: () => void;
}) {
  const { doing, meId, onDo, onChanged } = props;
  const onClose = () => onDo(null);
  if (doing.what === 'add') {
    const added = (of: Extract<Doing, { what: 'link' }>['of']) => {
      onChanged();
      onDo({ what: 'link', of });
    };
    return <AddPerson onAdded={added} onClose={onClose} />;
  }
  if (doing.what === 'link') {
    return <LinkDialog of={doing.of} own={doing.of.person.id === meId} onClose={onClose} />;
  }
  const about = { person: doing.person, onClose, onChanged };
  if (doing.what === 'rename') return <RenamePerson {...about} />;
  if (doing.what === 'devices') return <PersonDevices {...about} />;
  if (doing.what === 'disable') return <DisablePerson {...about} />;
  if (doing.what === 'remove') return <RemovePerson {...about} />;
  return (
    <ReissueLink {...about} own={doing.person.id === meId} onLink={(of) => onDo({ what: 'link', of })} />
  );
}
