import { useState } from 'preact/hooks';
import { limits } from '../../../protocol/limits.ts';
import type { Keep, RoomCore } from '../../../protocol/rooms.ts';
import { ApiError, call, sentence } from '../../client/api.ts';
import { common } from '../../i18n/common.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { isName } from '../profile/names.ts';
import { useBusy } from '../profile/use-load.ts';
import { FormDialog } from './form-dialog.tsx';
import { draftOf, type KeepDraft, keepOf } from './keep.ts';
import { KeepField } from './keep-field.tsx';
import { t } from './words.ts';

const changeOf = (room: RoomCore, next: { name: string; topic: string; keep: Keep | null }) => ({
  ...(next.name.trim() === room.name ? {} : { name: next.name }),
  ...(next.topic.trim() === room.topic ? {} : { topic: next.topic.trim() }),
  keep: next.keep,
});

/** Makes a room, or edits `room`. `standard` is what the server keeps by default. */
export function RoomDialog(props: {
  room: RoomCore | null;
  standard: Keep;
  onChanged: () => void;
  onClose: () => void;
}) {
  const { room, standard } = props;
  const [name, setName] = useState(room?.name ?? '');
  const [topic, setTopic] = useState(room?.topic ?? '');
  const [draft, setDraft] = useState<KeepDraft>(draftOf(room?.keep ?? standard, room?.keepIsDefault ?? true));
  const [error, setError] = useState<string | null>(null);
  const { busy, run } = useBusy();
  const max = limits.roomNameLength;
  const keep = keepOf(draft);
  const save = async () => {
    if (keep === undefined) return;
    const saved = room
      ? await call<RoomCore>('PATCH', `/api/admin/rooms/${room.id}`, changeOf(room, { name, topic, keep }))
      : await call<RoomCore>('POST', '/api/admin/rooms', { name, topic: topic.trim() });
    props.onChanged();
    props.onClose();
    toast(room ? t.value.roomSaved(saved.name) : t.value.roomAdded(saved.name));
  };
  const failed = (thrown: unknown) => {
    const refused = thrown instanceof ApiError && thrown.code === 'invalid-request';
    setError(refused ? t.value.roomNameProblem(max) : sentence(thrown));
  };
  const submit = () => {
    if (!isName(name, max)) return setError(t.value.roomNameProblem(max));
    void run(save, failed);
  };
  return (
    <FormDialog
      title={room ? t.value.editRoomTitle : t.value.addRoom}
      action={room ? common.value.save : t.value.make}
      busy={busy}
      ready={name.trim() !== '' && keep !== undefined}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <Field
        label={t.value.roomName}
        value={name}
        maxLength={max}
        error={error}
        autoFocus={!room}
        onInput={(value) => {
          setName(value);
          setError(null);
        }}
      />
      <Field
        label={t.value.topic}
        value={topic}
        maxLength={limits.topicLength}
        hint={t.value.topicHint}
        onInput={setTopic}
      />
      {room && <KeepField draft={draft} before={room.keep} standard={standard} onChange={setDraft} />}
    </FormDialog>
  );
}

export function RemoveRoom(props: { room: RoomCore; onChanged: () => void; onClose: () => void }) {
  const { room } = props;
  const { busy, run } = useBusy();
  const remove = async () => {
    await run(async () => {
      await call<null>('DELETE', `/api/admin/rooms/${room.id}`);
      props.onChanged();
      toast(t.value.roomRemoved(room.name));
    });
    props.onClose();
  };
  return (
    <Confirm
      title={t.value.removeRoomTitle(room.name)}
      text={t.value.removeRoomText}
      action={t.value.remove}
      busy={busy}
      onConfirm={remove}
      onClose={props.onClose}
    />
  );
}
