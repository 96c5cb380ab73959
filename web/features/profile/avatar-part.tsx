import { useEffect, useRef, useState } from 'preact/hooks';
import type { Person } from '../../../protocol/accounts.ts';
import { imageExtensions } from '../../../protocol/limits.ts';
import { call, sentence } from '../../client/api.ts';
import { serverLimits } from '../../client/store.ts';
import { common } from '../../i18n/common.ts';
import { byteSize } from '../../i18n/format.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { type Chosen, middle } from './crop.ts';
import { CropView } from './crop-view.tsx';
import { cut, type Opened, openPicture } from './picture.ts';
import { useBusy } from './use-load.ts';
import { t } from './words.ts';

const accept = ['image/*', ...imageExtensions.map((extension) => `.${extension}`)].join(',');

type Candidate = { file: File; opened: Opened | null; chosen: Chosen };

async function upload({ file, opened, chosen }: Candidate): Promise<Person> {
  const square = opened && (await cut(opened, chosen));
  const limit = serverLimits.value?.uploadBytes ?? Number.POSITIVE_INFINITY;
  if (!square && file.size > limit) {
    throw new Error(t.value.tooLarge(file.name, byteSize(file.size), byteSize(limit)));
  }
  const form = new FormData();
  if (square) form.append('file', square, square.type === 'image/png' ? 'avatar.png' : 'avatar.webp');
  else form.append('file', file);
  return call<Person>('PUT', '/api/me/avatar', form);
}

/** The own picture: choose one, see what of it will be shown, send it; or remove it. */
export function AvatarPart(props: { person: Person; onPerson: (person: Person) => void }) {
  const { person, onPerson } = props;
  const [candidate, setCandidate] = useState<Candidate | null>(null);
  const [told, setTold] = useState<{ text: string; bad: boolean } | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const { busy, run } = useBusy();
  const url = candidate?.opened?.url;
  useEffect(() => () => void (url && URL.revokeObjectURL(url)), [url]);

  const act = (work: () => Promise<Person>, done: string) => {
    setTold(null);
    const failed = (error: unknown) => {
      // Our own sentence about the size is an Error as well.
      const plain = error instanceof Error && error.constructor === Error;
      setTold({ text: plain ? error.message : sentence(error), bad: true });
    };
    return run(async () => {
      onPerson(await work());
      setCandidate(null);
      setTold({ text: done, bad: false });
    }, failed);
  };
  const choose = (file: File | undefined) =>
    run(async () => {
      if (!file) return;
      setTold(null);
      const opened = await openPicture(file);
      setCandidate({ file, opened, chosen: opened ? middle(opened.size) : { x: 0, y: 0, zoom: 1 } });
    });
  return (
    <section class="avatar-part" aria-label={t.value.picture}>
      <input
        ref={chooser}
        type="file"
        accept={accept}
        hidden
        onChange={(event) => {
          void choose(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      {candidate ? (
        <CandidateView candidate={candidate} onChange={setCandidate} />
      ) : (
        <Avatar id={person.id} name={person.name} src={person.avatar} size={96} />
      )}
      <div class="avatar-side">
        {!candidate && <p class="field-note">{t.value.pictureHint}</p>}
        <div class="avatar-actions">
          {candidate && (
            <Button
              look="primary"
              busy={busy}
              onClick={() => act(() => upload(candidate), t.value.pictureSaved)}
            >
              {t.value.usePicture}
            </Button>
          )}
          <Button
            {...(candidate ? {} : { icon: 'image' as const })}
            busy={!candidate && busy}
            onClick={() => chooser.current?.click()}
          >
            {candidate ? t.value.otherPicture : t.value.choosePicture}
          </Button>
          {candidate && (
            <Button look="plain" onClick={() => setCandidate(null)}>
              {common.value.cancel}
            </Button>
          )}
          {!candidate && person.avatar !== null && (
            <Button
              look="plain"
              disabled={busy}
              onClick={() => act(() => call<Person>('DELETE', '/api/me/avatar'), t.value.pictureRemoved)}
            >
              {t.value.removePicture}
            </Button>
          )}
        </div>
        <p class={told?.bad ? 'field-note bad' : 'field-note'} role="status">
          {told?.text}
        </p>
      </div>
    </section>
  );
}

function CandidateView(props: { candidate: Candidate; onChange: (candidate: Candidate) => void }) {
  const { candidate, onChange } = props;
  if (!candidate.opened) return <p class="empty-line">{t.value.cantPreview(candidate.file.name)}</p>;
  return (
    <CropView
      opened={candidate.opened}
      chosen={candidate.chosen}
      onChange={(chosen) => onChange({ ...candidate, chosen })}
    />
  );
}
