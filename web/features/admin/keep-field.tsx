import type { Keep } from '../../../protocol/rooms.ts';
import { whole } from '../../i18n/format.ts';
import { Choice, Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { type KeepDraft, type KeepMode, keepOf, keepWords, maxOf, shrinks } from './keep.ts';
import { t } from './words.ts';

/** What is kept: a choice, with its number. `standard` is the server's setting, where one can follow it. */
export function KeepField(props: {
  draft: KeepDraft;
  before: Keep;
  standard: Keep | null;
  onChange: (draft: KeepDraft) => void;
}) {
  const { draft, before, standard, onChange } = props;
  const options: { value: KeepMode; text: string }[] = [
    ...(standard ? [{ value: 'default' as const, text: t.value.keepDefault }] : []),
    { value: 'last', text: t.value.keepLast },
    { value: 'days', text: t.value.keepDays },
    { value: 'all', text: t.value.keepAll },
  ];
  const keep = keepOf(draft);
  const after = keep === null ? standard : keep;
  const { mode } = draft;
  return (
    <div class="keep">
      <Choice
        label={t.value.keep}
        value={mode}
        options={options}
        onChange={(next) => onChange({ ...draft, mode: next })}
      />
      {(mode === 'last' || mode === 'days') && (
        <Field
          key={mode}
          label={mode === 'last' ? t.value.lastCount : t.value.daysCount}
          numeric
          value={draft[mode]}
          maxLength={9}
          hint={t.value.keepHint}
          error={keep === undefined ? t.value.keepProblem(whole(maxOf(mode))) : null}
          onInput={(value) => onChange({ ...draft, [mode]: value })}
        />
      )}
      {mode === 'default' && standard && <p class="field-note">{t.value.byDefault(keepWords(standard))}.</p>}
      {mode === 'all' && <p class="field-note">{t.value.keepAllHint}</p>}
      {after && shrinks(before, after) && (
        <p class="notice" role="status">
          <Icon name="alert" size={20} />
          <span>{t.value.keepShrinks}</span>
        </p>
      )}
    </div>
  );
}
