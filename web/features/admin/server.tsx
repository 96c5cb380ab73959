import { useState } from 'preact/hooks';
import type { ServerState } from '../../../protocol/rooms.ts';
import { api, sentence } from '../../client/api.ts';
import { common } from '../../i18n/common.ts';
import { byteSize } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { EveryoneCard } from '../mentions/everyone-card.tsx';
import { Loaded } from '../profile/loaded.tsx';
import { useBusy, useEvents, useLoad } from '../profile/use-load.ts';
import { draftOf, keepOf } from './keep.ts';
import { KeepField } from './keep-field.tsx';
import { SectionHead } from './section-head.tsx';
import { t } from './words.ts';

export function ServerSection() {
  const load = useLoad(api.serverState);
  useEvents(['retention.updated'], load.reload);
  return (
    <section aria-labelledby="admin-section">
      <SectionHead title={t.value.server} text={t.value.serverText} />
      <Loaded of={load}>
        {(state) => (
          <div class="admin-cards">
            <Storage storage={state.storage} />
            <Retention
              key={JSON.stringify(state.retention.keep)}
              keep={state.retention.keep}
              onSaved={load.set}
            />
            <EveryoneCard />
            <About state={state} />
          </div>
        )}
      </Loaded>
    </section>
  );
}

function Storage({ storage }: { storage: ServerState['storage'] }) {
  const parts = [
    { kind: 'media', name: t.value.mediaPart, bytes: storage.mediaBytes, note: t.value.files(storage.files) },
    { kind: 'database', name: t.value.databasePart, bytes: storage.databaseBytes },
    { kind: 'free', name: t.value.freePart, bytes: storage.freeBytes },
  ];
  return (
    <section class="admin-card" aria-labelledby="admin-storage">
      <h3 id="admin-storage">{t.value.storageTitle}</h3>
      <div class="meter" aria-hidden="true">
        {parts
          .filter(({ bytes }) => bytes > 0)
          .map(({ kind, bytes }) => (
            <span key={kind} class={kind} style={{ flexGrow: String(bytes) }} />
          ))}
      </div>
      <dl class="facts">
        {parts.map(({ kind, name, bytes, note }) => (
          <div key={kind}>
            <dt>
              <span class={`fact-mark ${kind}`} aria-hidden="true" />
              {name}
            </dt>
            <dd>
              {byteSize(bytes)}
              {note && <span class="fact-note">{note}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Retention(props: { keep: ServerState['retention']['keep']; onSaved: (state: ServerState) => void }) {
  const [draft, setDraft] = useState(() => draftOf(props.keep, false));
  const [error, setError] = useState<string | null>(null);
  const { busy, run } = useBusy();
  const keep = keepOf(draft);
  const same = JSON.stringify(keep) === JSON.stringify(props.keep);
  const save = (event: Event) => {
    event.preventDefault();
    if (!keep || same) return;
    void run(
      async () => {
        props.onSaved(await api.setRetention(keep));
        toast(t.value.retentionSaved);
      },
      (thrown) => setError(sentence(thrown)),
    );
  };
  return (
    <section class="admin-card" aria-labelledby="admin-retention">
      <h3 id="admin-retention">{t.value.retentionTitle}</h3>
      <p class="card-text">{t.value.retentionText}</p>
      <form class="admin-form" onSubmit={save}>
        <KeepField
          draft={draft}
          before={props.keep}
          standard={null}
          onChange={(next) => {
            setDraft(next);
            setError(null);
          }}
        />
        {error && (
          <p class="field-note bad" role="alert">
            {error}
          </p>
        )}
        <Button class="form-save" look="primary" type="submit" busy={busy} disabled={!keep || same}>
          {common.value.save}
        </Button>
      </form>
    </section>
  );
}

function About({ state }: { state: ServerState }) {
  const facts = [
    [t.value.version, state.version],
    [t.value.address, state.publicUrl],
    [t.value.ffmpeg, state.ffmpeg],
  ] as const;
  return (
    <section class="admin-card" aria-labelledby="admin-about">
      <h3 id="admin-about">{t.value.about}</h3>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
