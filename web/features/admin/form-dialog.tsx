import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { common } from '../../i18n/common.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** A dialog that is a form: Enter in a field is its button. */
export function FormDialog(props: {
  title: string;
  action: string;
  busy: boolean;
  ready: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      foot={
        <>
          <Button onClick={props.onClose}>{common.value.cancel}</Button>
          <Button look="primary" type="submit" form={id} busy={props.busy} disabled={!props.ready}>
            {props.action}
          </Button>
        </>
      }
    >
      <form
        id={id}
        class="admin-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (props.ready && !props.busy) props.onSubmit();
        }}
      >
        {props.children}
      </form>
    </Dialog>
  );
}
