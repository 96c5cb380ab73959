import { effect, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { maxKeepLast } from '../../../protocol/limits.ts';
import type { Keep } from '../../../protocol/rooms.ts';
import { api, sentence } from '../../client/api.ts';
import { listen, me } from '../../client/store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { complain } from '../../ui/toast.tsx';
import './retention.css';
import { t } from './words.ts';

type Answer = 'last20' | 'more' | 'everything';

/** Asks the admin once, on the first visit, what rooms keep. */
export function RetentionQuestion() {
  const open = useSignal(false);
  useEffect(() => listen('retention.updated', ({ asked }) => asked && (open.value = false)), []);
  useEffect(
    () =>
      effect(() => {
        if (me.value?.role !== 'admin') return;
        api.serverState().then(
          ({ retention }) => {
            open.value = !retention.asked;
          },
          // It is asked again at the next visit.
          () => undefined,
        );
      }),
    [],
  );
  return open.value ? <Question onDone={() => (open.value = false)} /> : null;
}

function Question({ onDone }: { onDone: () => void }) {
  const answer = useSignal<Answer>('last20');
  const count = useSignal('200');
  const busy = useSignal(false);
  const number = Number(count.value);
  const fits = Number.isInteger(number) && number >= 1 && number <= maxKeepLast;
  const decide = async () => {
    if (answer.value === 'more' && !fits) return;
    const keeps: Record<Answer, Keep> = { last20: { last: 20 }, more: { last: number }, everything: {} };
    busy.value = true;
    try {
      await api.setRetention(keeps[answer.value]);
      onDone();
    } catch (error) {
      busy.value = false;
      complain(sentence(error));
    }
  };
  const options: { value: Answer; text: string; hint?: string }[] = [
    { value: 'last20', text: t.value.last20, hint: t.value.last20Hint },
    { value: 'more', text: t.value.more },
    { value: 'everything', text: t.value.everything, hint: t.value.everythingHint },
  ];
  return (
    <Dialog
      title={t.value.title}
      foot={
        <Button look="primary" busy={busy.value} onClick={decide}>
          {t.value.decide}
        </Button>
      }
    >
      <p class="dialog-text">{t.value.text}</p>
      <fieldset class="keep-options">
        <legend class="visually-hidden">{t.value.title}</legend>
        {options.map(({ value, text, hint }) => (
          <label key={value} class="keep-option">
            <input
              type="radio"
              name="keep"
              checked={answer.value === value}
              onChange={() => {
                answer.value = value;
              }}
            />
            <span>
              <span class="keep-name">{text}</span>
              {hint && <span class="field-note">{hint}</span>}
            </span>
          </label>
        ))}
      </fieldset>
      {answer.value === 'more' && (
        <Field
          label={t.value.count}
          value={count.value}
          numeric
          autoFocus
          error={fits ? null : t.value.countError}
          onInput={(value) => {
            count.value = value;
          }}
        />
      )}
    </Dialog>
  );
}
