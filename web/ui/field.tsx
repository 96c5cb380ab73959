import type { ComponentChildren, Ref } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

/** A text field with its label, a hint or an error below. */
export function Field(props: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: ComponentChildren;
  error?: string | null;
  /** Digits only: phones show their number pad. */
  numeric?: boolean;
  maxLength?: number;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}) {
  const { label, hint, error, inputRef, onInput, numeric, ...rest } = props;
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        {...rest}
        id={id}
        ref={inputRef ?? null}
        type="text"
        inputMode={numeric ? 'numeric' : 'text'}
        autocomplete="off"
        onInput={(event) => onInput(event.currentTarget.value)}
        aria-invalid={Boolean(error)}
        aria-describedby={note ? noteId : undefined}
      />
      {note && (
        <p id={noteId} class={error ? 'field-note bad' : 'field-note'} role={error ? 'alert' : undefined}>
          {note}
        </p>
      )}
    </div>
  );
}

/** One of a few, as a row of segments. */
export function Choice<V extends string>(props: {
  label: string;
  value: V;
  options: readonly { value: V; text: string }[];
  onChange: (value: V) => void;
}) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{props.label}</legend>
      <div class="choice-row">
        {props.options.map(({ value, text }) => (
          <label key={value}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === props.value}
              onChange={() => props.onChange(value)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Switch(props: {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div class="switch-row">
      <div>
        <label for={id}>{props.label}</label>
        {props.hint && (
          <p id={`${id}-note`} class="field-note">
            {props.hint}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        class="switch"
        checked={props.checked}
        disabled={props.disabled ?? false}
        aria-describedby={props.hint ? `${id}-note` : undefined}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
